"""Every door under /api, and who may call it: a door that stands in no table is a failure."""

from collections.abc import Iterable, Iterator
from uuid import uuid4

import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from app.access.viewer import COOKIE
from app.main import create_app
from tests.doors import DAY, STAFF, a_board, audited, close_code, signed_in
from tests.houses import CENTRE, home_from_ed, registered
from tests.walls import paired, shown

NOBODY = 401
WHO = """
method path                             nobody ssk hsl  planner needs chef  why
GET    /api/demo                        200    200 200  200     200   200   whom one may be in the demo
POST   /api/session                     200    200 200  200     200   200   signing in; only in the demo
GET    /api/entrance                    200    200 200  200     200   200   by which ways one may sign in
POST   /api/login                       422    422 422  422     422   422   what is no login
POST   /api/invitation/open             422    422 422  422     422   422   what is no invitation
POST   /api/invitation/accept           422    422 422  422     422   422   the same
POST   /api/invitation/passkey/options  422    422 422  422     422   422   the same
POST   /api/invitation/passkey          422    422 422  422     422   422   the same
POST   /api/passkey/options             200    200 200  200     200   200   a challenge, the same for all
POST   /api/passkey/login               422    422 422  422     422   422   what is no passkey
GET    /api/account                     401    200 200  200     200   200   one's own
POST   /api/account/passkeys/options    401    200 200  200     200   200   one's own, just signed in
POST   /api/account/passkeys            401    422 422  422     422   422   what is no passkey
DELETE /api/account/passkeys/{key}      401    404 404  404     404   404   none of one's own
GET    /api/oidc/start/{key}            404    404 404  404     404   404   no such login service
GET    /api/oidc/callback               400    400 400  400     400   400   nobody was sent out
GET    /api/oidc/choices                400    400 400  400     400   400   nothing to choose among
POST   /api/oidc/choices                422    422 422  422     422   422   what is no choice
POST   /api/oidc/logout/{key}           404    404 404  404     404   404   no such login service
POST   /api/session/switch              401    422 422  422     422   422   one's own assignments
POST   /api/session/seen                401    204 204  204     204   204   somebody is at the page
GET    /api/session                     401    200 200  200     200   200   who one is
GET    /api/huddles/{centre}/{day}      401    200 200  200     200   403   the called; a chef sees no rows
WS     /api/huddles/{centre}/{day}/live 4401   let let  let     let   4403  the same, live
POST   /api/wall                        200    200 200  200     200   200   a device's code, of nobody
GET    /api/wall                        200    200 200  200     200   200   whether the device is to show
WS     /api/wall/live                   4401   4401 4401 4401   4401  4401  a paired device alone
GET    /api/huddles/{centre}/{day}/walls 401   200 403  403     403   403   whoever leads it
POST   /api/huddles/{centre}/{day}/walls 401   422 403  403     403   403   the same; what is no code
DELETE /api/huddles/{centre}/{day}/walls/{key} 401 200 403 403  403   403   the same
GET    /api/huddles/{centre}/{day}/rows/{row}/wall 401 404 403 403 403 403  the same, of a row they have
GET    /api/huddles/{centre}/{day}/rows/{row}/consents 401 404 404 404 404 404 the centre's own staff, of a row they have
POST   /api/huddles/{centre}/{day}/rows/{row}/consents 401 422 404 404 404 404 the same; what is no act
GET    /api/huddles/{centre}/{day}/met  401    200 403  403     403   403   whoever leads it
GET    /api/lifted/{centre}             401    200 403  403     403   403   the centre's own list
GET    /api/periods                     401    200 403  403     403   200   who leads, and who counts alone
GET    /api/periods/{place}/{period}    401    200 403  403     403   200   the same: a week in counts
GET    /api/lists/{centre}/{name}       401    200 403  403     403   403   the centre's own staff
POST   /api/lists/{centre}/mangsokare/{key} 401 422 403 403     403   403   the same: here what is no review
DELETE /api/lists/{centre}/mangsokare/{key} 401 404 403 403     403   403   the same: nobody's row
GET    /api/review                      401    200 200  200     200   200   whom one may meet: for most nobody
POST   /api/review/{key}                401    422 422  422     422   422   what is no decision
POST   /api/emergencies                 401    422 422  403     403   403   care providers alone: here what is none
GET    /api/contacts                    401    403 403  403     403   200   the verksamhetschef, of one's own centre
POST   /api/contacts                    401    403 403  403     403   422  the same: here what is no name
DELETE /api/contacts/{key}              401    403 403  403     403   409   the same: here nobody's contact
GET    /api/persons/{key}               401    404 404  404     404   404   nobody whom one may hear of
GET    /api/actions                     401    200 200  200     200   403   one's own unit's
POST   /api/actions/{key}               401    404 404  404     404   404   none that one does not own
GET    /api/accounts                    401    403 403  403     403   403   systemadmin alone
POST   /api/accounts                    401    403 403  403     403   403   systemadmin alone
POST   /api/accounts/{key}/assignments  401    403 403  403     403   403   systemadmin alone
POST   /api/accounts/{key}/invitation   401    403 403  403     403   403   systemadmin alone
POST   /api/accounts/{key}/disable      401    403 403  403     403   403   systemadmin alone
POST   /api/accounts/{key}/enable       401    403 403  403     403   403   systemadmin alone
DELETE /api/accounts/{key}/sessions     401    403 403  403     403   403   systemadmin alone
DELETE /api/accounts/{key}/passkeys     401    403 403  403     403   403   systemadmin alone
POST   /api/assignments/{key}/review    401    403 403  403     403   403   systemadmin alone
POST   /api/assignments/{key}/end       401    403 403  403     403   403   systemadmin alone
POST   /api/events                      401    401 401  401     401   401   sources with a token, no person
POST   /api/listings                    401    401 401  401     401   401   the same
GET    /api/organisation                401    403 403  403     403   403   systemadmin alone
GET    /api/organisation.yaml           401    403 403  403     403   403   the same, as a file
POST   /api/organisation                401    403 403  403     403   403   the same, changed
GET    /api/organisation/centres/{centre}/history 401 403 403 403 403 403   the same: who changed what of one
GET    /api/retention                   401    403 403  403     403   403   the same: how long events are kept
PUT    /api/retention                   401    403 403  403     403   403   the same, changed
POST   /api/heartbeat                   401    401 401  401     401   401   sources with a token
GET    /api/feeds                       401    200 403  403     403   403   whoever convenes, and systemadmin
GET    /api/letters                     401    200 403  403     403   403   the same: reasons, and nobody
GET    /api/letters/{key}               401    403 403  403     403   403   systemadmin alone
POST   /api/letters/replay              401    403 403  403     403   403   the same
POST   /api/letters/{key}/replay        401    403 403  403     403   403   the same
POST   /api/letters/{key}/correct       401    403 403  403     403   403   the same
POST   /api/letters/{key}/discard       401    403 403  403     403   403   the same
GET    /api/sources/{key}/keys          401    403 403  403     403   403   the same: kinds and times
POST   /api/sources/{key}/token         401    403 403  403     403   403   the same
DELETE /api/sources/{key}/token         401    403 403  403     403   403   the same
GET    /api/reports                     401    200 200  200     200   200   what one's role may tell: a chef nothing
POST   /api/reports                     401    422 422  422     422   422   what is no report
GET    /api/rules                       401    200 200  200     200   200   the rules in words, for all staff
GET    /api/rules/figures/{centre}      401    200 403  403     403   200   the centre's own staff, and who leads it
POST   /api/rules/trial                 401    422 422  422     422   422   what is no trial
GET    /api/rules/trials                401    200 200  200     200   200   one's own: for most none
POST   /api/rules/trials                401    422 422  422     422   422   what is no trial
PUT    /api/rules/numbers               401    422 422  422     422   422   what is no number
GET    /api/fhir/metadata               200    200 200  200     200   200   what is taken is public
POST   /api/fhir                        401    401 401  401     401   401   sources with a token
POST   /api/fhir/{kind}                 401    401 401  401     401   401   the same
PUT    /api/fhir/{kind}/{id_}           401    401 401  401     401   401   the same
GET    /api/fhir                        405    405 405  405     405   405   nothing is read there
PUT    /api/fhir                        405    405 405  405     405   405   the same
PATCH  /api/fhir                        405    405 405  405     405   405   the same
DELETE /api/fhir                        405    405 405  405     405   405   the same
GET    /api/fhir/{path:path}            404    404 404  404     404   404   no such thing
POST   /api/fhir/{path:path}            401    401 401  401     401   401   it looks like a resource
PUT    /api/fhir/{path:path}            404    404 404  404     404   404   the same
PATCH  /api/fhir/{path:path}            404    404 404  404     404   404   the same
DELETE /api/fhir/{path:path}            404    404 404  404     404   404   the same
POST   /api/log/extract                 401    403 403  403     403   403   loggranskare, mas and mar
GET    /api/log/review                  401    403 403  403     403   403   the same: what a week drew
GET    /api/log/review/items/{key}      401    403 403  403     403   403   the same
POST   /api/log/review/items/{key}      401    403 403  403     403   403   the same, judged
GET    /api/log/review/years/{number}   401    403 403  403     403   403   the same, counted
GET    /api/log/review/years/{number}/csv 401  403 403  403     403   403   the same, as a sheet
GET    /api/log/review/bounds           401    403 403  403     403   403   the same: how it is done
PUT    /api/log/review/bounds           401    403 403  403     403   403   the same, changed
GET    /api/openapi.json                200    200 200  200     200   200   the contract is public
GET    /api/docs                        200    200 200  200     200   200   and so is its page
DELETE /api/session                     200    200 200  200     200   200   signing out is never refused
"""
ACCEPT = {"type": "accept", "id": str(uuid4())}
LINES = [line.split(None, 8) for line in WHO.strip().splitlines()[1:]]
ASKERS = (None, *STAFF)


def walk(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each method and path of the app; the doors of a router stand within it."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from walk(router.routes)
        elif isinstance(route, WebSocketRoute):
            yield "WS", route.path
        elif isinstance(route, Mount):
            yield "MOUNT", route.path
        else:
            assert isinstance(route, Route), f"how is {route} walked?"
            yield from ((method, route.path) for method in route.methods - {"HEAD"})


def test_every_door_stands_in_the_table() -> None:
    app = create_app(None)  # type: ignore[arg-type]  no door is opened
    found = set(walk(app.routes))
    assert {door for door in found if "/api" in door[1]} == {(line[0], line[1]) for line in LINES}
    others = {path for _, path in found if "/api" not in path}
    docs = {"/docs/static"}
    assert others <= docs | {"/healthz", "/readyz", "/metrics", "/assets", "/{path:path}"}


@pytest.mark.parametrize("staff", ASKERS)
async def test_each_door_answers_each_caller_as_the_table_says(house, staff) -> None:
    await a_board(house, registered(), home_from_ed())
    wrong = {}
    async with signed_in(house, staff) as client:
        cookies = dict(client.cookies)
        for line in LINES:
            method, path = line[0], filled(line[1])
            expected = line[2 + ASKERS.index(staff)]
            if method == "WS":
                got = str(await close_code(house, staff, path) or "let")
            else:
                client.cookies.clear()
                client.cookies.update(cookies)
                body = {"demo": STAFF[0]} if path == "/api/session" else ACCEPT
                said = await client.request(method, path, json=body if method == "POST" else None)
                got = str(said.status_code)
            if got != expected:
                wrong[method, path] = (got, expected)
    assert not wrong


OF_THE_WALL = {("GET", "/api/wall"), ("POST", "/api/wall"), ("WS", "/api/wall/live")}


async def test_a_lit_wall_is_nobody_at_every_other_door(house) -> None:
    """It shows one huddle: no search, no history, no export, and nothing to press."""
    await a_board(house, registered(), home_from_ed())
    token = await paired(house)
    assert isinstance(await shown(house, token), str), "it is lit"
    wrong = {}
    for line in LINES:
        method, path = line[0], filled(line[1])
        if (method, line[1]) in OF_THE_WALL:
            continue
        if method == "WS":
            got = str(await close_code(house, None, path, cookie=f"kvarten_wall={token}") or "let")
        else:
            async with signed_in(house, None) as client:
                client.cookies.set("kvarten_wall", token)
                body = {"demo": STAFF[0]} if path == "/api/session" else ACCEPT
                said = await client.request(method, path, json=body if method == "POST" else None)
                got = str(said.status_code)
        if got != line[2]:
            wrong[method, path] = (got, line[2])
    assert not wrong
    assert isinstance(await shown(house, token), str), "and it is lit still"


def filled(path: str) -> str:
    told = {"{centre}": CENTRE, "{day}": str(DAY), "{key}": str(uuid4()),
            "{place}": CENTRE, "{period}": "2026-v47", "{name}": "mangsokare"}  # fmt: skip
    for name, value in told.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("staff", STAFF)
async def test_the_session_tells_no_person(house, staff) -> None:
    await a_board(house, registered(), home_from_ed())
    async with signed_in(house, staff) as client:
        answer = await client.get("/api/session")
    told = answer.json()
    assert set(told) == {
        "name", "role", "role_text", "unit", "unit_name", "pages", "huddles", "now", "demo",
        "idle_seconds", "assignments", "keeps_record",
    }  # fmt: skip
    assert ("atgarder" in told["pages"]) is (staff != "chef")
    for huddle in told["huddles"]:
        assert huddle["readable"] is (huddle["centre"] == CENTRE and staff != "chef")
        assert huddle["leads"] is (huddle["centre"] == CENTRE and staff == "aldre-ssk")
    for word in ("Gunborg", "Öhrnäs", "19340304"):
        assert word not in answer.text


ELSEWHERE = "SE2321000131-DEMOVC09"
ASKED = [
    (f"/api/huddles/{ELSEWHERE}/{DAY}", 403, "one is not called there"),
    (f"/api/huddles/SE0-NOWHERE/{DAY}", 404, "there is no such centre"),
    (f"/api/huddles/{CENTRE}/2026-11-19", 404, "no agenda was built that day"),
    (f"/api/huddles/{CENTRE}/i-dag", 422, "that is no day"),
    (f"/api/lifted/{ELSEWHERE}", 403, "the list is that centre's own"),
]


@pytest.mark.parametrize(("path", "status", "why"), ASKED)
async def test_a_no_says_why_and_nothing_of_anybody(house, path, status, why) -> None:
    await a_board(house, registered(), home_from_ed())
    for staff in STAFF[:4]:
        async with signed_in(house, staff) as client:
            answer = await client.get(path)
        assert answer.status_code == status, why
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"].endswith(".")
        for word in ("Gunborg", "Öhrnäs", "1934", "Åter"):
            assert word not in answer.text


async def test_a_session_that_is_signed_out_or_made_up_opens_nothing(house) -> None:
    await a_board(house, registered(), home_from_ed())
    path = f"/api/huddles/{CENTRE}/{DAY}"
    async with signed_in(house, "aldre-ssk") as client:
        assert (await client.get(path)).status_code == 200
        cookie = client.cookies[COOKIE]
        await client.delete("/api/session")
        for token in (cookie, cookie[:-1], "", "x" * 43):
            client.cookies.set(COOKIE, token, domain="kvarten.test")
            assert (await client.get(path)).status_code == NOBODY


async def test_another_site_may_change_nothing_in_ones_name(house) -> None:
    huddle = f"/api/huddles/{CENTRE}/{DAY}/live"
    await a_board(house, registered())
    evil = {"origin": "https://ond.example"}
    async with signed_in(house, "aldre-ssk") as client:
        asked = await client.post(f"/api/actions/{uuid4()}", json=ACCEPT, headers=evil)
        assert asked.status_code == 403
        again = await client.post("/api/session", json={"demo": "chef"}, headers=evil)
        assert again.status_code == 403
        assert (await client.delete("/api/session", headers=evil)).status_code == 403
    assert await close_code(house, "aldre-ssk", huddle, **evil) == 4403
    assert await close_code(house, "aldre-ssk", huddle, origin="http://kvarten.test") is None


async def test_what_was_refused_stands_in_the_log(house) -> None:
    await a_board(house, registered())
    for staff, path in (
        ("chef", f"/api/huddles/{CENTRE}/{DAY}"),
        ("hemtjanstplanerare", f"/api/huddles/{ELSEWHERE}/{DAY}"),
        ("hemtjanstplanerare", f"/api/lifted/{CENTRE}"),
        ("chef", "/api/actions"),
    ):
        async with signed_in(house, staff) as client:
            assert (await client.get(path)).status_code == 403
    await close_code(house, "chef", f"/api/huddles/{CENTRE}/{DAY}/live")
    refused = [line for line in await audited(house) if line["decision"] == "deny"]
    assert [(line["viewer"], line["act"], line["detail"]) for line in refused] == [
        ("chef", "huddle:board:look", f"{CENTRE} {DAY}"),
        ("hemtjanstplanerare", "huddle:board:look", f"{ELSEWHERE} {DAY}"),
        ("hemtjanstplanerare", "week:person:look", CENTRE),
        ("chef", "action:person:look", None),
        ("chef", "huddle:board:look", f"{CENTRE} {DAY}"),
    ]
    assert all(line["person"] is None for line in refused)
