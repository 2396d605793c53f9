"""The ledger: who gave each assertion and what ended it, and what stands is what the fold says stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.subject import Subject
from app.consents import messages as m
from app.consents import words
from app.consents.ledger import Ledger, ledger
from app.errors import Refusal
from app.events.kinds import KINDS, Event
from app.people.fold import fold
from app.people.person import Consent
from tests.sights import DAY, NOW, a_stamp

NUMBERS = iter(range(1, 10**9))
ID = "6f0a3c1e-0000-4000-8000-000000000001"


def told(kind: str, at: datetime, key: str | None = None, **body: Any) -> Event:
    """One word. Each event has a ref of its own."""
    if kind == "consent.given":
        body = {"start": at, **body}
    return Event(
        ref=f"t/{next(NUMBERS)}", source="t", kind=kind, body=KINDS[kind](**body),
        controller="region", unit=None, occurred_at=at, recorded_at=at, received_at=at,
        correlation=key,
    )  # fmt: skip


def said(*said: str) -> list[Event]:
    """Words such as yes:a, one an hour; the speaker is whoever stands after the sign @."""
    events = []
    names = {"yes": "given", "no": "refused", "ended": "ended", "voided": "voided"}
    for hour, word in enumerate(said):
        spoken, _, by = word.partition("@")
        what, _, key = spoken.partition(":")
        at = NOW - DAY + timedelta(hours=hour)
        kind = f"consent.{names[what]}"
        events.append(told(kind, at, key or None, purpose="utlamnande", by=by or None))
    return events


# What is told, and of each assertion its id, how it ended, who gave it and who ended it.
LIVES = [
    (["yes:a@Karin"], [("a", None, "Karin", None)], "it stands"),
    (["yes:a@Karin", "ended:a@Siv"], [("a", "ended", "Karin", "Siv")], "taken back"),
    (["yes:a@Karin", "voided:a@Siv"], [("a", "voided", "Karin", "Siv")], "a mistake is no end"),
    (["yes:a@Karin", "ended:a@Siv", "voided:a@Bo"], [("a", "ended", "Karin", "Siv")],
     "what has ended cannot end otherwise"),
    (["yes:a@Karin", "no@Siv"], [("a", "refused", "Karin", "Siv")], "a no takes all of it along"),
    (["yes:a", "yes:b", "ended:b@Siv"], [("a", None, None, None), ("b", "ended", None, "Siv")],
     "each by itself"),
    (["yes", "yes"], [("", "replaced", None, None), ("", None, None, None)],
     "without an id the newest word stands"),
    (["yes:a", "yes:a"], [("a", None, None, None)], "told twice is one"),
    (["yes:a", "ended:a", "yes:a"], [("a", "ended", None, None)], "and it never begins again"),
    (["ended:a", "yes:a"], [], "in whatever order"),
]  # fmt: skip


@pytest.mark.parametrize(("words_", "lives", "why"), LIVES, ids=[life[2] for life in LIVES])
def test_each_assertion_has_its_own_life(
    words_: Sequence[str], lives: list[tuple[Any, ...]], why: str
) -> None:
    found = ledger(said(*words_)).assertions
    shown = [
        (one.consent.key, one.end, one.given.body.by, one.ended and one.ended.body.by)
        for one in found
    ]
    assert shown == lives, why


KEYS = st.sampled_from(["", ":a", ":b"])
SAID = st.builds(str.__add__, st.sampled_from(["yes", "no", "ended", "voided"]), KEYS)


@given(st.lists(SAID, max_size=8), st.randoms())
def test_what_stands_is_what_the_policy_asks(words_: list[str], chance: Any) -> None:
    events = said(*words_)
    stands = [one for one in fold(events).consents if one.state == "given"]
    chance.shuffle(events)
    found = ledger(events)
    assert [one.consent for one in found.assertions if one.end is None] == stands
    assert len(found.words) == len(events), "and nothing that was said is forgotten"


def test_one_id_in_two_purposes_is_two_assertions() -> None:
    """As a system tells it that has one paper for both."""
    events = [told("consent.given", NOW, "a", purpose=one) for one in ("sip", "utlamnande")]
    found = ledger(events)
    assert [one.id for one in found.assertions] == ["sip:a", "utlamnande:a"]
    [end] = words.said(m.EndConsent(ID, "sip:a"), state(Subject(), *events))  # type: ignore[arg-type]
    assert (end.fields["purpose"], end.about) == ("sip", "a")


def test_of_a_block_nothing_is_told() -> None:
    events = [told("block.set", NOW, unit="u"), told("svod.informed", NOW, on=NOW.date())]
    assert [event.kind for event in ledger(events).words] == ["svod.informed"]


def state(subject: Subject, *events: Event) -> words.Standing:
    return words.Standing(ledger(events), subject, ("vc", "ht", "bi"), NOW)


YES = Consent(a_stamp(), "utlamnande", "given", NOW)
NO = Consent(a_stamp(), "utlamnande", "refused")
UNABLE = Subject(incapable=True)
MAY = [
    (Subject(), "give refuse inform object", "nobody has asked"),
    (Subject(informed=True), "give refuse object", "told already"),
    (Subject(informed=True, objected=True), "give refuse lift_objection", "has objected"),
    (UNABLE, "give refuse inform object disclose", "lastingly unable"),
    (Subject(incapable=True, consents=(NO,)), "give refuse inform object", "said no while able"),
    (Subject(incapable=True, objected=True), "give refuse inform lift_objection", "and objected"),
]


@pytest.mark.parametrize(("subject", "may", "why"), MAY, ids=[one[2] for one in MAY])
def test_what_may_be_done_follows_from_what_was_said(subject: Subject, may: str, why: str) -> None:
    assert words.may(state(subject)) == may.split(), why
    more = words.may(state(subject, *said("yes:a")))
    assert {"end", "void"} <= set(more)


def give(purpose: str = "utlamnande", **told: Any) -> m.GiveConsent:
    return m.GiveConsent(ID, purpose, **told)  # type: ignore[arg-type]


def disclose(days: float = 7, *units: str) -> m.Disclose:
    return m.Disclose(ID, list(units or ("ht",)), NOW + timedelta(days=days))  # type: ignore[arg-type]


NAIVE = NOW.replace(tzinfo=None)
ACTS: list[tuple[Any, Subject, str]] = [
    (give(), Subject(), "consent.given"),
    (give(units=["ht"], end=NOW + DAY), Subject(), "consent.given"),
    (give(units=["another"]), Subject(), "units"),
    (give(end=NOW), Subject(), "end"),
    (give(end=NAIVE), Subject(), "end"),
    (give("sip"), Subject(), "consent.given"),
    (give("sammanhallen"), Subject(), "informed"),
    (give("sammanhallen"), Subject(informed=True), "consent.given"),
    (give("sammanhallen", informed=True), Subject(), "svod.informed consent.given"),
    (give("sammanhallen", informed=True), Subject(objected=True), "Personen har motsatt sig"),
    (give("utlamnande", informed=True), Subject(), "consent.given"),
    (m.RefuseConsent(ID, "sip"), Subject(), "consent.refused"),  # type: ignore[arg-type]
    (m.EndConsent(ID, "utlamnande:a"), Subject(), "consent.ended"),  # type: ignore[arg-type]
    (m.EndConsent(ID, "utlamnande:b"), Subject(), "Samtycket gäller inte längre"),  # type: ignore[arg-type]
    (m.VoidConsent(ID, "utlamnande:a"), Subject(), "consent.voided"),  # type: ignore[arg-type]
    (m.InformOfSvod(ID), Subject(), "svod.informed"),  # type: ignore[arg-type]
    (m.ObjectToSvod(ID), Subject(), "svod.objected"),  # type: ignore[arg-type]
    (m.LiftObjection(ID), Subject(objected=True), "svod.objection_lifted"),  # type: ignore[arg-type]
    (m.LiftObjection(ID), Subject(), "Personen har inte motsatt sig"),  # type: ignore[arg-type]
    (disclose(), UNABLE, "consent.given"),
    (disclose(7.01), UNABLE, "end"),
    (disclose(0), UNABLE, "end"),
    (disclose(1, "another"), UNABLE, "units"),
    (m.Disclose(ID, [], NOW + DAY), UNABLE, "units"),  # type: ignore[arg-type]
    (disclose(), Subject(), "Personen kan ta ställning själv"),
    (disclose(), Subject(incapable=True, consents=(NO,)), "Personen har sagt nej"),
    (disclose(), Subject(incapable=True, objected=True), "Personen har sagt nej"),
]


@pytest.mark.parametrize(("act", "subject", "comes_to"), ACTS)
def test_an_act_is_told_or_refused_with_the_field_or_the_reason(
    act: Any, subject: Subject, comes_to: str
) -> None:
    assert outcome(act, state(subject, *said("yes:a"))).startswith(comes_to)


def outcome(act: Any, standing: words.Standing) -> str:
    """The kinds that are told, or the field that is wrong, or why it cannot be done."""
    try:
        return " ".join(one.kind for one in words.said(act, standing))
    except Refusal as no:
        return no.fields[0].field if no.fields else no.detail


def test_a_yes_and_a_harm_test_are_assertions_of_their_own() -> None:
    for act in (give(), disclose()):
        [one] = words.said(act, state(UNABLE))
        assert one.about == ID
    assert one.fields["ground"] == "menprovning"


def test_what_was_told_without_an_id_ends_with_its_whole_purpose() -> None:
    [yes] = said("yes")
    [end] = words.said(m.EndConsent(ID, "utlamnande:"), state(Subject(), yes))  # type: ignore[arg-type]
    assert end.about is None
    assert ledger([yes]).assertions[0].whole


IDLE = [
    (YES, Subject(), None),
    (YES.but(purpose="sammanhallen"), Subject(informed=True), None),
    (YES.but(purpose="sammanhallen"), Subject(), "inte fått informationen"),
    (YES.but(purpose="sammanhallen"), Subject(informed=True, objected=True), "motsatt sig"),
    (YES.but(ground="menprovning"), UNABLE, None),
    (YES.but(ground="menprovning"), Subject(), "ta ställning själv"),
    (YES.but(ground="menprovning"), Subject(incapable=True, objected=True), "sagt nej"),
]


@pytest.mark.parametrize(("consent", "subject", "says"), IDLE)
def test_a_consent_that_opens_nothing_says_why(
    consent: Consent, subject: Subject, says: str | None
) -> None:
    found = words.idle(consent, subject)
    assert found is None if says is None else says in str(found)


def test_a_ledger_of_nothing_is_empty() -> None:
    assert ledger([]) == Ledger((), ())
