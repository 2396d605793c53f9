"""Tables understands how many rows go into a table at once, and that it stands afterwards as before.

What is looked after row by row (indexes, ties to other tables) is let go and made again at the end, from
PostgreSQL's own words for it; that all of it is there again is asked of the catalogue.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from app.errors import Misconfigured

LATER = """
SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', t.relname, c.conname),
    format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid))
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relname = ANY(%(tables)s) AND (c.contype = 'f' OR (t.relname = 'event' AND c.contype = 'u'))
UNION ALL
SELECT format('DROP INDEX %%I', i.relname), pg_get_indexdef(i.oid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relname = ANY(%(tables)s)
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype <> 'f')
"""
STANDS = """
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid WHERE t.relname = ANY(%(tables)s)
UNION ALL
SELECT t.relname, i.relname, pg_get_indexdef(i.oid), x.indisvalid FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relname = ANY(%(tables)s)
UNION ALL
SELECT t.relname, g.tgname, pg_get_triggerdef(g.oid), true FROM pg_trigger g
JOIN pg_class t ON t.oid = g.tgrelid WHERE t.relname = ANY(%(tables)s) AND NOT g.tgisinternal
UNION ALL
SELECT t.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), t.relforcerowsecurity FROM pg_policy p
JOIN pg_class t ON t.oid = p.polrelid WHERE t.relname = ANY(%(tables)s)
ORDER BY 1, 2, 3
"""
TABLES = ["person", "person_identifier", "event"]


@contextmanager
def let_go(admin: psycopg.Connection) -> Iterator[None]:
    """The tables without what is made again at the end. Raises Misconfigured when something is lost."""
    before = _stands(admin)
    later = admin.execute(LATER, {"tables": TABLES}).fetchall()
    for drop, _ in later:
        admin.execute(sql.SQL(drop))
    yield
    # An index is of use to the tie that asks for it: the ties come last.
    for _, make in sorted(later, key=lambda one: "FOREIGN KEY" in one[1]):
        admin.execute(sql.SQL(make))
    if _stands(admin) != before:
        raise Misconfigured("Tabellerna blev inte som migreringarna gjorde dem.")


def _stands(admin: psycopg.Connection) -> list[tuple[object, ...]]:
    return admin.execute(STANDS, {"tables": TABLES}).fetchall()
