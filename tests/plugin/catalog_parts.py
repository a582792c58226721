"""Changes that the catalog sees: of indexes, sequences, triggers, rules, policies, statistics and views."""

POST = "CREATE TABLE post (id integer NOT NULL, title text);"
INDEX = POST + "CREATE UNIQUE INDEX ix_post ON post (id);"
PARTED = """CREATE TABLE post (id integer) PARTITION BY RANGE (id);
    CREATE TABLE post_1 PARTITION OF post FOR VALUES FROM (1) TO (10);
    CREATE INDEX ix_post ON ONLY post (id); CREATE INDEX ix_post_1 ON post_1 (id);"""
SEQUENCE = POST + "CREATE SEQUENCE number AS integer;"
TOUCH = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
TRIGGER = POST + TOUCH + "CREATE TRIGGER touch BEFORE UPDATE ON post FOR EACH ROW EXECUTE FUNCTION touch();"
RULE = POST + "CREATE RULE quiet AS ON DELETE TO post DO INSTEAD NOTHING;"
POLICY = POST + "CREATE POLICY mine ON post USING (id > 0) WITH CHECK (id > 0);"
STATISTICS = POST + "CREATE STATISTICS st_post (ndistinct) ON id, title FROM post;"
VIEW = POST + "CREATE VIEW titles AS SELECT title FROM post;"
STORED = POST + "CREATE MATERIALIZED VIEW titles AS SELECT title FROM post;"

INDEXES = {
    "index-added": (
        POST,
        "CREATE INDEX ix_post ON post (title)",
        ["index ix_post on post added: CREATE INDEX ix_post ON post USING btree (title)"],
    ),
    "index-definition": (
        INDEX,
        "DROP INDEX ix_post; CREATE UNIQUE INDEX ix_post ON post (id) WHERE id > 0",
        [
            "index ix_post on post: definition CREATE UNIQUE INDEX ix_post ON post USING btree (id)"
            " became CREATE UNIQUE INDEX ix_post ON post USING btree (id) WHERE (id > 0)"
        ],
    ),
    "index-valid": (
        INDEX,
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_post'::regclass",
        ["index ix_post on post: valid yes became no"],
    ),
    "index-ready": (
        INDEX,
        "UPDATE pg_index SET indisready = false WHERE indexrelid = 'ix_post'::regclass",
        ["index ix_post on post: ready yes became no"],
    ),
    "index-replica-identity": (
        INDEX,
        "ALTER TABLE post REPLICA IDENTITY USING INDEX ix_post",
        [
            "table post: replica identity default became index",
            "index ix_post on post: replica identity no became yes",
        ],
    ),
    "index-clustered": (
        INDEX,
        "ALTER TABLE post CLUSTER ON ix_post",
        ["index ix_post on post: clustered no became yes"],
    ),
    "index-attached": (
        PARTED,
        "ALTER INDEX ix_post ATTACH PARTITION ix_post_1",
        [
            "index ix_post on post: valid no became yes",
            "index ix_post_1 on post_1: parent none became ix_post",
        ],
    ),
    "index-comment": (
        INDEX,
        "COMMENT ON INDEX ix_post IS 'words'",
        ["index ix_post on post: comment none became words"],
    ),
}

SEQUENCES = {
    "sequence-added": (POST, SEQUENCE[len(POST) :], ["sequence number added: integer"]),
    "sequence-type": (
        POST + "CREATE SEQUENCE number AS integer MAXVALUE 9;",
        "ALTER SEQUENCE number AS smallint",
        ["sequence number: type integer became smallint"],
    ),
    "start": (SEQUENCE, "ALTER SEQUENCE number START 5", ["sequence number: start 1 became 5"]),
    "increment": (SEQUENCE, "ALTER SEQUENCE number INCREMENT 2", ["sequence number: increment 1 became 2"]),
    "minimum": (SEQUENCE, "ALTER SEQUENCE number MINVALUE 0", ["sequence number: minimum 1 became 0"]),
    "maximum": (
        SEQUENCE,
        "ALTER SEQUENCE number MAXVALUE 9",
        ["sequence number: maximum 2147483647 became 9"],
    ),
    "cache": (SEQUENCE, "ALTER SEQUENCE number CACHE 20", ["sequence number: cache 1 became 20"]),
    "cycle": (SEQUENCE, "ALTER SEQUENCE number CYCLE", ["sequence number: cycle no became yes"]),
    "owned-by": (
        SEQUENCE,
        "ALTER SEQUENCE number OWNED BY post.id",
        ["sequence number: owned by none became post.id"],
    ),
    "last-value": (SEQUENCE, "SELECT nextval('number'), nextval('number')", []),
    "sequence-comment": (
        SEQUENCE,
        "COMMENT ON SEQUENCE number IS 'words'",
        ["sequence number: comment none became words"],
    ),
}

BEHAVIOUR = {
    "trigger-definition": (
        TRIGGER,
        "DROP TRIGGER touch ON post;CREATE TRIGGER touch BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION touch()",
        [
            "trigger touch on post: definition"
            " CREATE TRIGGER touch BEFORE UPDATE ON post FOR EACH ROW EXECUTE FUNCTION touch()"
            " became CREATE TRIGGER touch BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION touch()"
        ],
    ),
    "trigger-enabled": (
        TRIGGER,
        "ALTER TABLE post DISABLE TRIGGER touch",
        ["trigger touch on post: enabled on the origin became never"],
    ),
    "constraint-trigger": (
        POST + TOUCH,
        "CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON post DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION touch()",
        [
            "trigger late on post added: CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON post"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch()"
        ],
    ),
    "trigger-comment": (
        TRIGGER,
        "COMMENT ON TRIGGER touch ON post IS 'words'",
        ["trigger touch on post: comment none became words"],
    ),
    "rule-removed": (RULE, "DROP RULE quiet ON post", ["rule quiet on post removed"]),
    "rule-definition": (
        POST + "CREATE RULE quiet AS ON DELETE TO post DO INSTEAD NOTIFY old;",
        "CREATE OR REPLACE RULE quiet AS ON DELETE TO post DO INSTEAD NOTIFY new",
        [
            "rule quiet on post: definition"
            " CREATE RULE quiet AS\n    ON DELETE TO post DO INSTEAD\n NOTIFY old;"
            " became CREATE RULE quiet AS\n    ON DELETE TO post DO INSTEAD\n NOTIFY new;"
        ],
    ),
    "rule-enabled": (
        RULE,
        "ALTER TABLE post ENABLE ALWAYS RULE quiet",
        ["rule quiet on post: enabled on the origin became always"],
    ),
    "rule-comment": (
        RULE,
        "COMMENT ON RULE quiet ON post IS 'words'",
        ["rule quiet on post: comment none became words"],
    ),
    "policy-removed": (POLICY, "DROP POLICY mine ON post", ["policy mine on post removed"]),
    "policy-command": (
        POST + "CREATE POLICY mine ON post FOR SELECT USING (true);",
        "DROP POLICY mine ON post; CREATE POLICY mine ON post FOR DELETE USING (true)",
        ["policy mine on post: command select became delete"],
    ),
    "policy-permissive": (
        POST + "CREATE POLICY mine ON post;",
        "DROP POLICY mine ON post; CREATE POLICY mine ON post AS RESTRICTIVE",
        ["policy mine on post: permissive yes became no"],
    ),
    "policy-roles": (
        POLICY,
        "ALTER POLICY mine ON post TO pg_monitor, pg_read_all_data",
        ["policy mine on post: roles public became pg_monitor, pg_read_all_data"],
    ),
    "policy-using": (
        POLICY,
        "ALTER POLICY mine ON post USING (id > 1)",
        ["policy mine on post: using (id > 0) became (id > 1)"],
    ),
    "policy-check": (
        POLICY,
        "ALTER POLICY mine ON post WITH CHECK (id > 1)",
        ["policy mine on post: with check (id > 0) became (id > 1)"],
    ),
    "policy-comment": (
        POLICY,
        "COMMENT ON POLICY mine ON post IS 'words'",
        ["policy mine on post: comment none became words"],
    ),
    "statistics-definition": (
        STATISTICS,
        "DROP STATISTICS st_post; CREATE STATISTICS st_post (mcv) ON id, title FROM post",
        [
            "statistics object st_post on post: definition"
            " CREATE STATISTICS st_post (ndistinct) ON id, title FROM post"
            " became CREATE STATISTICS st_post (mcv) ON id, title FROM post"
        ],
    ),
    "statistics-object-target": (
        STATISTICS,
        "ALTER STATISTICS st_post SET STATISTICS 500",
        ["statistics object st_post on post: statistics target none became 500"],
    ),
    "statistics-comment": (
        STATISTICS,
        "COMMENT ON STATISTICS st_post IS 'words'",
        ["statistics object st_post on post: comment none became words"],
    ),
}

VIEWS = {
    "view-removed": (VIEW, "DROP VIEW titles", ["view titles removed"]),
    "view-definition": (
        "CREATE VIEW titles AS SELECT 'a'::text AS title",
        "CREATE OR REPLACE VIEW titles AS SELECT 'b'::text AS title",
        ["view titles: definition SELECT 'a'::text AS title; became SELECT 'b'::text AS title;"],
    ),
    "view-options": (
        VIEW,
        "ALTER VIEW titles SET (security_barrier = true)",
        ["view titles: options none became security_barrier=true"],
    ),
    "view-comment": (VIEW, "COMMENT ON VIEW titles IS 'words'", ["view titles: comment none became words"]),
    "materialized-view-definition": (
        "CREATE MATERIALIZED VIEW titles AS SELECT 'a'::text AS title",
        "DROP MATERIALIZED VIEW titles; CREATE MATERIALIZED VIEW titles AS SELECT 'b'::text AS title",
        ["materialized view titles: definition SELECT 'a'::text AS title; became SELECT 'b'::text AS title;"],
    ),
    "populated": (
        STORED,
        "REFRESH MATERIALIZED VIEW titles WITH NO DATA",
        ["materialized view titles: populated yes became no"],
    ),
    "materialized-view-access-method": (
        STORED + "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;",
        "DROP MATERIALIZED VIEW titles;CREATE MATERIALIZED VIEW titles USING heap2 AS SELECT title FROM post",
        ["materialized view titles: access method heap became heap2"],
    ),
    "materialized-view-index": (
        STORED,
        "CREATE INDEX ix_titles ON titles (title)",
        ["index ix_titles on titles added: CREATE INDEX ix_titles ON titles USING btree (title)"],
    ),
}

CASES = INDEXES | SEQUENCES | BEHAVIOUR | VIEWS
