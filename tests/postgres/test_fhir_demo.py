"""Whoever tries the demo's FHIR door does so as a source of its own, that nobody misses."""

from __future__ import annotations

import json
from datetime import timedelta

from app import clock
from app.demo import setup
from app.events.freshness import missing
from app.huddle.prepare import prepare
from tests.databases import ROOT
from tests.fhir import send, statuses
from tests.houses import CENTRE, NOW
from tests.intake import door, told_of

SOURCE = "journal-fhir"
PAGE = (ROOT / "docs/fhir.md").read_text("utf-8")


def example() -> bytes:
    """What the page's command sends, with what its shell puts in."""
    told = PAGE.partition("<<EOF\n")[2].partition("    EOF\n")[0]
    now = clock.local(NOW).isoformat(timespec="seconds")
    return told.replace("${NOW%T*}", now.partition("T")[0]).replace("$NOW", now).encode()


async def test_the_page_s_example_is_a_visit_that_stands_on_the_morning_s_board(
    house, tmp_path
) -> None:
    tokens = setup.tokens_in(tmp_path / "demo.json")
    told = await setup.demo_file(house, tokens, "http://kvarten.test")
    async with door(house, told["tokens"]["fhir"]) as client:
        assert statuses(await send(client, example())) == ["201", "201"]
        assert statuses(await send(client, example())) == ["200", "200"]
    events = await told_of(house, "19380517T998")
    assert {(one["source"], one["kind"]) for one in events} == {
        (SOURCE, kind) for kind in ("person.registered", "ed.visit.registered", "ed.visit.closed")
    }
    built = await prepare(house, CENTRE, NOW)
    assert [row.content.name for row in built.board.rows] == ["Hella Provsson"]


async def test_nobody_misses_it_before_the_first_resource_or_long_after(house) -> None:
    sources = house.organisation.sources
    silent = {one.id for one in missing(list(sources.values()), NOW)}
    assert "elvis" in silent
    assert SOURCE not in silent
    sources[SOURCE].last_heard = NOW
    month_later = missing(list(sources.values()), NOW + timedelta(days=30))
    assert SOURCE not in {one.id for one in month_later}


def test_the_token_handed_out_before_is_handed_out_again(tmp_path) -> None:
    file = tmp_path / "demo.json"
    first = setup.tokens_in(file)
    assert len(set(first.values())) == 2, "each source has its own"
    handed = {door_: first[source] for door_, source in setup.DOORS.items()}
    file.write_text(json.dumps({"tokens": handed}))
    assert setup.tokens_in(file) == first


def test_a_token_that_once_opened_every_door_is_the_open_door_s_alone(tmp_path) -> None:
    file = tmp_path / "demo.json"
    file.write_text(json.dumps({"tokens": dict.fromkeys(setup.DOORS, "en-for-alla")}))
    tokens = setup.tokens_in(file)
    assert tokens["cloudevents"] == "en-for-alla"
    assert tokens[SOURCE] != "en-for-alla"
