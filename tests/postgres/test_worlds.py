"""Nothing may be inferred from what is hidden: two worlds that differ in it alone answer the same.

A case is a morning, somebody of one of the fourteen roles, and the same morning with all otherwise
that this one may not know (tests/worlds.py says what that is). Every door in the table of doors is
asked in both, and a socket is open throughout: the bytes are the same. `make worlds` tries ten
thousand cases; KVARTEN_WORLDS says how many mornings for each who look together.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.access.viewer import COUNTS_ALONE
from app.main import create_app
from tests import worlds as w
from tests.databases import cloned
from tests.doors import DAY
from tests.houses import CENTRE
from tests.postgres.test_sight_doors import ACCEPT, LINES, walk
from tests.told import Stage, stage

SEED = os.environ.get("KVARTEN_FUZZ_SEED", "1")
EVERY = 7
MORNINGS = int(os.environ.get("KVARTEN_WORLDS", "3"))
PLAIN = {"/healthz", "/readyz", "/metrics", "/{path:path}"}
OWN_PAGES = {"/assets", "/docs/static"}
"""Files that are the same for all."""
UNASKED = {
    ("WS", "/api/huddles/{centre}/{day}/live"): "open throughout",
    ("WS", "/api/wall/live"): "open throughout, with those present who look",
    ("POST", "/api/wall"): "answers a code drawn by lot",
    ("POST", "/api/passkey/options"): "answers a challenge drawn by lot",
    ("POST", "/api/account/passkeys/options"): "the same",
    ("POST", "/api/session"): "would sign in as somebody else",
    ("DELETE", "/api/session"): "would sign out",
    ("DELETE", "/api/accounts/{key}/sessions"): "would sign others out",
}
FILLED = {
    "{centre}": CENTRE,
    "{day}": str(DAY),
    "{kind}": "Patient",
    "{id_}": "1",
    "{path:path}": "x",
    "{number}": "2026",
    "{place}": CENTRE,
    "{period}": "2026-v47",
}
LISTS = ("mangsokare", "forebyggande", "dygnet-runt")
WITHOUT_PERSONS = "/api/periods/"
"""Counts of everybody (D9): they are as high as they are, and not compared for who is to have them."""
CASES: Counter[str] = Counter()
NOBODYS = str(UUID(int=7))
PERSONS = ("/huddles/", "/actions", "/session", "/review", "/lifted", "/feeds", "/letters",
           "/contacts", "/reports", "/metrics", "/periods", "/persons/",
           "/lists/")  # fmt: skip
"""Doors that may have anything to do with a person: asked each time, the others now and then."""


def doors(rows: list[str], actions: list[str], persons: list[str]) -> list[tuple[str, str]]:
    """Every door that is asked, with what stands in its path: each row, action and person of either
    world.
    """
    found = [("GET", path) for path in sorted(PLAIN)]
    found += [(line[0], line[1]) for line in LINES if (line[0], line[1]) not in UNASKED]
    # What has been looked at is the log's own matter, and its readers' (docs/decisions/0028).
    found = [one for one in found if not one[1].startswith("/api/log/review")]
    told: list[tuple[str, str]] = []
    for method, route in found:
        keys = actions if "/actions/" in route else persons if "/persons/" in route else []
        path = reduce(lambda told, one: told.replace(*one), FILLED.items(), route)
        for row in [NOBODYS, *rows] if "{row}" in path else [""]:
            for key in [NOBODYS, *keys] if "{key}" in path else [""]:
                one = path.replace("{row}", row).replace("{key}", key)
                told += [(method, one.replace("{name}", name)) for name in LISTS]
    told = list(dict.fromkeys(told))
    assert not [path for _, path in told if "{" in path], "what is to stand in the path?"
    return told


def test_every_route_has_a_reader_here() -> None:
    found = set(walk(create_app(None).routes))  # type: ignore[arg-type]  no door is opened
    read = {(line[0], line[1]) for line in LINES} | {("GET", path) for path in PLAIN}
    left = {route for route in found if route not in read}
    assert {path for _, path in left} <= OWN_PAGES | PLAIN, left
    assert set(UNASKED) <= found
    assert doors([NOBODYS], [NOBODYS], [NOBODYS])


@pytest.fixture(scope="module")
def here(admin_url: str, furnished: str, vault: Any) -> Iterator[tuple[asyncio.Runner, Stage]]:
    with cloned(admin_url, furnished) as url, asyncio.Runner() as runner:
        opened = stage(admin_url, url, vault)
        yield runner, runner.run(opened.__aenter__())
        runner.run(opened.__aexit__(None, None, None))
    print(f"{CASES.total()} cases: {dict(CASES)}")  # noqa: T201


async def answers(
    here: Stage, who: str, asked: Iterable[tuple[str, str]]
) -> dict[tuple[str, str, str], bytes]:
    return {
        (who, method, path): await here.answers(who, method, path, ACCEPT)
        for method, path in asked
        if not (path.startswith(WITHOUT_PERSONS) and w.VIEWERS[who][0] in COUNTS_ALONE)
    }


async def compare(
    here: Stage,
    looks: tuple[str, ...],
    worlds: tuple[w.World, w.World],
    rows: list[str],
    every: bool,
) -> None:
    """What each gets of the world, and of the one that is otherwise to those who look together.

    `every`: of every door, and of those that change something as one of them.
    """
    counts = [w.volume(one.facts) for one in worlds]
    volume = [max(count[part] for count in counts) for part in range(3)]
    named = [here.row_name(person) for person in rows]
    got: list[dict[tuple[str, str, str], bytes]] = []
    ears = []
    decided: list[str] = []
    for world in worlds:
        morning = await here.make(world, volume, looks)
        board = await morning.board()
        # Asked of the second world too: whether an action is there is nobody else's to know.
        decided = decided or [row.decision.id for row in board.rows if row.decision is not None]
        asked = doors(named, decided, [here.person_name(person) for person in rows])
        told: dict[tuple[str, str, str], bytes] = {}
        for who in looks:
            told |= await answers(
                here, who, (one for one in asked if one[0] == "GET" and (every or _persons(one[1])))
            )
        if every:
            told |= await answers(here, looks[0], (one for one in asked if one[0] != "GET"))
        got.append(told)
        ears.append({name: ear.whole() for name, ear in morning.ears.items()})
    for key, answer in got[0].items():
        assert answer == got[1][key], _differ(key, answer, got[1][key])
    for name, frames in ears[0].items():
        one, other = b"\n".join(frames), b"\n".join(ears[1][name])
        assert one == other, _differ(("socket", name), one, other)


def _differ(where: tuple[str, ...], one: bytes, other: bytes) -> str:
    """Where two answers part, with a little before it."""
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1), 0)
    here = slice(max(0, at - 200), at + 200)
    return f"{where} at {at}:\n{one[here].decode(errors='replace')}\n{other[here].decode(errors='replace')}"


def _persons(path: str) -> bool:
    return any(part in path for part in PERSONS)


@pytest.mark.parametrize(
    "looks", w.LOOKS, ids=("hsl", "help", "needs", "called", "staff", "others")
)
def test_what_one_may_not_know_changes_no_byte_of_what_one_gets(
    here: tuple[asyncio.Runner, Stage], looks: tuple[str, ...]
) -> None:
    runner, house = here
    for n in range(MORNINGS):
        dice = Random(f"{SEED} {looks} {n}")
        world = w.a_world(dice)
        worlds = world, w.otherwise(dice, world, looks)
        rows = dice.sample(sorted(w.PERSONS), 3)
        try:
            runner.run(compare(house, looks, worlds, rows, n % 8 == EVERY))
        except AssertionError as fault:
            fault.add_note(f"seed {SEED}, morning {n}:\n{worlds[0]}\n{worlds[1]}")
            raise
        CASES.update(looks)
