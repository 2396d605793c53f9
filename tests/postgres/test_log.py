"""What the app says of itself: on a good and a bad morning no name, no number and no word of care."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.huddle import asks
from tests.houses import CENTRE, cloud, consent, home_from_ed, registered
from tests.intake import BATCH
from tests.lives import PATH, live
from tests.processes import App, Ground, own_ground
from tests.rooms import decision

GUNBORG, VALBORG, NOBODY = "19340304T027", "19360606T066", "19380808T088"
WORDS = {
    "Gunborg", "Öhrnäs", "Valborg", "Zackarias", GUNBORG, VALBORG, NOBODY, "19340304", "19360606",
    "191212121213", "Lungröntgen", "hemligt", "provtoken", "kvarten_session",
}  # fmt: skip
"""Everybody's names and numbers, what was written of them, and what opens a door."""
# A database that refuses rows, and says which: in the detail, and in its own words.
REFUSALS = """
ALTER TABLE event ADD CHECK (kind <> 'vc.visit') NOT VALID;
CREATE FUNCTION tells_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.state ->> 'given_name' = 'Valborg' THEN
        RAISE EXCEPTION 'raised by a test: %', NEW.state; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER tells_ BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION tells_();
"""
# Somebody whom nobody can read.
SPOILT = """
UPDATE person SET version = 0,
    state = CAST(CAST(state AS jsonb) || '{"birth_date": "Gunborg"}' AS json)
"""
WHOLE = "UPDATE person SET state = CAST(CAST(state AS jsonb) - 'birth_date' AS json)"


@pytest.fixture(scope="module")
def ground(admin_url, furnished, tmp_path_factory) -> Iterator[Ground]:
    with own_ground(admin_url, furnished, tmp_path_factory.mktemp("ground")) as found:
        yield found


@pytest.fixture(scope="module")
def app(ground) -> Iterator[App]:
    with ground.app() as one:
        yield one


def assert_says_nothing(told: str) -> None:
    for word in WORDS:
        assert word.lower() not in told.lower(), word


def said(app: App) -> str:
    return app.said.read_text("utf-8", "replace")


async def test_a_morning_of_good_and_bad_input_leaves_nothing_in_the_log_or_the_notices(
    ground, app
) -> None:
    conninfo = make_conninfo(ground.admin_url, dbname=conninfo_to_dict(ground.url)["dbname"])
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as ears:
        await ears.execute("LISTEN kvarten_huddle")
        assert (
            await app.tell(registered(GUNBORG), home_from_ed(GUNBORG), consent(GUNBORG))
            == ["new"] * 3
        )
        async with app.source() as door:
            for body, kind, _ in BAD_BODIES:
                answer = await door.post(
                    "/api/events", content=body, headers={"content-type": kind}
                )
                assert answer.status_code in (200, 400, 401, 413, 422)
                if answer.status_code >= 400:
                    assert_says_nothing(answer.text)
            for method, path in STRANGE_PATHS:
                answer = await door.request(method, path, json={"demo": "Gunborg Öhrnäs"})
                assert 400 <= answer.status_code < 500 or path == "/Gunborg/Öhrnäs"
                assert_says_nothing(answer.text)
        token = await app.sign_in("aldre-ssk")
        async with live(None, app.port, token_=token) as nurse:  # type: ignore[arg-type]
            row = (await nurse.next("snapshot"))["board"]["rows"][0]["id"]
            await nurse.ask(asks.Start())
            for frame in RUBBISH:
                await nurse.socket.send(frame)
                assert_says_nothing((await nurse.next("refused"))["reason"])
            told = await nurse.ask(asks.Decide(row, decision("drop", reason="Lungröntgen hemligt")))
            assert told["type"] == "done"
        notices = [notice async for notice in ears.notifies(timeout=0.3)]
    assert notices
    huddles = {row[0] for row in ground.ask("SELECT id FROM huddle")}
    assert {UUID(notice.payload) for notice in notices} <= huddles
    assert_says_nothing(said(app).removeprefix("ready"))


def about_gunborg(**data: Any) -> dict[str, Any]:
    return home_from_ed(GUNBORG, **data)


BAD_BODIES: list[tuple[bytes, str, str]] = [
    (b'[{"id": "Gunborg", tru}]', BATCH, "no JSON"),
    (b'{"data": {"given_name": "Gunborg"', "application/cloudevents+json", "half of it"),
    (json.dumps("Gunborg Öhrnäs").encode(), "application/json", "a name alone"),
    (json.dumps([about_gunborg(outcome="Lungröntgen")]).encode(), BATCH, "a word for a code"),
    (json.dumps([registered(GUNBORG, birth_date="Gunborg")]).encode(), BATCH, "a name for a day"),
    (json.dumps([registered(GUNBORG, centre="Gunborg Öhrnäs")]).encode(), BATCH, "for a unit"),
    (json.dumps(about_gunborg(person_id={
        "system": "http://electronichealth.se/identifier/personnummer", "value": "191212121213",
    })).encode(), "application/cloudevents+json", "an invalid number"),
    (json.dumps(registered(GUNBORG, given_name="Gunborg\0")).encode(), "application/cloudevents+json",
     "what no database could hold"),
    (json.dumps({"Gunborg": "x" * (17 << 20)}).encode(), "application/json", "too large"),
]  # fmt: skip
STRANGE_PATHS = [
    ("GET", "/Gunborg/Öhrnäs"),
    ("GET", "/api/personer/19340304T027"),
    ("GET", "/api/huddles/Gunborg/2026-11-20"),
    ("GET", f"/api/huddles/{CENTRE}/19340304T027"),
    ("POST", "/api/actions/19340304T027"),
    ("POST", "/api/session"),
    ("PUT", "/api/session?namn=Gunborg"),
]
RUBBISH = [
    "Gunborg Öhrnäs",
    '{"type":"Gunborg"}',
    '{"type":"command","id":"19340304T027","command":{"type":"open_row","row":"Gunborg"}}',
    '{"type":"command","id":"x","command":{"type":"open_row","row":"19340304T027","Öhrnäs":1}}',
]


async def test_faults_are_written_down_by_kind_and_place_and_never_in_their_own_words(
    ground, app, tmp_path
) -> None:
    assert set(await app.tell(registered(GUNBORG), registered(NOBODY))) <= {"new", "known"}
    ground.ask(REFUSALS)
    token = await app.sign_in("aldre-ssk")
    faults: list[tuple[dict[str, Any], str]] = [
        (cloud("vc.visit", GUNBORG, profession="Zackarias"), "IntegrityError (23514)"),
        (registered(VALBORG, given_name="Valborg"), "ProgrammingError (P0001)"),
    ]
    for event, _ in faults:
        async with app.source() as door:
            answer = await door.post("/api/events", json=event)
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"].startswith("Något gick fel hos oss.")
        assert_says_nothing(answer.text)

    # What is stored can no longer be read: the board, a command, and the task that rebuilds it.
    await app.tell(home_from_ed(GUNBORG))
    async with live(None, app.port, token_=token) as nurse:  # type: ignore[arg-type]
        await nurse.next("snapshot")
        ground.ask("ALTER TABLE person DISABLE TRIGGER tells_")
        ground.ask(SPOILT)
        async with httpx.AsyncClient(base_url=app.base, cookies={"kvarten_session": token}) as page:
            answer = await page.get(PATH)
        assert answer.status_code == 500
        assert_says_nothing(answer.text)
        async with app.source() as door:
            answer = await door.post("/api/events", json=home_from_ed(GUNBORG))
        assert answer.status_code == 500
    ground.ask(WHOLE)

    # The same from the command line.
    ground.ask("ALTER TABLE person ENABLE TRIGGER tells_")
    for event, kind in faults:
        path = tmp_path / "natten.ndjson"
        path.write_bytes(msgspec.json.encode(event))
        ingest = ground.kvarten("ingest", str(path))
        told = ingest.communicate(timeout=30)[0]
        assert ingest.returncode == 1
        assert kind in told
        assert "Något oväntat gick fel" in told
        assert_says_nothing(told)

    log = said(app)
    assert_says_nothing(log)
    for _, kind in faults:
        assert kind in log, "it was written down"
    assert "msgspec.ValidationError" in log
    assert "app/people/store.py" in log, "and where"
