"""What stands in schemas, or in the database itself: one SELECT for each kind of object.

They have the shape of those in `table_queries`.
"""

SCHEMAS = """
SELECT class, oid, 0, 'schema', NULL::oid, nspowner, coalesce(nspacl, acldefault('n', nspowner)),
    json_build_object()
FROM schema
"""

EXTENSIONS = """
SELECT pg_extension.tableoid, pg_extension.oid, 0, 'extension', NULL, extowner, NULL,
    json_build_object('version', extversion, 'schema', extnamespace::regnamespace::text)
FROM pg_extension
"""

ENUMS = """
SELECT class, type.oid, 0, 'enum', NULL, typowner, coalesce(typacl, acldefault('T', typowner)),
    json_build_object('labels', (
        SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
        FROM pg_enum WHERE enumtypid = type.oid
    ))
FROM type
WHERE typtype = 'e'
"""

DOMAINS = """
SELECT class, type.oid, 0, 'domain', NULL, type.typowner,
    coalesce(type.typacl, acldefault('T', type.typowner)),
    json_build_object(
        'type', format_type(type.typbasetype, type.typtypmod),
        'not null', type.typnotnull,
        'default', pg_get_expr(type.typdefaultbin, 0),
        'collation', CASE WHEN type.typcollation <> base.typcollation
            THEN type.typcollation::regcollation::text END,
        'checks', (
            SELECT string_agg(quote_ident(conname) || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname)
            FROM pg_constraint WHERE contypid = type.oid AND contype = 'c'
        )
    )
FROM type
JOIN pg_type AS base ON base.oid = type.typbasetype
WHERE type.typtype = 'd'
"""

COMPOSITES = """
SELECT class, type.oid, 0, 'composite type', NULL, typowner, coalesce(typacl, acldefault('T', typowner)),
    json_build_object('attributes', (
        SELECT string_agg(
            concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
                'collate ' || CASE WHEN attcollation <> pg_type.typcollation
                    THEN attcollation::regcollation::text END),
            ', ' ORDER BY attnum)
        FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
        WHERE attrelid = type.typrelid AND attnum > 0 AND NOT attisdropped
    ))
FROM type
JOIN pg_class ON pg_class.oid = typrelid AND relkind = 'c'
"""

RANGES = """
SELECT class, type.oid, 0, 'range type', NULL, typowner, coalesce(typacl, acldefault('T', typowner)),
    json_build_object(
        'type', format_type(rngsubtype, NULL),
        'multirange', rngmultitypid::regtype::text,
        'collation', nullif(rngcollation, 0)::regcollation::text,
        'operator class', (
            SELECT opcnamespace::regnamespace::text || '.' || quote_ident(opcname)
            FROM pg_opclass WHERE oid = rngsubopc
        ),
        'canonical', nullif(rngcanonical, 0)::regprocedure::text,
        'difference', nullif(rngsubdiff, 0)::regprocedure::text
    )
FROM type
JOIN pg_range ON rngtypid = type.oid
"""

BASE_TYPES = """
SELECT class, type.oid, 0, 'type', NULL, typowner, coalesce(typacl, acldefault('T', typowner)),
    json_build_object('defined', typisdefined, 'input', nullif(typinput, 0)::regprocedure::text,
        'output', nullif(typoutput, 0)::regprocedure::text)
FROM type
WHERE typtype IN ('b', 'p') AND typcategory <> 'A'
"""

FUNCTIONS = """
SELECT pg_proc.tableoid, pg_proc.oid, 0,
    CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
    NULL, proowner, coalesce(proacl, acldefault('f', proowner)),
    CASE prokind WHEN 'a' THEN (
        SELECT json_build_object(
            'arguments', pg_get_function_arguments(pg_proc.oid),
            'result', format_type(prorettype, NULL),
            'parallel', proparallel,
            'form', aggkind,
            'transition', aggtransfn::regprocedure::text,
            'state', format_type(aggtranstype, NULL),
            'initial', agginitval,
            'final', nullif(aggfinalfn, 0)::regprocedure::text,
            'combine', nullif(aggcombinefn, 0)::regprocedure::text,
            'serialize', nullif(aggserialfn, 0)::regprocedure::text,
            'deserialize', nullif(aggdeserialfn, 0)::regprocedure::text,
            'moving transition', nullif(aggmtransfn, 0)::regprocedure::text,
            'moving inverse', nullif(aggminvtransfn, 0)::regprocedure::text,
            'moving final', nullif(aggmfinalfn, 0)::regprocedure::text,
            'moving initial', aggminitval,
            'sort operator', nullif(aggsortop, 0)::regoperator::text
        ) FROM pg_aggregate WHERE aggfnoid = pg_proc.oid
    ) ELSE json_build_object('definition', pg_get_functiondef(pg_proc.oid)) END
FROM pg_proc
JOIN schema ON schema.oid = pronamespace
WHERE pg_proc.oid >= 16384
    AND NOT EXISTS (SELECT FROM member WHERE classid = pg_proc.tableoid AND objid = pg_proc.oid)
"""

DEFAULT_PRIVILEGES = """
SELECT tableoid, oid, 0, 'default privileges', NULL, NULL, defaclacl, json_build_object()
FROM pg_default_acl
"""

EVENT_TRIGGERS = """
SELECT tableoid, oid, 0, 'event trigger', NULL, evtowner, NULL,
    json_build_object(
        'event', evtevent,
        'function', evtfoid::regprocedure::text,
        'tags', array_to_string(evttags, ', '),
        'enabled', CASE evtenabled
            WHEN 'D' THEN 'never' WHEN 'R' THEN 'on a replica' WHEN 'A' THEN 'always' ELSE 'on the origin' END
    )
FROM pg_event_trigger
"""

CASTS = """
SELECT tableoid, oid, 0, 'cast', NULL, NULL, NULL,
    json_build_object(
        'function', nullif(castfunc, 0)::regprocedure::text,
        'context', CASE castcontext WHEN 'e' THEN 'explicit' WHEN 'a' THEN 'assignment' ELSE 'implicit' END,
        'method', CASE castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'input and output' ELSE 'binary' END
    )
FROM pg_cast
WHERE oid >= 16384
"""

OPERATORS = """
SELECT pg_operator.tableoid, pg_operator.oid, 0, 'operator', NULL, oprowner, NULL,
    json_build_object(
        'function', nullif(oprcode, 0)::regprocedure::text,
        'result', format_type(nullif(oprresult, 0), NULL),
        'commutator', nullif(oprcom, 0)::regoperator::text,
        'negator', nullif(oprnegate, 0)::regoperator::text,
        'restrict', nullif(oprrest, 0)::regprocedure::text,
        'join', nullif(oprjoin, 0)::regprocedure::text,
        'hashes', oprcanhash,
        'merges', oprcanmerge
    )
FROM pg_operator
JOIN schema ON schema.oid = oprnamespace
"""

# The columns of pg_collation are others in 14, 15 and 17: the row as JSON has those that there are.
COLLATIONS = """
SELECT pg_collation.tableoid, pg_collation.oid, 0, 'collation', NULL, collowner, NULL,
    json_build_object(
        'provider', CASE collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END,
        'locale', coalesce(raw ->> 'colllocale', raw ->> 'colliculocale', collcollate),
        'character type', collctype,
        'rules', raw ->> 'collicurules',
        'deterministic', collisdeterministic
    )
FROM pg_collation
JOIN schema ON schema.oid = collnamespace
CROSS JOIN LATERAL to_jsonb(pg_collation) AS raw
"""

TEXT_SEARCH_CONFIGURATIONS = """
SELECT pg_ts_config.tableoid, pg_ts_config.oid, 0, 'text search configuration', NULL, cfgowner, NULL,
    json_build_object(
        'parser', (SELECT quote_ident(prsname) FROM pg_ts_parser WHERE pg_ts_parser.oid = cfgparser),
        'mappings', (
            SELECT string_agg(alias || ' ' || mapdict::regdictionary::text, ', ' ORDER BY alias, mapseqno)
            FROM pg_ts_config_map JOIN ts_token_type(cfgparser) ON tokid = maptokentype
            WHERE mapcfg = pg_ts_config.oid
        )
    )
FROM pg_ts_config
JOIN schema ON schema.oid = cfgnamespace
"""

TEXT_SEARCH_DICTIONARIES = """
SELECT pg_ts_dict.tableoid, pg_ts_dict.oid, 0, 'text search dictionary', NULL, dictowner, NULL,
    json_build_object(
        'template', (
            SELECT quote_ident(tmplname) FROM pg_ts_template WHERE pg_ts_template.oid = dicttemplate
        ),
        'options', dictinitoption
    )
FROM pg_ts_dict
JOIN schema ON schema.oid = dictnamespace
"""

FOREIGN_DATA_WRAPPERS = """
SELECT tableoid, oid, 0, 'foreign-data wrapper', NULL, fdwowner, coalesce(fdwacl, acldefault('F', fdwowner)),
    json_build_object(
        'handler', nullif(fdwhandler, 0)::regprocedure::text,
        'validator', nullif(fdwvalidator, 0)::regprocedure::text,
        'options', array_to_string(fdwoptions, ', ')
    )
FROM pg_foreign_data_wrapper
"""

FOREIGN_SERVERS = """
SELECT pg_foreign_server.tableoid, pg_foreign_server.oid, 0, 'foreign server', NULL, srvowner,
    coalesce(srvacl, acldefault('S', srvowner)),
    json_build_object(
        'wrapper', quote_ident(fdwname),
        'type', srvtype,
        'version', srvversion,
        'options', array_to_string(srvoptions, ', ')
    )
FROM pg_foreign_server
JOIN pg_foreign_data_wrapper ON pg_foreign_data_wrapper.oid = srvfdw
"""

ALL = (
    SCHEMAS,
    EXTENSIONS,
    ENUMS,
    DOMAINS,
    COMPOSITES,
    RANGES,
    BASE_TYPES,
    FUNCTIONS,
    DEFAULT_PRIVILEGES,
    EVENT_TRIGGERS,
    CASTS,
    OPERATORS,
    COLLATIONS,
    TEXT_SEARCH_CONFIGURATIONS,
    TEXT_SEARCH_DICTIONARIES,
    FOREIGN_DATA_WRAPPERS,
    FOREIGN_SERVERS,
)


def publications(version: int) -> str:
    """Read publications with their tables, whose columns, rows and schemas can be chosen since PostgreSQL 15.

    `version` is the server's major one.
    """
    chosen = (
        """|| CASE WHEN prattrs IS NULL THEN '' ELSE ' (' || (
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = prrelid AND attnum = ANY (prattrs)) || ')' END
        || coalesce(' where ' || pg_get_expr(prqual, prrelid), '')"""
        if version >= 15
        else ""
    )
    schemas = (
        """(SELECT string_agg(pnnspid::regnamespace::text, ', ' ORDER BY pnnspid::regnamespace::text)
            FROM pg_publication_namespace WHERE pnpubid = pg_publication.oid)"""
        if version >= 15
        else "NULL"
    )
    return f"""
SELECT tableoid, oid, 0, 'publication', NULL, pubowner, NULL,
    json_build_object(
        'all tables', puballtables,
        'publishes', concat_ws(', ', CASE WHEN pubinsert THEN 'insert' END,
            CASE WHEN pubupdate THEN 'update' END, CASE WHEN pubdelete THEN 'delete' END,
            CASE WHEN pubtruncate THEN 'truncate' END),
        'through the root', pubviaroot,
        'tables', (
            SELECT string_agg(name {chosen}, ', ' ORDER BY name COLLATE "C")
            FROM pg_publication_rel JOIN relation ON relation.oid = prrelid WHERE prpubid = pg_publication.oid
        ),
        'schemas', {schemas}
    )
FROM pg_publication
"""
