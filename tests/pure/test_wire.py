"""The wire form: what can be read is read, and each fault has its field and a sentence in Swedish."""

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events import wire
from app.events.kinds import KINDS, care, social

GONE = object()
"""A field that is taken away."""
TIME = "2026-11-20T03:10:00+01:00"
VISIT = {"person_id": {"system": "urn:kvarten:demo", "value": "19340304T027"}}
ED = {**VISIT, "outcome": "home", "closed_at": TIME}
ENROLMENT = {**VISIT, "kind": "kommunal_hsl", "unit": "SE1-A", "from": "2026-11-01"}
NO_ZONE = "Tiden saknar tidszon; skriv den som 2026-11-20T03:10:00+01:00."
NO_TIME = "Tiden finns inte eller är felskriven; skriv den som 2026-11-20T03:10:00+01:00."
NO_DATE = "Datumet finns inte eller är felskrivet; skriv 2026-11-20."
ODD_YEAR = "Årtalet är orimligt. Utelämna fältet om tiden inte är känd."
NO_JSON = "Det som skickades är inte giltig JSON."
NUL = "Texten innehåller ett nolltecken."


def told(kind: str = "vc.visit", data: Any = VISIT, **envelope: Any) -> dict[str, Any]:
    whole = {
        "specversion": "1.0", "id": "e1", "source": "elvis", "type": kind, "time": TIME,
        "data": data, **envelope,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not GONE}


def with_(base: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {name: value for name, value in {**base, **fields}.items() if value is not GONE}


def read(event: Any) -> wire.Parsed | wire.Fault:
    return wire.read(event if isinstance(event, bytes) else json.dumps(event).encode())


def test_an_event_is_read_with_its_own_fields_and_instants() -> None:
    data = with_(ED, unit_hsa_id="SE1-B", correlation_id="v7", sensitivity="D7")
    parsed = read(told("ed.visit.closed", data, datacontenttype="application/json"))
    at = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
    assert isinstance(parsed, wire.Parsed)
    assert (parsed.id, parsed.source, parsed.kind) == ("e1", "elvis", "ed.visit.closed")
    assert parsed.body == care.EdVisitClosed("home", at)
    assert parsed.occurred_at == at
    assert parsed.data.person_id == wire.PersonId("urn:kvarten:demo", "19340304T027")
    assert (parsed.data.unit_hsa_id, parsed.data.correlation_id) == ("SE1-B", "v7")


def test_from_is_a_field_s_name_on_the_wire() -> None:
    parsed = read(told("enrolment.started", with_(ENROLMENT, to="9999-12-31")))
    assert isinstance(parsed, wire.Parsed)
    assert parsed.body == social.EnrolmentStarted("kommunal_hsl", "SE1-A", date(2026, 11, 1), None)


def test_a_cancellation_needs_no_body() -> None:
    parsed = read(told("ed.visit.closed", with_(VISIT, cancels="e0")))
    assert isinstance(parsed, wire.Parsed)
    assert parsed.body is None
    assert parsed.data.cancels == "e0"


def test_a_field_that_no_kind_has_is_dropped() -> None:
    parsed = read(told(data=with_(VISIT, street="Storgatan 1"), traceparent="00-1"))
    assert isinstance(parsed, wire.Parsed)
    assert "Storgatan" not in repr(parsed)


# The event, the field that is named, the sentence, and what is hard about it.
FAULTS: list[tuple[Any, str, str, str]] = [
    (b"", "", NO_JSON, "nothing at all"),
    (b"{", "", NO_JSON, "cut off"),
    (json.dumps(told()).encode() * 2, "", NO_JSON, "two where one was asked for"),
    (b'{"specversion":"1.0",}', "", NO_JSON, "a comma too many"),
    (b"\xef\xbb\xbf{}", "", NO_JSON, "a byte order mark"),
    (b"null", "", "Fel sorts värde: ett objekt väntades, inte inget.", "nothing, in JSON"),
    (b"[]", "", "Fel sorts värde: ett objekt väntades, inte en lista.", "a list inside a batch"),
    (b'"text"', "", "Fel sorts värde: ett objekt väntades, inte text.", "a text"),
    (b"17", "", "Fel sorts värde: ett objekt väntades, inte ett heltal.", "a number"),
    (b"[" * 5000, "", NO_JSON, "deep and cut off"),
    (b'[{"id":"e1"},', "", NO_JSON, "half a batch"),
    (b'{"x":' * 5000 + b"1" + b"}" * 5000, "", NO_JSON, "deeper than is followed"),
    (b'{"id":"\xff"}', "", NO_JSON, "no UTF-8"),
    (b'{"id":"\\ud800"}', "", NO_JSON, "half a surrogate pair"),
    (told(specversion=GONE), "specversion", "Fältet saknas.", "no version"),
    (told(specversion="0.3"), "specversion", "Värdet är inte ett av de tillåtna.", "an old one"),
    (told(id=GONE), "id", "Fältet saknas.", "it could not be known again"),
    (told(id=""), "id", "Fältet är tomt.", "the same"),
    (told(id=7), "id", "Fel sorts värde: text väntades, inte ett heltal.", "a number as id"),
    (told(id="i" * 251), "id", "Fältet är för långt.", "longer than an index takes"),
    (told(id="a\0b"), "data", NUL, "PostgreSQL has no such text"),
    (told(source=GONE), "source", "Fältet saknas.", "nobody's"),
    (told(source="s" * 251), "source", "Fältet är för långt.", "as the id"),
    (told(type=GONE), "type", "Fältet saknas.", "no kind"),
    (told("vc.tour"), "type", "Händelsetypen 'vc.tour' finns inte.", "an unknown kind"),
    (told("x" * 90), "type", f"Händelsetypen '{'x' * 60}' finns inte.", "cut when it is said"),
    (told(time=GONE), "time", "Fältet saknas.", "when?"),
    (told(time="2026-11-20T03:10:00"), "time", NO_ZONE, "a naive time"),
    (told(time="2026-11-20"), "time", NO_TIME, "a date is no time"),
    (told(time="2026-02-30T03:10:00Z"), "time", NO_TIME, "a day that is not"),
    (told(time="2026-11-20T24:10:00Z"), "time", NO_TIME, "an hour that is not"),
    (told(time="0000-01-01T00:00:00Z"), "time", NO_TIME, "a year that is not"),
    (told(time="0001-01-01T00:00:00+14:00"), "time", ODD_YEAR, "before time, in UTC"),
    (told(time="1899-12-31T23:59:59Z"), "time", ODD_YEAR, "before anybody alive"),
    (told(time="9999-12-31T23:59:59-14:00"), "time", ODD_YEAR, "after time, in UTC"),
    (told(time=1763600000), "time",
     "Fel sorts värde: en tid väntades, inte ett heltal.", "seconds since 1970"),
    (told(data=GONE), "data", "Fältet saknas.", "nothing told"),
    (told(data=None), "data", "Fel sorts värde: ett objekt väntades, inte inget.", "the same"),
    (told(data=[1]), "data", "Fel sorts värde: ett objekt väntades, inte en lista.", "a list"),
    (told(data=with_(VISIT, person_id="19340304T027")), "data.person_id",
     "Fel sorts värde: ett objekt eller inget väntades, inte text.", "no system told"),
    (told(data={"person_id": {"system": "urn:kvarten:demo"}}), "data.person_id.value",
     "Fältet saknas.", "a field within a field"),
    (told(data={"person_id": {"system": "", "value": "1"}}), "data.person_id.system",
     "Fältet är tomt.", "an empty one there"),
    (told(data=with_(VISIT, unit_hsa_id="u" * 501)), "data.unit_hsa_id",
     "Fältet är för långt.", "any text has an end"),
    (told(data=with_(VISIT, recorded_at="2026-11-20T03:22:00")), "data.recorded_at", NO_ZONE,
     "naive here too"),
    (told(data=with_(VISIT, recorded_at="0001-01-01T00:00:00+14:00")), "data.recorded_at",
     ODD_YEAR, "PostgreSQL keeps it and no one can read it again"),
    (told(data=with_(VISIT, sensitivity="D10")), "data.sensitivity",
     "Värdet är inte ett av de tillåtna.", "no category"),
    (told(data=with_(VISIT, revises="e0", cancels="e0")), "data.cancels",
     "Ange antingen revises eller cancels.", "both"),
    (told(data=with_(VISIT, planned="ja")), "data.planned",
     "Fel sorts värde: true eller false eller inget väntades, inte text.", "words for a bool"),
    (told(data=with_(VISIT, profession="\0")), "data", NUL, "in the kind's own field"),
    (told("ed.visit.closed", with_(ED, outcome=GONE)), "data.outcome", "Fältet saknas.",
     "the kind's own field"),
    (told("ed.visit.closed", with_(ED, outcome="19340304T027")), "data.outcome",
     "Värdet är inte ett av de tillåtna.", "the sentence does not repeat what was sent"),
    (told("ed.visit.closed", with_(ED, closed_at="2026-11-20T03:10:00")), "data.closed_at",
     NO_ZONE, "a naive time in the body"),
    (told("ed.visit.closed", with_(ED, closed_at="9999-12-31T23:59:59Z")), "data.closed_at",
     ODD_YEAR, "a time that no sum may be made of"),
    (told("ed.visit.closed", with_(ED, closed_at="2026-11-31T03:10:00Z")), "data.closed_at",
     NO_TIME, "an impossible date"),
    (told("cfs.assessed", with_(VISIT, score=10, assessed_on="2026-11-20")), "data.score",
     "Värdet är inte ett av de tillåtna.", "frailer than frail"),
    (told("cfs.assessed", with_(VISIT, score=7, assessed_on="2026-11-31")), "data.assessed_on",
     NO_DATE, "an impossible date"),
    (told("cfs.assessed", with_(VISIT, score=7, assessed_on="1026-11-01")), "data.assessed_on",
     ODD_YEAR, "a slip of a key"),
    (json.dumps(told("group_activity.held", {"on": "2026-11-20", "participants": 77}))
     .replace("77", "7" * 4400).encode(), "data.participants", "Värdet går inte att förstå.", "a number of 4,400 digits"),
    (told("inpatient.admitted", with_(VISIT, from_ed="ja")), "data.from_ed",
     "Fel sorts värde: true eller false eller inget väntades, inte text.", "from_ed keeps its _"),
    (told("enrolment.started", with_(ENROLMENT, **{"from": GONE})), "data.from",
     "Fältet saknas.", "from has none"),
    (told("enrolment.started", with_(ENROLMENT, **{"from": "2026-13-01"})), "data.from",
     NO_DATE, "an impossible date"),
    (told("enrolment.started", with_(ENROLMENT, **{"from": "0206-11-01"})), "data.from",
     ODD_YEAR, "turned digits"),
    (told("enrolment.started", with_(ENROLMENT, unit=["a"])), "data.unit",
     "Fel sorts värde: text väntades, inte en lista.", "two units where one goes"),
    (told("samsa.inskrivningsmeddelande",
          with_(VISIT, sent_at=TIME, pud=None, recipients=["SE1-A", 7])), "data.recipients[1]",
     "Fel sorts värde: text väntades, inte ett heltal.", "within a list"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "field", "says", "_comment"), FAULTS, ids=[f[3] for f in FAULTS])
def test_a_fault_has_a_field_and_a_sentence(
    event: Any, field: str, says: str, _comment: str
) -> None:
    fault = read(event)
    assert isinstance(fault, wire.Fault)
    assert (fault.field, fault.says) == (field, says)


# What cannot be taken, and the id and kind that can be told of it all the same.
NAMED = [
    (told("vc.tour"), "e1", None, "an unknown kind is not repeated"),
    (told(time="i natt"), "e1", "vc.visit", "whole, but for a field"),
    (told("ed.visit.closed", VISIT), "e1", "ed.visit.closed", "whole, but for its body"),
    ({"id": "e1", "type": "vc.visit"}, "e1", "vc.visit", "little more than a name"),
    ({"id": ["e1"], "type": {}}, None, None, "names of other sorts"),
    ({"type": "19340304T027"}, None, None, "what is kept in clear is a kind of ours, or nothing"),
    ([{"id": "e1"}], None, None, "a list has no name"),
    (b'{"id":"e1"', None, None, "cut off"),
]


@pytest.mark.parametrize(("event", "id_", "kind", "_comment"), NAMED, ids=[n[3] for n in NAMED])
def test_a_fault_says_whose_it_is_where_that_can_be_read(
    event: Any, id_: str | None, kind: str | None, _comment: str
) -> None:
    fault = read(event)
    assert isinstance(fault, wire.Fault)
    assert (fault.id, fault.kind) == (id_, kind)


def test_a_backslash_before_u0000_is_no_null_character() -> None:
    assert isinstance(read(told(data=with_(VISIT, profession="C:\\u0000"))), wire.Parsed)


def test_a_single_event_may_be_taken_out_of_a_batch_as_it_stands() -> None:
    [one] = msgspec.json.decode(json.dumps([told()]).encode(), type=list[msgspec.Raw])
    assert wire.read(one) == read(told())


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_bytes_are_sent_the_answer_is_an_event_or_a_fault(
    kind: str, data: st.DataObject
) -> None:
    """A good event with a few bytes cut out, put in or changed; each of them is answered for."""
    whole = bytearray(json.dumps(told(kind, with_(ED, on="2026-11-20", kind="fall"))).encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    answer = wire.read(bytes(whole))
    assert isinstance(answer, wire.Parsed | wire.Fault)
    assert isinstance(answer, wire.Parsed) or answer.says
