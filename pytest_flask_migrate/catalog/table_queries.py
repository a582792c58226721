"""What stands on tables and views: one SELECT for each kind of object.

Each gives the columns that `reader` names: class, id, subid, kind, table_id, owner, grants, properties; and
draws on its common table expressions `relation` and `index_constraint`. A property that is NULL is left out.
"""

TABLES = """
SELECT relation.class, relation.oid, 0, CASE relation.relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END,
    relation.oid, relation.relowner, coalesce(relation.relacl, acldefault('r', relation.relowner)),
    json_build_object(
        'persistence', CASE relation.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END,
        'options', array_to_string(relation.reloptions, ', '),
        'toast options', array_to_string(toast.reloptions, ', '),
        'access method', amname,
        'partition key', pg_get_partkeydef(relation.oid),
        'partition bound', pg_get_expr(relation.relpartbound, relation.oid),
        'parents', (
            SELECT string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno)
            FROM pg_inherits WHERE inhrelid = relation.oid
        ),
        'type', nullif(relation.reloftype, 0)::regtype::text,
        'replica identity', CASE relation.relreplident
            WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END,
        'row security', relation.relrowsecurity,
        'row security forced', relation.relforcerowsecurity,
        'server', quote_ident(srvname),
        'foreign options', array_to_string(ftoptions, ', ')
    )
FROM relation
LEFT JOIN pg_class AS toast ON toast.oid = relation.reltoastrelid
LEFT JOIN pg_am ON pg_am.oid = relation.relam
LEFT JOIN pg_foreign_table ON ftrelid = relation.oid
LEFT JOIN pg_foreign_server ON pg_foreign_server.oid = ftserver
WHERE relation.relkind IN ('r', 'p', 'f')
"""

VIEWS = """
SELECT class, relation.oid, 0, CASE relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END,
    relation.oid, relowner, coalesce(relacl, acldefault('r', relowner)),
    json_build_object(
        'definition', btrim(pg_get_viewdef(relation.oid)),
        'options', array_to_string(reloptions, ', '),
        'access method', amname,
        'populated', CASE relkind WHEN 'm' THEN relispopulated END
    )
FROM relation
LEFT JOIN pg_am ON pg_am.oid = relam
WHERE relkind IN ('v', 'm')
"""

# PostgreSQL 18 names every NOT NULL; the name is no difference, and what it promises is the column's own.
COLUMNS = """
SELECT class, attrelid, attnum, 'column', attrelid, NULL, attacl,
    json_build_object(
        'position', row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
        'type', format_type(atttypid, atttypmod),
        'not null', attnotnull,
        'not null validated', convalidated IS NULL,
        'default', CASE attgenerated WHEN '' THEN pg_get_expr(adbin, adrelid) END,
        'generated', CASE attgenerated WHEN '' THEN NULL ELSE
            pg_get_expr(adbin, adrelid) || CASE attgenerated WHEN 's' THEN ' stored' ELSE ' virtual' END END,
        'identity', CASE attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
        'collation', CASE WHEN attcollation <> typcollation THEN attcollation::regcollation::text END,
        'storage', CASE WHEN attstorage <> typstorage THEN CASE attstorage
            WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END,
        'compression', CASE attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
        'statistics target', nullif(attstattarget, -1),
        'options', array_to_string(attoptions, ', '),
        'foreign options', array_to_string(attfdwoptions, ', ')
    )
FROM relation
JOIN pg_attribute ON attrelid = relation.oid AND attrelid >= 16384 AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'n' AND conkey[1] = attnum AND NOT convalidated
WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
"""

# A foreign key to a partitioned table has a copy for each partition that it may point to, on the same table.
CONSTRAINTS = """
SELECT pg_constraint.tableoid, pg_constraint.oid, 0, 'constraint', pg_constraint.conrelid, NULL, NULL,
    json_build_object(
        'definition', regexp_replace(
            definition, '( DEFERRABLE| INITIALLY DEFERRED| NOT ENFORCED| NOT VALID)+$', ''),
        'validated', pg_constraint.convalidated OR definition LIKE '% NOT ENFORCED',
        'enforced', definition NOT LIKE '% NOT ENFORCED',
        'deferrable', pg_constraint.condeferrable,
        'initially deferred', pg_constraint.condeferred,
        'index valid', indisvalid,
        'index options', array_to_string(index.reloptions, ', '),
        'replica identity', indisreplident,
        'clustered', indisclustered
    )
FROM relation
JOIN pg_constraint ON conrelid = relation.oid AND contype IN ('c', 'f', 'p', 'u', 'x')
CROSS JOIN LATERAL pg_get_constraintdef(pg_constraint.oid) AS definition
LEFT JOIN pg_constraint AS parent ON parent.oid = pg_constraint.conparentid
LEFT JOIN pg_index ON indexrelid = pg_constraint.conindid AND pg_constraint.contype <> 'f'
LEFT JOIN pg_class AS index ON index.oid = indexrelid
WHERE parent.conrelid IS DISTINCT FROM pg_constraint.conrelid
"""

INDEXES = """
SELECT class, indexrelid, 0, 'index', indrelid, NULL, NULL,
    json_build_object(
        'definition', pg_get_indexdef(indexrelid),
        'valid', indisvalid,
        'ready', indisready,
        'replica identity', indisreplident,
        'clustered', indisclustered,
        'parent', inhparent::regclass::text
    )
FROM relation
JOIN pg_index ON indrelid = relation.oid
LEFT JOIN pg_inherits ON inhrelid = indexrelid
LEFT JOIN pg_constraint ON conindid = indexrelid AND contype IN ('p', 'u', 'x')
WHERE pg_constraint.oid IS NULL
"""

SEQUENCES = """
SELECT class, relation.oid, 0, 'sequence', refobjid, relowner, coalesce(relacl, acldefault('s', relowner)),
    json_build_object(
        'type', format_type(seqtypid, NULL),
        'start', seqstart,
        'increment', seqincrement,
        'minimum', seqmin,
        'maximum', seqmax,
        'cache', seqcache,
        'cycle', seqcycle,
        'persistence', CASE relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END,
        'owned by', refobjid::regclass::text || '.' || quote_ident(attname)
    )
FROM relation
JOIN pg_sequence ON seqrelid = relation.oid
LEFT JOIN pg_depend ON classid = class AND objid = relation.oid AND objsubid = 0
    AND refclassid = class AND deptype IN ('a', 'i')
LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
"""

TRIGGERS = """
SELECT pg_trigger.tableoid, pg_trigger.oid, 0, 'trigger', tgrelid, NULL, NULL,
    json_build_object(
        'definition', pg_get_triggerdef(pg_trigger.oid),
        'enabled', CASE tgenabled
            WHEN 'D' THEN 'never' WHEN 'R' THEN 'on a replica' WHEN 'A' THEN 'always' ELSE 'on the origin' END
    )
FROM relation
JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal
"""

RULES = """
SELECT pg_rewrite.tableoid, pg_rewrite.oid, 0, 'rule', ev_class, NULL, NULL,
    json_build_object(
        'definition', pg_get_ruledef(pg_rewrite.oid),
        'enabled', CASE ev_enabled
            WHEN 'D' THEN 'never' WHEN 'R' THEN 'on a replica' WHEN 'A' THEN 'always' ELSE 'on the origin' END
    )
FROM relation
JOIN pg_rewrite ON ev_class = relation.oid AND rulename <> '_RETURN'
"""

POLICIES = """
SELECT pg_policy.tableoid, pg_policy.oid, 0, 'policy', polrelid, NULL, NULL,
    json_build_object(
        'command', CASE polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
            WHEN 'd' THEN 'delete' ELSE 'all' END,
        'permissive', polpermissive,
        'roles', (
            SELECT string_agg(name, ', ' ORDER BY name COLLATE "C")
            FROM unnest(polroles) AS role,
                LATERAL (SELECT CASE role WHEN 0 THEN 'public' ELSE role::regrole::text END) AS words (name)
        ),
        'using', pg_get_expr(polqual, polrelid),
        'with check', pg_get_expr(polwithcheck, polrelid)
    )
FROM relation
JOIN pg_policy ON polrelid = relation.oid
"""

STATISTICS = """
SELECT pg_statistic_ext.tableoid, pg_statistic_ext.oid, 0, 'statistics object', stxrelid, stxowner, NULL,
    json_build_object(
        'definition', pg_get_statisticsobjdef(pg_statistic_ext.oid),
        'statistics target', nullif(stxstattarget, -1)
    )
FROM relation
JOIN pg_statistic_ext ON stxrelid = relation.oid
"""

ALL = (
    TABLES,
    VIEWS,
    COLUMNS,
    CONSTRAINTS,
    INDEXES,
    SEQUENCES,
    TRIGGERS,
    RULES,
    POLICIES,
    STATISTICS,
)
