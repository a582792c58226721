"""Changes that the catalog sees: of what stands in schemas, or in the database itself."""

FUNCTION = "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
COMPARE = "CREATE FUNCTION same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';"
DEFINITION = "CREATE OR REPLACE FUNCTION one()\n RETURNS integer\n LANGUAGE sql\nAS $function${}$function$\n"
MOOD = "CREATE TYPE mood AS ENUM ('sad', 'happy');"
PRICE = "CREATE DOMAIN price AS integer CONSTRAINT positive CHECK (value > 0);"
SPAN = "CREATE TYPE span AS RANGE (subtype = integer);"
TOTAL = "CREATE AGGREGATE total (integer) (sfunc = int4pl, stype = integer, initcond = '0');"
WATCH = """CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();"""
FAR = "CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far VERSION '1' FOREIGN DATA WRAPPER wrapper;"
POST = "CREATE TABLE post (id integer NOT NULL, title text);"
NEWS = POST + "CREATE PUBLICATION news;"
OPERATOR = COMPARE + "CREATE OPERATOR === (leftarg = text, rightarg = text, function = same);"
WORDS = """CREATE TEXT SEARCH CONFIGURATION words (PARSER = "default");
    ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH simple;"""
STEM = "CREATE TEXT SEARCH DICTIONARY stem (TEMPLATE = simple, stopwords = english);"

TYPES = {
    "schema-added": ("SELECT 1", "CREATE SCHEMA shop CREATE TABLE item (id integer)", ["schema shop added"]),
    "schema-removed": (
        "CREATE SCHEMA shop; CREATE TYPE shop.mood AS ENUM ('sad'); CREATE TABLE shop.item (id serial)",
        "DROP SCHEMA shop CASCADE",
        ["schema shop removed"],
    ),
    "public-comment": (
        "COMMENT ON SCHEMA public IS 'old'",
        "COMMENT ON SCHEMA public IS 'new'",
        ["schema public: comment old became new"],
    ),
    "enum-removed": (
        MOOD + "COMMENT ON TYPE mood IS 'words';",
        "DROP TYPE mood",
        ["enum mood removed: 'sad', 'happy'"],
    ),
    "enum-label": (
        MOOD,
        "ALTER TYPE mood ADD VALUE 'calm' BEFORE 'happy'",
        ["enum mood: labels 'sad', 'happy' became 'sad', 'calm', 'happy'"],
    ),
    "enum-order": (
        MOOD,
        "DROP TYPE mood; CREATE TYPE mood AS ENUM ('happy', 'sad')",
        ["enum mood: labels 'sad', 'happy' became 'happy', 'sad'"],
    ),
    "type-comment": (MOOD, "COMMENT ON TYPE mood IS 'words'", ["enum mood: comment none became words"]),
    "domain-type": (
        "CREATE DOMAIN price AS integer",
        "DROP DOMAIN price; CREATE DOMAIN price AS numeric(10,2)",
        ["domain price: type integer became numeric(10,2)"],
    ),
    "domain-not-null": (PRICE, "ALTER DOMAIN price SET NOT NULL", ["domain price: not null no became yes"]),
    "domain-default": (PRICE, "ALTER DOMAIN price SET DEFAULT 7", ["domain price: default none became 7"]),
    "domain-check": (
        PRICE,
        "ALTER DOMAIN price DROP CONSTRAINT positive",
        ["domain price: checks positive CHECK ((VALUE > 0)) became none"],
    ),
    "domain-collation": (
        "CREATE DOMAIN code AS text",
        'DROP DOMAIN code; CREATE DOMAIN code AS text COLLATE "C"',
        ['domain code: collation none became "C"'],
    ),
    "composite-type": (
        "CREATE TYPE address AS (street text, number integer)",
        "ALTER TYPE address ADD ATTRIBUTE town varchar(50)",
        [
            "composite type address: attributes street text, number integer"
            " became street text, number integer, town character varying(50)"
        ],
    ),
    "composite-type-order": (
        "CREATE TYPE address AS (street text, number integer)",
        "DROP TYPE address; CREATE TYPE address AS (number integer, street text)",
        ["composite type address: attributes street text, number integer became number integer, street text"],
    ),
    "range-type-added": ("SELECT 1", SPAN, ["range type span added: integer"]),
    "range-type": (
        SPAN,
        "DROP TYPE span; CREATE TYPE span AS RANGE (subtype = integer, subtype_diff = int4range_subdiff)",
        ["range type span: difference none became int4range_subdiff(integer,integer)"],
    ),
    "range-type-subtype": (
        SPAN,
        "DROP TYPE span; CREATE TYPE span AS RANGE (subtype = bigint, multirange_type_name = spans)",
        [
            "range type span: multirange span_multirange became spans",
            "range type span: operator class int4_ops became int8_ops",
            "range type span: type integer became bigint",
        ],
    ),
    "shell-type": ("SELECT 1", "CREATE TYPE shell", ["type shell added"]),
}

FUNCTIONS = {
    "function-body": (
        FUNCTION,
        "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
        [f"function one(): definition {DEFINITION.format('SELECT 1')} became {DEFINITION.format('SELECT 2')}"],
    ),
    "function-overload": (
        FUNCTION,
        "CREATE FUNCTION one(a text, b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        ["function one(text,integer) added"],
    ),
    "function-comment": (
        FUNCTION,
        "COMMENT ON FUNCTION one() IS 'words'",
        ["function one(): comment none became words"],
    ),
    "procedure": (
        "SELECT 1",
        "CREATE PROCEDURE tidy(integer) LANGUAGE sql AS 'SELECT 1'",
        ["procedure tidy(integer) added"],
    ),
    "aggregate": (
        TOTAL,
        TOTAL.replace("CREATE", "CREATE OR REPLACE").replace("'0'", "'5'"),
        ["aggregate total(integer): initial 0 became 5"],
    ),
    "aggregate-state": (
        TOTAL,
        "DROP AGGREGATE total (integer); CREATE AGGREGATE total (integer)"
        " (sfunc = int84pl, stype = bigint, initcond = '0', parallel = safe)",
        [
            "aggregate total(integer): parallel u became s",
            "aggregate total(integer): result integer became bigint",
            "aggregate total(integer): state integer became bigint",
            "aggregate total(integer): transition int4pl(integer,integer) became int84pl(bigint,integer)",
        ],
    ),
    "operator-added": (
        "SELECT 1",
        OPERATOR,
        ["function same(text,text) added", "operator ===(text,text) added"],
    ),
    "operator": (
        OPERATOR,
        "ALTER OPERATOR === (text, text) SET (restrict = eqsel)",
        ["operator ===(text,text): restrict none became eqsel(internal,oid,internal,integer)"],
    ),
    "operator-hashes": (
        OPERATOR,
        f"DROP OPERATOR === (text, text); {OPERATOR[len(COMPARE) : -2]}, hashes, merges)",
        ["operator ===(text,text): hashes no became yes", "operator ===(text,text): merges no became yes"],
    ),
    "cast-method": (
        "CREATE TYPE one AS (a integer); CREATE TYPE two AS (a integer); CREATE CAST (one AS two) WITH INOUT",
        "DROP CAST (one AS two);"
        "CREATE FUNCTION turn(one) RETURNS two LANGUAGE sql AS 'SELECT NULL::two';"
        "CREATE CAST (one AS two) WITH FUNCTION turn(one)",
        [
            "cast (one AS two): function none became turn(one)",
            "cast (one AS two): method input and output became function",
            "function turn(one) added",
        ],
    ),
    "cast": (
        MOOD,
        "CREATE CAST (mood AS integer) WITH INOUT AS ASSIGNMENT",
        ["cast (mood AS integer) added"],
    ),
    "cast-context": (
        MOOD + "CREATE CAST (mood AS integer) WITH INOUT AS ASSIGNMENT;",
        "DROP CAST (mood AS integer); CREATE CAST (mood AS integer) WITH INOUT AS IMPLICIT",
        ["cast (mood AS integer): context assignment became implicit"],
    ),
}

DATABASE = {
    "extension-added": (
        "DROP EXTENSION plpgsql",
        "CREATE EXTENSION plpgsql",
        ["extension plpgsql added: 1.0"],
    ),
    "extension-version": (
        "SELECT 1",
        "UPDATE pg_extension SET extversion = '0.9'",
        ["extension plpgsql: version 1.0 became 0.9"],
    ),
    "event-trigger-enabled": (
        WATCH,
        "ALTER EVENT TRIGGER watch DISABLE",
        ["event trigger watch: enabled on the origin became never"],
    ),
    "event-trigger": (
        WATCH,
        "DROP EVENT TRIGGER watch;"
        "CREATE EVENT TRIGGER watch ON sql_drop WHEN tag IN ('DROP TABLE') EXECUTE FUNCTION watch()",
        [
            "event trigger watch: event ddl_command_end became sql_drop",
            "event trigger watch: tags none became DROP TABLE",
        ],
    ),
    "publication-tables": (
        NEWS,
        "ALTER PUBLICATION news ADD TABLE post",
        ["publication news: tables none became post"],
    ),
    "publication-all-tables": (
        NEWS,
        "DROP PUBLICATION news; CREATE PUBLICATION news FOR ALL TABLES",
        ["publication news: all tables no became yes"],
    ),
    "publication-publishes": (
        NEWS,
        "ALTER PUBLICATION news SET (publish = 'insert, delete')",
        ["publication news: publishes insert, update, delete, truncate became insert, delete"],
    ),
    "publication-root": (
        NEWS,
        "ALTER PUBLICATION news SET (publish_via_partition_root = true)",
        ["publication news: through the root no became yes"],
    ),
    "collation": (
        'CREATE COLLATION rough FROM "C"',
        'DROP COLLATION rough; CREATE COLLATION rough FROM "POSIX"',
        ["collation rough: character type C became POSIX", "collation rough: locale C became POSIX"],
    ),
    "text-search-configuration": (
        WORDS,
        "ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR word WITH english_stem",
        ["text search configuration words: mappings word simple became word english_stem"],
    ),
    "text-search-dictionary": (
        STEM,
        "ALTER TEXT SEARCH DICTIONARY stem (stopwords)",
        ["text search dictionary stem: options stopwords = 'english' became none"],
    ),
    "foreign-server": (
        FAR,
        "ALTER SERVER far VERSION '2' OPTIONS (host 'a')",
        ["foreign server far: options none became host=a", "foreign server far: version 1 became 2"],
    ),
    "foreign-data-wrapper": (
        FAR,
        "ALTER FOREIGN DATA WRAPPER wrapper OPTIONS (debug 'on')",
        ["foreign-data wrapper wrapper: options none became debug=on"],
    ),
}

CASES = TYPES | FUNCTIONS | DATABASE
