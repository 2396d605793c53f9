"""The nation as a benchmark puts it down is what the doors would have made of it, and is gone afterwards."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from rich.console import Console

from app.errors import Misconfigured
from app.huddle.prepare import prepare
from app.national import bench, country, fill, limit, refold, report
from app.national.bench import instants
from app.national.found import Size, of_scale
from app.national.mornings import Where
from app.national.population import GROWS, Population
from app.national.tables import let_go
from app.people.store import record
from app.people.told import events_of
from tests.databases import KEY, cloned
from tests.houses import apart
from tests.roles import as_admin

if TYPE_CHECKING:
    from app.access.vault import Vault
    from app.house import House
    from app.huddle.board import Board

SMALL = Size(centres=3, each=300, lives=300, spare=0)
FIRST = instants()[0]
ROWS = "SELECT * FROM person ORDER BY id"
EVENTS = """
SELECT source, source_event_id, person, centre, kind, body, controller, unit, occurred_at, recorded_at,
    received_at, correlation, corrects, correction, history, sensitive FROM event ORDER BY 1, 2
"""
NOBODY = """
DELETE FROM event;
UPDATE person SET state = '{}', centre = NULL, known_at = NULL, next_due = NULL, protected = false;
"""
WITHOUT_VERSION = [0, 1, 2, 3, 4, 5, 7]


@dataclass(frozen=True)
class Nation:
    """A database with a small nation in it: as much of it as there is on the first morning."""

    admin_url: str
    url: str
    population: Population
    persons: int

    @property
    def where(self) -> Where:
        return Where(self.url, KEY)

    @property
    def name(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def admin(self) -> psycopg.Connection[Any]:
        connection = as_admin(self.admin_url, self.url)
        connection.autocommit = True
        return connection

    def copy(self) -> Any:
        """A copy of the database, dropped again afterwards."""
        return cloned(self.admin_url, self.name)

    def differing(self, seed: int = 1) -> int:
        found: int = apart(self._differing(seed))
        return found

    async def _differing(self, seed: int) -> int:
        def work() -> int:
            found: int = self.where.inside(
                FIRST, lambda house: refold.differing(house, 1_000, seed, [FIRST])
            )
            return found

        return await asyncio.to_thread(work)


@pytest.fixture(scope="module")
def nation(admin_url: str, template: str, vault: Vault) -> Iterator[Nation]:
    with cloned(admin_url, template) as url:
        where = Where(url, KEY)
        told = country.organisation(SMALL.centres)
        asyncio.run(bench.settle(where, told))
        lives, known = bench.tell(where, told, SMALL)
        population = Population(list(country.sites(told)), SMALL.each, lives, known)
        made = Nation(admin_url, url, population, 0)
        with made.admin() as admin, made.admin() as other:
            filled = fill.grow(admin, other, population, 0, lambda done: None)
        yield dataclasses.replace(made, persons=filled.persons)


def test_the_run_measures_eight_mornings_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home = tmp_path / "nation"
    said = io.StringIO()
    found = bench.run(home, Size(centres=2, each=40, lives=40, spare=0), Console(file=said))
    assert [one.persons for one in found.mornings] == sorted(one.persons for one in found.mornings)
    assert found.mornings[-1].persons == 80
    assert found.differing == 0
    assert sum(one.built.took.judged for one in found.mornings) > 0
    assert {one.rule for asked in found.limits.values() for one in asked} == set(limit.RULES)
    assert "an ordinary Tuesday" in report.text(found)
    assert not home.exists()


def test_every_person_put_down_is_equal_to_their_events_folded_anew(nation: Nation) -> None:
    assert nation.persons >= 100
    assert nation.differing() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        "state = jsonb_set(state::jsonb, '{municipality_code}', '\"0180\"')::json",
        "known_at = known_at + interval '1 second'",
        "next_due = timestamptz '2030-01-01'",
        "protected = NOT protected",
    ],
)
def test_one_person_who_is_not_what_the_events_make_them_is_found(
    nation: Nation, wrong: str
) -> None:
    with nation.copy() as url:
        spoiled = dataclasses.replace(nation, url=url)
        with spoiled.admin() as admin:
            admin.execute(
                f"UPDATE person SET {wrong} WHERE id = (SELECT id FROM person ORDER BY id LIMIT 1)"
            )
        assert spoiled.differing() == 1


def test_the_morning_is_the_one_that_events_through_the_door_would_have_made(
    nation: Nation,
) -> None:
    with nation.copy() as as_filled, nation.copy() as told_anew:
        filled = dataclasses.replace(nation, url=as_filled)
        told = dataclasses.replace(nation, url=told_anew)
        apart(asyncio.to_thread(told.where.inside, FIRST, tell_anew(told)))
        assert _all(told, EVENTS) == _all(filled, EVENTS)
        assert [_but_version(row) for row in _all(told, ROWS)] == [
            _but_version(row) for row in _all(filled, ROWS)
        ]
        boards: list[list[Board]] = [
            apart(asyncio.to_thread(one.where.inside, FIRST, every_board)) for one in (filled, told)
        ]
        assert boards[0] == boards[1]
        assert sum(len(board.rows) for board in boards[0]) > 0


def tell_anew(nation: Nation) -> Any:
    """Take everybody's events out, and record them as every door does."""

    async def work(house: House) -> None:
        with nation.admin() as admin:
            ids = [row[0] for row in admin.execute("SELECT id FROM person ORDER BY id")]
            async with house.database.work() as session:
                events = await events_of(session, ids)
            admin.execute(NOBODY)
        told = [(who, event) for who, theirs in events.items() for event in theirs]
        async with house.database.work() as session:
            await record(session, told, house.folding(FIRST))

    return work


async def every_board(house: House) -> list[Board]:
    found = [await prepare(house, centre, FIRST) for centre in house.organisation.centres]
    return [one.board for one in found if one is not None]


def test_each_night_changes_those_whom_something_came_of(nation: Nation) -> None:
    with nation.copy() as url:
        later = dataclasses.replace(nation, url=url)
        with later.admin() as admin:
            before = dict(admin.execute("SELECT id, state::text FROM person").fetchall())
            came = fill.night(admin, nation.population, 1)
            after = dict(admin.execute("SELECT id, state::text FROM person").fetchall())
        assert came.persons > 0
        assert sum(before[one] != after[one] for one in before) == came.persons
        assert later.differing() <= came.persons


def test_the_tables_stand_as_the_migrations_made_them(nation: Nation, template: str) -> None:
    migrated = cloned(nation.admin_url, template)
    with migrated as url, as_admin(nation.admin_url, url) as fresh, nation.admin() as filled:
        for question in (INDEXES, TIES):
            assert filled.execute(question).fetchall() == fresh.execute(question).fetchall()


INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
TIES = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype <> 'n' ORDER BY 1, 2"


def test_a_table_that_does_not_come_back_as_it_was_is_said(nation: Nation) -> None:
    with nation.copy() as url, dataclasses.replace(nation, url=url).admin() as admin:
        letting = let_go(admin)
        letting.__enter__()
        admin.execute("CREATE INDEX extra ON event (kind)")
        with pytest.raises(Misconfigured, match="migreringarna"):
            letting.__exit__(None, None, None)


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("min")
    with pytest.raises(Misconfigured, match="finns redan"):
        bench.run(tmp_path, SMALL, Console(file=io.StringIO()))
    assert (tmp_path / "kept").read_text() == "min"


def test_a_disk_without_room_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    home = tmp_path / "nation"
    with pytest.raises(Misconfigured, match=r"Det behövs .* GB"):
        bench.run(home, Size(centres=10_000_000), Console(file=io.StringIO()))
    assert not home.exists()


def test_the_whole_country_is_as_large_as_it_is() -> None:
    whole = of_scale(1)
    assert (whole.centres, whole.persons) == (1_200, 10_500_000)
    assert of_scale(0.01).centres == 12
    assert GROWS[max(GROWS)] == 1


def _all(nation: Nation, question: str) -> list[tuple[Any, ...]]:
    with nation.admin() as admin:
        return admin.execute(question).fetchall()


def _but_version(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row[at] for at in WITHOUT_VERSION)
