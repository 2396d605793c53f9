"""What holds of sight whatever is asked: it always answers, and what no line allows is denied."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.access.grounds import refused, shares
from app.access.law import ALWAYS, OPTIONAL, Basis, Law
from app.access.party import CARE, SOCIAL, Datum, Party
from app.access.policy import OWN, Level, hears_name, name_basis, sight
from app.access.subject import Sparr, Subject
from app.events.kinds import Category
from app.people.person import Consent
from tests.sights import CONTROLLERS, DAY, LAW, ME, NOW, PARTIES, a_consent, a_stamp

UNITS = sorted({party.unit for party in PARTIES.values()})
WHO = (ME, "någon-annan")
instants = st.sampled_from([NOW - DAY, NOW - timedelta(microseconds=1), NOW, NOW + DAY])
units = st.lists(st.sampled_from([*UNITS, "unknown"]), max_size=2).map(tuple)
providers = st.lists(st.sampled_from(sorted(CONTROLLERS)), max_size=2).map(tuple)
employees = st.lists(st.sampled_from(WHO), max_size=1).map(tuple)
consents = st.builds(
    Consent,
    st.just(a_stamp()),
    st.sampled_from(["utlamnande", "sammanhallen", "sip"]),
    st.sampled_from(["given", "refused", "ended", "voided"]),
    st.none() | instants,
    st.none() | instants,
    units,
    st.none() | st.sampled_from(WHO),
    ground=st.sampled_from(["samtycke", "menprovning"]),
)
blocks = st.builds(
    Sparr,
    st.sampled_from([*UNITS, "unknown"]),
    st.sampled_from(sorted(CONTROLLERS)),
    st.sampled_from(["inner", "outer"]),
)
subjects = st.builds(
    Subject,
    listed_at=st.none() | st.sampled_from(UNITS),
    consents=st.lists(consents, max_size=2).map(tuple),
    concerned=units,
    enrolled_at=units,
    protected=st.booleans(),
    served_by=providers,
    treated_by=providers,
    blocks=st.lists(blocks, max_size=2).map(tuple),
    informed=st.booleans(),
    objected=st.booleans(),
    incapable=st.booleans(),
    emergencies=employees,
    allowed=employees,
)
strangers = st.builds(
    Party,
    st.sampled_from(["", "ALDRE_SSK", "läkare"]),  # type: ignore[arg-type]
    st.sampled_from(UNITS),
    st.sampled_from(sorted(CONTROLLERS.values(), key=lambda one: one.id)),
    st.none() | st.just(ME),
)
known = st.builds(
    lambda party, who: replace(party, employee=who),
    st.sampled_from(sorted(PARTIES.values(), key=lambda party: (party.unit, party.role))),
    st.none() | st.just(ME),
)
parties = known | strangers
controllers = st.sampled_from([*CONTROLLERS, "nobody-knows", ""])
data = st.builds(
    Datum,
    st.sampled_from(Category),
    controllers,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(UNITS),
)


@given(parties, subjects, data)
def test_every_question_has_an_answer_with_a_reason(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, LAW, NOW)
    assert found.because
    assert (found.basis is Basis.NONE) == (found.level in (Level.NOTHING, Level.EXISTS))
    assert isinstance(hears_name(party, subject, LAW, NOW), bool)


@given(strangers, subjects, data)
def test_a_role_that_no_line_names_sees_nothing(
    party: Party, subject: Subject, asked: Datum
) -> None:
    assert sight(party, subject, asked, LAW, NOW).level is Level.NOTHING
    assert not hears_name(party, subject, LAW, NOW)


@given(parties, subjects, data)
def test_a_consent_more_never_takes_anything_away(
    party: Party, subject: Subject, asked: Datum
) -> None:
    before = sight(party, subject, asked, LAW, NOW)
    more = replace(subject, consents=(*subject.consents, *a_consent("given")))
    assert sight(party, more, asked, LAW, NOW).level >= before.level
    assert hears_name(party, more, LAW, NOW) >= hears_name(party, subject, LAW, NOW)


@given(parties, subjects, data, blocks)
def test_a_block_more_never_opens_anything(
    party: Party, subject: Subject, asked: Datum, block: Sparr
) -> None:
    more = replace(subject, blocks=(*subject.blocks, block))
    assert sight(party, more, asked, LAW, NOW).level <= sight(party, subject, asked, LAW, NOW).level


@given(parties, subjects, data)
def test_an_objection_never_opens_anything(party: Party, subject: Subject, asked: Datum) -> None:
    before, after = replace(subject, objected=False), replace(subject, objected=True)
    assert sight(party, after, asked, LAW, NOW).level <= sight(party, before, asked, LAW, NOW).level
    assert hears_name(party, after, LAW, NOW) <= hears_name(party, before, LAW, NOW)


@given(parties, subjects, data, st.sampled_from(sorted(OPTIONAL)))
def test_a_basis_fewer_never_opens_anything(
    party: Party, subject: Subject, asked: Datum, without: Basis
) -> None:
    fewer = Law(CONTROLLERS, LAW.units, frozenset(Basis) - {without})
    after = sight(party, subject, asked, fewer, NOW)
    assert after.basis is not without
    assert after.level <= sight(party, subject, asked, LAW, NOW).level


@given(parties, subjects, data, employees, employees)
def test_a_board_never_shows_what_is_one_employees_own(
    party: Party, subject: Subject, asked: Datum, opened: tuple[str, ...], listed: tuple[str, ...]
) -> None:
    """A nödöppning, a consent to one person, a place on a protected person's list."""
    board = replace(party, employee=None)
    to_all = tuple(one for one in subject.consents if one.employee is None)
    bare = replace(subject, emergencies=(), allowed=(), consents=to_all)
    own = [one for one in subject.consents if one.employee is not None and one.state == "given"]
    rich = replace(bare, emergencies=opened, allowed=listed, consents=(*to_all, *own))
    assert sight(board, rich, asked, LAW, NOW) == sight(board, bare, asked, LAW, NOW)


@given(parties, subjects, data)
def test_without_care_notice_or_the_persons_word_nothing_of_another_provider_is_seen(
    party: Party, subject: Subject, asked: Datum
) -> None:
    alone = replace(
        subject, listed_at=None, concerned=(), enrolled_at=(), consents=(), served_by=(),
        treated_by=(), emergencies=(),
    )  # fmt: skip
    found = sight(party, alone, asked, LAW, NOW)
    if asked.category is not Category.D9 and asked.controller != party.provider.id:
        assert found.level <= Level.EXISTS
        assert found.level is Level.NOTHING or asked.category is Category.D0


@given(parties, subjects, st.builds(Datum, st.just(Category.D7), controllers, st.booleans()))
def test_the_extra_sensitive_stays_where_it_is(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, LAW, NOW)
    if found.level > Level.EXISTS and found.basis is not Basis.SVOD_EMERGENCY:
        assert asked.controller == party.provider.id
        assert found.basis is Basis.OWN_CARE
        assert party.provider.kind == "vardgivare"


@given(parties, subjects, data)
def test_social_care_gets_nothing_of_care_by_incapacity_and_nothing_by_emergency(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, LAW, NOW)
    assert found.basis is not Basis.SVOD_EMERGENCY or party.role in CARE
    if found.basis is Basis.SVOD_INCAPACITY and party.role in SOCIAL:
        assert asked.category is Category.D6
        assert CONTROLLERS[asked.controller].kind == "omsorgsgivare"


@given(parties, subjects)
def test_a_name_is_heard_on_the_basis_that_is_logged(party: Party, subject: Subject) -> None:
    basis = name_basis(party, subject, LAW, NOW)
    match basis:
        case Basis.OWN_CARE:
            assert party.unit == subject.listed_at or party.provider.id in subject.treated_by
        case Basis.STATUTORY_NOTICE_L612:
            assert party.unit in subject.concerned
        case Basis.SVOD_CONSENT | Basis.INDIVIDUAL_DISCLOSURE:
            mine = any(one.employee == ME for one in subject.consents)
            assert shares(party.unit, subject, NOW) or mine
        case Basis.SVOD_INCAPACITY:
            assert subject.incapable
            assert party.role in CARE
        case Basis.SVOD_EMERGENCY:
            assert party.employee in subject.emergencies
        case _:
            assert basis is Basis.NONE
            assert not hears_name(party, subject, LAW, NOW)
    if party.role not in OWN or (subject.protected and party.employee not in subject.allowed):
        assert basis is Basis.NONE
    assert basis in (*ALWAYS, *OPTIONAL)


@given(subjects)
def test_only_a_no_to_sharing_is_a_refusal(subject: Subject) -> None:
    """A no to a SIP is no no to the huddle, and whoever took a yes back may be asked again."""
    said = {(c.purpose, c.state) for c in subject.consents}
    expected = bool(said & {("utlamnande", "refused"), ("sammanhallen", "refused")})
    assert refused(subject) is (expected or subject.objected)
