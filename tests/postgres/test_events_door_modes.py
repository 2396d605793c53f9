"""The modes of the events door: structured, binary and batch, packed or not, as CloudEvents has them."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from app import wire
from app.events import api
from tests.houses import DEMO, NOW, cloud, home_from_ed, registered
from tests.intake import BATCH, batch, count, door, kept, post, told_of

WHO = "19340304T027"
STRUCTURED = "application/cloudevents+json"
PERSON = {"system": DEMO, "value": WHO}
VISIT = {"person_id": PERSON, "profession": "lakare"}
HEADERS = {
    "ce-specversion": "1.0", "ce-id": "e1", "ce-source": "cloudevents", "ce-type": "vc.visit",
    "ce-time": NOW.isoformat(), "content-type": "application/json",
}  # fmt: skip
LARGEST = 16 * 1024 * 1024


async def binary(client, data: Any = VISIT, **changed: str | None) -> Any:
    """An event in binary mode; a header changed to None is not sent."""
    told = {**HEADERS, **{name.replace("_", "-"): value for name, value in changed.items()}}
    headers = {name: value.encode("latin-1") for name, value in told.items() if value is not None}
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return await client.post("/api/events", content=body, headers=headers)


async def test_an_event_in_binary_mode_has_its_attributes_in_headers(house) -> None:
    async with door(house) as client:
        first, again = await binary(client), await binary(client)
        structured = await post(client, cloud("vc.visit", id="e1", profession="lakare"))
    assert (first.status_code, first.json()) == (201, {"id": "e1", "status": "new"})
    assert [one.status_code for one in (again, structured)] == [200, 200], "the same event"
    [row] = await told_of(house, WHO)
    assert (row["kind"], row["occurred_at"], row["body"]["profession"]) == (
        "vc.visit",
        NOW,
        "lakare",
    )


# The header as it is sent, and the id that it says (None: it is refused), as the binding has it.
VALUES: list[tuple[str, str | None, str]] = [
    ("e-1", "e-1", "nothing to decode"),
    ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀", "the binding's own example"),
    ("%e2%82%ac", "€", "small letters"),
    ("%65%31", "e1", "what need not have been encoded"),
    ("100%25", "100%", "a percent sign"),
    ("%2525", "%25", "decoded once and not twice"),
    ("a+b", "a+b", "plus is no space"),
    ('"quoted id"', "quoted id", "in quotation marks, as the older binding had it"),
    ('"a\\"b\\\\c"', 'a"b\\c', "with signs escaped within them"),
    ('"%C3%A5"', "å", "first out of the quotation marks, then out of the percent signs"),
    ('a"b', 'a"b', "a quotation mark that ends nothing"),
    ("%C0%A0", None, "no UTF-8: a space written too long"),
    ("%FF", None, "no UTF-8 at all"),
    ("\xe5", None, "Latin-1 in the clear"),
    ("\xc3\xa5", "å", "UTF-8 in the clear"),
    ("%00", None, "a sign that no text has"),
    ("", None, "nothing"),
    ("i" * 251, None, "too long"),
]


@pytest.mark.parametrize(("written", "says", "_comment"), VALUES, ids=[v[2] for v in VALUES])
async def test_a_header_s_value_is_decoded_once(house, written, says, _comment) -> None:
    async with door(house) as client:
        answer = await binary(client, ce_id=written)
        if says is not None:
            assert (answer.status_code, answer.json()["id"]) == (201, says)
            assert (await told_of(house, WHO))[0]["source_event_id"] == says
        else:
            assert answer.status_code == 422
            assert answer.json()["fields"][0]["field"] in ("id", "data")
            assert len(await kept(house)) == 1
            assert await count(house, "event") == 0


# The headers changed, the data sent, the status, the field at fault, and what is odd about it.
ODD: list[tuple[dict[str, str | None], Any, int, str | None, str]] = [
    ({"ce_id": None}, VISIT, 422, "id", "no id"),
    ({"ce_source": None}, VISIT, 422, "source", "no source"),
    ({"ce_type": None}, VISIT, 422, "type", "no type"),
    ({"ce_time": None}, VISIT, 422, "time", "no time"),
    ({"ce_specversion": None}, VISIT, 422, "specversion", "no version, and binary all the same"),
    ({"ce_specversion": "0.3"}, VISIT, 422, "specversion", "another version"),
    ({"ce_time": "i natt"}, VISIT, 422, "time", "no time at all"),
    ({"ce_type": "vc.tour"}, VISIT, 422, "type", "no such kind"),
    ({}, b"", 422, "data.person_id", "no data"),
    ({}, b" \n", 422, "data.person_id", "nothing but room"),
    ({}, b"[1, 2]", 422, "data", "a list is no data of ours, and no batch"),
    ({}, b"{", 422, "data", "data that is no JSON"),
    ({"content_type": "text/xml"}, b"<a/>", 422, "data", "another format"),
    ({"content_type": None}, VISIT, 201, None, "no word of what it is"),
    ({"content_type": "Application/JSON; charset=utf-8"}, VISIT, 201, None, "in capitals"),
    ({"content_type": STRUCTURED}, VISIT, 422, "specversion", "structured, whatever the headers say"),
    ({"content_type": "Application/CloudEvents+JSON"}, VISIT, 422, "specversion", "in capitals too"),
    ({"content_type": "application/cloudevents+avro"}, b"\0\1", 400, "", "a format not read here"),
    ({"ce_data": "x", "ce_subject": "y", "ce_okand": "z", "ce_dataschema": "%FF"}, VISIT, 422,
     "dataschema", "an attribute that is no text"),
    ({"ce_data": "x", "ce_subject": "y", "ce_okand": "%FF"}, VISIT, 201, None,
     "extensions are nothing to us, and none is the data"),
    ({"CE_ID": "e1", "ce_id": None}, VISIT, 201, None, "headers are written in any letters"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "data", "status", "field", "_comment"), ODD, ids=[o[4] for o in ODD]
)
async def test_the_odd_in_binary_mode_is_answered_and_kept(
    house, changed, data, status, field, _comment
) -> None:
    async with door(house) as client:
        answer = await binary(client, data, **changed)
    assert answer.status_code == status, answer.text
    if field is not None:
        assert answer.json()["fields"][0]["field"] == field
    assert await count(house, "set_aside") == (0 if status == 201 else 1)
    assert await count(house, "event") == (1 if status == 201 else 0)


async def test_what_is_kept_of_binary_mode_can_be_read_whole(house) -> None:
    async with door(house) as client:
        await binary(client, {**VISIT, "profession": 7}, ce_subject="%C3%A5")
    [one] = await kept(house)
    whole = json.loads(one["text"])
    assert whole["data"] == {**VISIT, "profession": 7}
    assert (whole["id"], whole["subject"], one["kind"]) == ("e1", "å", "vc.visit")


# The body, its type, the status of the whole, and the statuses of its events.
BODIES: list[tuple[Any, str, int, list[str], str]] = [
    ([registered(id="a"), home_from_ed(id="b")], BATCH.upper(), 200, ["new", "new"], "in capitals"),
    ([registered(id="a")], STRUCTURED, 200, ["new"], "a list, called one event"),
    (registered(id="a"), BATCH, 201, [], "one event, called a batch"),
    ([], BATCH, 200, [], "an empty batch"),
    ([[registered()]], BATCH, 200, ["rejected"], "a list in a list"),
    (b"", STRUCTURED, 400, [], "nothing at all"),
    (b"", BATCH, 400, [], "nothing at all, called a batch"),
    (b"\xef\xbb\xbf" + json.dumps(registered()).encode(), STRUCTURED, 400, [], "a byte order mark"),
    (json.dumps(registered()).encode("utf-16"), STRUCTURED, 400, [], "UTF-16"),
    (registered(id="a"), "multipart/form-data; boundary=x", 201, [], "a form it is not"),
    (registered(id="a"), "application/x-www-form-urlencoded", 201, [], "nor this one"),
    ({**registered(id="a"), "data_base64": "eA=="}, STRUCTURED, 201, [], "data twice: ours is read"),
    ({"specversion": "1.0", "id": "a", "source": "s", "type": "vc.visit", "time": NOW.isoformat(),
      "data_base64": "e30="}, STRUCTURED, 422, [], "data in base 64 alone"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind", "status", "statuses", "_comment"), BODIES, ids=[b[4] for b in BODIES]
)
async def test_a_body_is_what_it_is_whatever_it_is_called(
    house, body, kind, status, statuses, _comment
) -> None:
    async with door(house) as client:
        answer = await post(client, body, kind)
    assert answer.status_code == status, answer.text
    if statuses:
        assert [one["status"] for one in answer.json()] == statuses


def packed(raw: bytes) -> bytes:
    return gzip.compress(raw, mtime=0)


EVENT = json.dumps(registered(id="e1")).encode()
ZIP = packed(EVENT)

# What is sent as gzip, the status, and what is odd about it.
PACKED: list[tuple[bytes, str, int, str]] = [
    (ZIP, "gzip", 201, "packed"),
    (ZIP, "GZip", 201, "in capitals"),
    (ZIP, "x-gzip", 201, "as it was once called"),
    (packed(EVENT[:40]) + packed(EVENT[40:]), "gzip", 201, "in two parts"),
    (b"".join(packed(EVENT[n:n + 8]) for n in range(0, len(EVENT), 8)), "gzip", 201, "in many parts"),
    (ZIP + packed(b""), "gzip", 201, "and an empty one"),
    (packed(b"") * 200 + ZIP, "gzip", 422, "in more parts than anybody needs"),
    (ZIP[:-1], "gzip", 422, "cut off in its sum"),
    (ZIP[:30], "gzip", 422, "cut off in the middle"),
    (ZIP[:5], "gzip", 422, "cut off in its header"),
    (ZIP + ZIP[:20], "gzip", 422, "the second part cut off"),
    (b"", "gzip", 422, "nothing at all"),
    (ZIP + b"rubbish", "gzip", 422, "rubbish after it"),
    (ZIP[:-8] + b"\0" * 8, "gzip", 422, "a sum that is wrong"),
    (EVENT, "gzip", 422, "not packed, and said to be"),
    (zlib.compress(EVENT), "gzip", 422, "packed in another way"),
    (ZIP, "identity", 400, "packed, and said not to be"),
    (ZIP, "deflate", 415, "another way of packing"),
    (ZIP, "br", 415, "a third"),
    (packed(ZIP), "gzip, gzip", 415, "twice packed"),
    (packed(ZIP), "gzip", 400, "twice packed, and said to be once"),
    (packed(b" " * (LARGEST + 1)), "gzip", 413, "a bomb: counted when unpacked"),
    (packed(b" " * 8_000_000) * 3, "gzip", 413, "a bomb in parts"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "coding", "status", "_comment"), PACKED, ids=[p[3] for p in PACKED]
)
async def test_gzip_is_unpacked_and_what_is_not_gzip_is_refused(
    house, raw, coding, status, _comment
) -> None:
    headers = {"content-type": STRUCTURED, "content-encoding": coding}
    async with door(house) as client:
        answer = await client.post("/api/events", content=raw, headers=headers)
    assert answer.status_code == status, answer.text
    assert await count(house, "event") == (1 if status == 201 else 0)
    if status in (413, 415, 422):
        assert answer.headers["content-type"] == "application/problem+json"
        assert await count(house, "set_aside") == 0, "what could not be unpacked is no event"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_what_comes_in_pieces_is_read_as_one(house, coding, size) -> None:
    whole = batch(registered(id="e1"), home_from_ed(id="e2"))
    whole = packed(whole) if coding == "gzip" else whole

    async def pieces():
        for at in range(0, len(whole), size):
            yield whole[at : at + size]

    headers = {"content-type": BATCH, "content-encoding": coding}
    async with door(house) as client:
        answer = await client.post("/api/events", content=pieces(), headers=headers)
    assert [one["status"] for one in answer.json()] == ["new", "new"]


class Sent:
    """A request whose body never ends."""

    def __init__(self, coding: str, piece: bytes, then: bytes) -> None:
        self.headers = {"content-encoding": coding}
        self.piece, self.then, self.read = piece, then, 0

    async def stream(self):
        yield self.piece
        while self.read < 10 * LARGEST:
            self.read += len(self.then)
            yield self.then


ENDLESS = [
    ("identity", b"", b" " * 65536, "room without end"),
    ("gzip", ZIP, b"\0" * 65536, "rubbish without end after what is whole"),
    ("gzip", packed(b"")[:10], b"\0\0\0\xff\xff" * 10_000, "packed nothing without end"),
]


@pytest.mark.parametrize(
    ("coding", "piece", "then", "_comment"), ENDLESS, ids=[e[3] for e in ENDLESS]
)
async def test_what_never_ends_is_read_no_further_than_is_allowed(
    coding, piece, then, _comment
) -> None:
    sent = Sent(coding, piece, then)
    with pytest.raises((wire.TooMuch, wire.Rejected)):
        await wire.body_of(sent, LARGEST)  # type: ignore[arg-type]
    assert sent.read < 2 * LARGEST


async def test_sixteen_megabytes_to_the_byte_are_taken_and_one_more_is_not(house) -> None:
    event = json.dumps(registered(id="e1")).encode()
    exactly = b"[" + event + b" " * (LARGEST - len(event) - 2) + b"]"
    assert len(exactly) == api.LARGEST == LARGEST
    async with door(house) as client:
        for coding, pack in (("identity", bytes), ("gzip", packed)):
            headers = {"content-type": BATCH, "content-encoding": coding}
            over = await client.post("/api/events", content=pack(exactly + b" "), headers=headers)
            assert over.status_code == 413
            taken = await client.post("/api/events", content=pack(exactly), headers=headers)
            assert taken.status_code == 200
    assert taken.json() == [{"id": "e1", "status": "known"}]


async def test_ten_thousand_events_are_taken_at_once(house) -> None:
    one = json.dumps(home_from_ed("19340304T999", id="NUMBER")).encode()
    parts = [
        one.replace(b"NUMBER", b"e%d" % n).replace(b"T999", b"T%03d" % (n % 999))
        for n in range(10_000)
    ]
    whole = b"[" + b",".join(parts) + b"]"
    async with door(house) as client:
        answer = await post(client, whole)
        assert (await post(client, whole[:-1] + b",{}]")).status_code == 413
    assert answer.status_code == 200
    assert {one["status"] for one in answer.json()} == {"new"}
    assert [one["id"] for one in answer.json()] == [f"e{n}" for n in range(10_000)]
    assert await count(house, "event") == 10_000
