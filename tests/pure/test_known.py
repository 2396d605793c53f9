"""Known: a centre's agenda is judged on what the convenor may know, and the rest is counted."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.known import Answers, known
from app.access.party import Party
from app.access.policy import Level, sight
from app.access.subject import subject_of
from app.events.kinds import Event, own
from app.huddle.render import datum
from app.huddle.rules import judge
from app.people.facts import Block
from app.people.fold import fold
from app.people.person import Person, stamps_of
from tests.builders import a_morning, event, registered, rules
from tests.sights import LAW, NOW, PARTIES, PRIVATE_VC, VC, a_consent

PUBLIC, PRIVATE = PARTIES["ssk"], PARTIES["privssk"]
NUMBERS = iter(range(1, 10**9))


def told(line: str, controller: str, *, sensitive: bool = False) -> Event:
    """A line as the rules' examples have them, told by a controller."""
    one = event(line, NOW, next(NUMBERS))
    return one.but(controller=controller, sensitive=sensitive)


def a_person(who: Party, consent: str, *events: Event) -> Person:
    person = fold([registered(84, NOW), *events])
    return person.but(listed_vc=who.unit, consents=a_consent(consent, who.unit))


def notice(*units: str, sensitive: bool = False) -> Event:
    line = f"2 dygn sedan samsa.inskrivningsmeddelande pud=+5h recipients={','.join(units)}"
    return told(f"{line} enhet=avd31 samband=s1", "sjukhus", sensitive=sensitive)


ED = "4 h sedan ed.visit.closed outcome=home enhet=akm"
BEGUN = "6 h sedan ed.visit.registered enhet=akm samband=v"
ENDED = "4 h sedan ed.visit.closed outcome=home enhet=akm samband=v"
STAY = "9 h sedan inpatient.admitted"
AMBULANCE = "5 h sedan ambulance.contact case_id=a outcome=left_home"
CFS = "20 dygn sedan cfs.assessed score=7"
CALL = "1 h sedan phone.contact channel=vc result=reached"
POINT = "1 dygn sedan checklist.point_set checklist=trygg_hemgang point=Nyckel state=open"
HSL = "90 dygn sedan enrolment.started kind=kommunal_hsl unit=kp"
HELP = "90 dygn sedan enrolment.started kind=hemtjanst unit=ht"
PALLIATIVE = "9 dygn sedan enrolment.started kind=palliativ unit=kp"
READY = "2 h sedan samsa.utskrivningsklar samband=s1"

CASES = [
    # who, consent, line, told by, known, why
    (PUBLIC, "none", ED, "sjukhus", True, "same region, listed here: OSL 25:11"),
    (PUBLIC, "refused", ED, "sjukhus", True, "a refused consent does not close 25:11"),
    (PUBLIC, "none", AMBULANCE, "sjukhus", True, "the ambulance is the region's too"),
    (PUBLIC, "none", CFS, "sjukhus", True, "D4 is within 25:11"),
    (PUBLIC, "none", CALL, "region", True, "its own"),
    (PUBLIC, "none", CALL, "privatvard", False, "a private provider's"),
    (PUBLIC, "none", POINT, "omsorg", False, "the municipality's, no consent"),
    (PUBLIC, "given", POINT, "omsorg", True, "with consent"),
    (PUBLIC, "none", HSL, "kommun", False, "D2, but the municipality's"),
    (PUBLIC, "none", HELP, "omsorg", False, "D6, the municipality's"),
    (PUBLIC, "given", HELP, "omsorg", True, "with consent"),
    (PUBLIC, "given", PALLIATIVE, "kommun", True, "D3 of kommunal HSL, with consent"),
    (PUBLIC, "ended", POINT, "omsorg", False, "taken back"),
    (PRIVATE, "none", ED, "sjukhus", False, "a private centre is no authority of the region"),
    (PRIVATE, "none", STAY, "sjukhus", False, "nor does it hear who is admitted"),
    (PRIVATE, "none", CFS, "sjukhus", False, "nor how frail"),
    (PRIVATE, "none", CFS, "privatvard", True, "its own"),
    (PRIVATE, "given", ED, "sjukhus", True, "with consent"),
    (PRIVATE, "sip_only", ED, "sjukhus", False, "a SIP is no huddle"),
    (PRIVATE, "other_unit", ED, "sjukhus", False, "given to somebody else"),
]


@pytest.mark.parametrize(("who", "consent", "line", "teller", "is_known", "why"), CASES)
def test_a_fact_is_known_or_held(
    who: Party, consent: str, line: str, teller: str, is_known: bool, why: str
) -> None:
    person = a_person(who, consent, told(line, teller))
    visible, held, _ = known(person, who, LAW, NOW)
    assert held == (not is_known), why
    assert (visible == person) is is_known


BARRED = [
    # who, consent, scope, line, told by, held, blocked, why
    (PUBLIC, "none", "outer", ED, "sjukhus", 0, 1, "OSL 25:11 would open it"),
    (PUBLIC, "none", "inner", ED, "sjukhus", 0, 1, "an inner block holds outwards too"),
    (PUBLIC, "none", "outer", HELP, "omsorg", 1, 0, "it could not be known anyway"),
    (PUBLIC, "given", "outer", HELP, "omsorg", 0, 1, "with consent a block alone stands before it"),
    (PRIVATE, "given", "outer", ED, "sjukhus", 0, 1, "the same of a private centre"),
    (PRIVATE, "none", "outer", ED, "sjukhus", 1, 0, "nobody has allowed it"),
]


@pytest.mark.parametrize(
    ("who", "consent", "scope", "line", "teller", "held", "blocked", "why"), BARRED
)
def test_what_is_blocked_is_told_apart_from_what_waits_for_consent(
    who, consent: str, scope, line: str, teller: str, held: int, blocked: int, why: str
) -> None:
    one = told(line, teller)
    person = a_person(who, consent, one)
    barred = Block(stamps_of((person.ed_visits or person.enrolments)[0])[0], one.unit or "", scope)
    person = person.but(blocks=(barred,))
    found = known(person, who, LAW, NOW)
    assert (found.held, found.blocked) == (held, blocked), why
    assert known(person.but(blocks=()), who, LAW, NOW).blocked == 0


@pytest.mark.parametrize("line", [ED, STAY, CFS, CALL])
def test_the_extra_sensitive_stays_where_it_is(line: str) -> None:
    for consent in ("none", "given"):
        own_fact = a_person(PRIVATE, consent, told(line, "privatvard", sensitive=True))
        assert known(own_fact, PRIVATE, LAW, NOW) == (own_fact, 0, 0)
        for who in (PUBLIC, PRIVATE):
            other = a_person(who, consent, told(line, "sjukhus", sensitive=True))
            assert known(other, who, LAW, NOW)[1] == 1


def test_a_visit_is_known_when_all_that_told_of_it_may_be() -> None:
    """Begun as sensitive, or by another provider: the end of the visit does not open its beginning."""
    for begun in (told(BEGUN, "sjukhus", sensitive=True), told(BEGUN, "privatvard")):
        person = a_person(PUBLIC, "none", begun, told(ENDED, "sjukhus"))
        assert len(person.ed_visits) == 1
        visible, held, _ = known(person, PUBLIC, LAW, NOW)
        assert (visible.ed_visits, held) == ((), 1)


def test_a_fact_is_as_sensitive_as_the_most_sensitive_that_told_of_it() -> None:
    """Also when that was the centre's own: what another provider told goes no further by it."""
    own_word = told(READY, "privatvard", sensitive=True)
    person = a_person(PRIVATE, "given", notice("ht"), own_word)
    assert len(person.cases) == 1
    assert known(person, PRIVATE, LAW, NOW)[0].cases == ()
    plain = a_person(PRIVATE, "given", notice("ht"), told(READY, "privatvard"))
    assert known(plain, PRIVATE, LAW, NOW) == (plain, 0, 0)


def test_a_notice_tells_the_planned_day_and_nothing_else() -> None:
    person = a_person(PRIVATE, "none", notice(PRIVATE_VC, "ht"), told(READY, "sjukhus"))
    assert person.cases[0].ready_at is not None
    visible, held, _ = known(person, PRIVATE, LAW, NOW)
    [case] = visible.cases
    assert held == 0, "it is known, if in part"
    assert case.pud == person.cases[0].pud
    assert (case.ready_at, case.ready) == (None, None), "utskrivningsklar is no part of it"
    assert (case.stamp.unit, case.pud_set and case.pud_set.unit) == (None, None), "nor the ward"


NOT_KNOWN = [
    ((notice("ht"),), "the centre is no recipient"),
    ((notice(PRIVATE_VC, sensitive=True),), "marked as extra sensitive"),
    ((notice(PRIVATE_VC), told("1 h sedan inpatient.discharged disposition=home", "sjukhus")),
     "the stay is over"),
    ((notice(PRIVATE_VC), told("1 h sedan samsa.avbrott samband=s1", "sjukhus")), "broken off"),
    ((told("1 dygn sedan samsa.pud_changed new=+5h samband=s1", "sjukhus"),), "no notice was sent"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "why"), NOT_KNOWN, ids=[why for _, why in NOT_KNOWN])
def test_without_a_notice_in_force_the_planning_is_held(events: Sequence[Event], why: str) -> None:
    person = a_person(PRIVATE, "none", *events)
    assert known(person, PRIVATE, LAW, NOW)[0].cases == (), why


def test_a_notice_in_force_does_not_open_an_earlier_one() -> None:
    earlier = [
        told(f"40 dygn sedan samsa.inskrivningsmeddelande pud=-30d recipients={PRIVATE_VC}"
             " samband=s0", "sjukhus"),
        told("30 dygn sedan inpatient.discharged disposition=home", "sjukhus"),
    ]  # fmt: skip
    person = a_person(PRIVATE, "none", *earlier, notice(PRIVATE_VC))
    assert len(person.cases) == 2
    visible, *_ = known(person, PRIVATE, LAW, NOW)
    assert [case.key for case in visible.cases] == ["s1"]


def test_what_another_providers_huddle_came_to_goes_no_further_than_its_facts() -> None:
    """A person who is listed anew: the reasons that were written at the former centre stay there."""
    decided = own.HuddleDecided(
        "akut-ej-inlagd", "k/1", "defer", "Dottern vill vänta", until=NOW.date()
    )
    seen = own.HuddleSeen("akut-ej-inlagd", "k/1")
    acts = [_ours("huddle.decided", decided), _ours("huddle.seen", seen),
            _ours("action.returned", own.ActionReturned("a1", "ht", "Ont i höften"))]  # fmt: skip
    person = a_person(PRIVATE, "none", *acts)
    visible, held, _ = known(person, PRIVATE, LAW, NOW)
    assert (visible.decisions, visible.seen, visible.actions) == ((), (), ())
    assert held == 0, "they wait for nobody's consent: they are no facts of the person"
    same_provider = person.but(listed_vc=VC)
    assert known(same_provider, PUBLIC, LAW, NOW)[0] == same_provider
    consented = person.but(consents=a_consent("given"))
    assert known(consented, PRIVATE, LAW, NOW)[0] == consented


def _ours(kind: str, body: object) -> Event:
    at = NOW - timedelta(hours=1)
    number = next(NUMBERS)
    return Event(f"kvarten/{number}", "kvarten", kind, body, "region", VC, at, at, at)


LINES = [ED, BEGUN, ENDED, STAY, AMBULANCE, CFS, CALL, POINT, HSL, HELP, PALLIATIVE, READY,
         "3 h sedan inpatient.discharged disposition=home",
         "2 h sedan mobile.visit team=malt outcome=stays_home",
         "3 dygn sedan followup.attempted route=vc"]  # fmt: skip
events = st.builds(
    told,
    st.sampled_from(LINES),
    st.sampled_from(["region", "sjukhus", "kommun", "omsorg", "privatvard"]),
    sensitive=st.booleans(),
) | st.builds(
    notice,
    st.sampled_from([PRIVATE_VC, VC, "ht", "kp"]),
    st.sampled_from([PRIVATE_VC, "bi"]),
    sensitive=st.booleans(),
)
consents = st.sampled_from(["none", "given", "refused", "this_unit", "other_unit", "sip_only"])


@given(st.lists(events, max_size=7), consents, st.sampled_from([PUBLIC, PRIVATE]))
def test_the_convenor_may_see_every_fact_that_its_agenda_rests_on(
    history: list[Event], consent: str, who: Party
) -> None:
    """Else a row would stand on the board that its own convenor can neither read nor decide."""
    person = a_person(who, consent, *history)
    subject = subject_of(person, NOW)
    visible, held, _ = known(person, who, LAW, NOW)
    assert held >= 0
    for reason in judge(visible, rules(), a_morning(NOW)):
        for fact in reason.facts:
            found = sight(who, subject, datum(fact, who), LAW, NOW)
            assert found.level is Level.FULL, (reason.rule, fact)


lives = st.tuples(st.lists(events, max_size=5), consents)


@given(st.lists(lives, min_size=2, max_size=5), st.sampled_from([PUBLIC, PRIVATE]))
def test_what_was_answered_of_one_person_is_true_of_the_next(
    some: list[tuple[list[Event], str]], who: Party
) -> None:
    """A morning keeps the answers of policy from person to person: each is of its own subject."""
    persons = [a_person(who, consent, *history) for history, consent in some]
    answers: Answers = {}
    for person in (*persons, *persons[::-1]):
        assert known(person, who, LAW, NOW, answers=answers) == known(person, who, LAW, NOW)


@given(st.lists(events, max_size=7), st.sampled_from([PUBLIC, PRIVATE]))
def test_with_consent_more_is_known_and_less_is_held(history: list[Event], who: Party) -> None:
    without, held, _ = known(a_person(who, "none", *history), who, LAW, NOW)
    with_, still, _ = known(a_person(who, "given", *history), who, LAW, NOW)
    assert still <= held
    for name in ("ed_visits", "stays", "cases", "ambulance", "contacts", "enrolments", "frailty"):
        assert len(getattr(with_, name)) >= len(getattr(without, name))


@pytest.mark.parametrize("who", [PUBLIC, PRIVATE])
@pytest.mark.parametrize("consent", ["none", "given"])
def test_one_of_many_alike_that_may_not_be_known_is_held_alone(who: Party, consent: str) -> None:
    calls = [
        told(f"{n} dygn sedan phone.contact channel=vc result=reached", "sjukhus")
        for n in (1, 2, 3)
    ]
    secret = told("4 dygn sedan phone.contact channel=vc result=reached", "sjukhus", sensitive=True)
    person = a_person(who, consent, *calls, secret)
    together = known(person, who, LAW, NOW).person.contacts
    apart = tuple(
        one
        for fact in person.contacts
        for one in known(person.but(contacts=(fact,)), who, LAW, NOW).person.contacts
    )
    assert together == apart
