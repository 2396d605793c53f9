"""No table that grows is read from end to end, whoever looks and whatever they do.

Behind row security an index serves what is equal to a plain value, and not what a function has made
of one. A question that reads the table whole is quick in a small database, and takes minutes in a
region's.
"""

from __future__ import annotations

from random import Random

import psycopg
import pytest

from tests import worlds as w
from tests.databases import cloned
from tests.houses import CENTRE
from tests.postgres.test_sight_doors import ACCEPT
from tests.postgres.test_worlds import doors
from tests.roles import as_admin
from tests.told import stage

OTHERS = 60_000
"""So many rows of each table are about persons who are listed elsewhere."""
FILL = f"""
SET session_replication_role = replica;
INSERT INTO person (id, state, centre, known_at, next_due)
SELECT gen_random_uuid(), '{{}}', c.there[1 + n % cardinality(c.there)], now() - interval '1 year',
    now() + interval '1 year'
FROM generate_series(1, {OTHERS}) AS n,
    (SELECT array_agg(unit) AS there FROM centre WHERE unit <> '{CENTRE}') AS c;
INSERT INTO person_identifier (hash, person, system, cipher)
SELECT sha256(id::text::bytea), id, 'urn:elsewhere', '\\x0100000000000000' FROM person;
INSERT INTO event (source, source_event_id, person, centre, kind, body, controller, occurred_at,
    recorded_at, received_at, correction, history, sensitive)
SELECT 'elsewhere', id::text, id, centre, 'vc.visit', '{{}}', 'SE0', t, t, t, 'new', false, false
FROM person, LATERAL (SELECT now() - random() * interval '1 year' AS t) AS at;
INSERT INTO contact_day (person, day, kind, controller, n)
SELECT id, '2026-05-05', 'vc', 'SE0', 1 FROM person;
INSERT INTO obligation (person, rule, episode, centre, since, first_day, last_day, ended, ended_at)
SELECT id, 'akut-ej-inlagd', 'one', centre, now(), '2026-05-05', '2026-05-05', 'solved', now()
FROM person;
ANALYZE
"""
GROWS = ["contact_day", "event", "obligation", "person", "person_identifier"]
READ = "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname = ANY(%s)"


@pytest.fixture
def a_region(admin_url, furnished):
    """A furnished database in which most persons are listed elsewhere."""
    with cloned(admin_url, furnished) as url:
        with as_admin(admin_url, url) as admin:
            admin.execute(FILL)
        yield url


async def test_no_table_that_grows_is_read_from_end_to_end(a_region, admin_url, vault) -> None:
    before = read(a_region)
    async with stage(admin_url, a_region, vault) as here:
        world = w.a_world(Random("a morning"))
        volume = w.volume(world.facts)
        morning = await here.make(world, [volume[part] for part in range(3)], w.CALLED)
        board = await morning.board()
        some = list(w.PERSONS)[:2]
        rows, persons = (
            [here.row_name(one) for one in some],
            [here.person_name(one) for one in some],
        )
        actions = [row.decision.id for row in board.rows if row.decision is not None][:2]
        for who in w.VIEWERS:
            for method, path in doors(rows, actions, persons):
                await here.answers(who, method, path, ACCEPT)
    after = read(a_region)
    read_whole = {name: after[name] - before[name] for name in GROWS}
    assert {name: n for name, n in read_whole.items() if n >= OTHERS} == {}


def read(url: str) -> dict[str, int]:
    """How many rows have been read of each table one after the other, by whoever has left by now."""
    with psycopg.connect(url) as owner:
        return dict(owner.execute(READ, [GROWS]).fetchall())  # type: ignore[arg-type]
