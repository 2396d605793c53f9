"""What holds of sight whatever is asked: it always answers, and what no line allows is denied."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.access.policy import (
    WITH_CONSENT,
    Basis,
    Datum,
    Level,
    Party,
    Subject,
    hears_name,
    name_basis,
    refused,
    shares,
    sight,
)
from app.events.kinds import Category
from app.people.person import Consent
from tests.sights import CONTROLLERS, DAY, NOW, PARTIES, a_consent, a_stamp

UNITS = [party.unit for party in PARTIES.values()]
instants = st.sampled_from([NOW - DAY, NOW - timedelta(microseconds=1), NOW, NOW + DAY])
consents = st.builds(
    Consent,
    st.just(a_stamp()),
    st.sampled_from(["utlamnande", "sammanhallen", "sip"]),
    st.sampled_from(["given", "refused", "ended", "voided"]),
    st.none() | instants,
    st.none() | instants,
    st.lists(st.sampled_from([*UNITS, "unknown"]), max_size=2).map(tuple),
)
units = st.lists(st.sampled_from([*UNITS, "unknown"]), max_size=3).map(tuple)
subjects = st.builds(
    Subject,
    st.none() | st.sampled_from(UNITS),
    st.lists(consents, max_size=2).map(tuple),
    units,
    units,
    st.booleans(),
)
strangers = st.builds(
    Party,
    st.sampled_from(["systemadmin", "", "ALDRE_SSK", "logg_granskare"]),
    st.sampled_from(UNITS),
    st.sampled_from(sorted(CONTROLLERS.values(), key=lambda one: one.id)),
)
known = st.sampled_from(sorted(PARTIES.values(), key=lambda party: (party.unit, party.role)))
parties = known | strangers
controllers = st.sampled_from([*CONTROLLERS, "nobody-knows", ""])
data = st.builds(Datum, st.sampled_from(Category), controllers, st.booleans(), st.booleans())


@given(parties, subjects, data)
def test_every_question_has_an_answer_with_a_reason(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, CONTROLLERS, NOW)
    assert found.because
    assert (found.basis is Basis.NONE) == (found.level in (Level.NOTHING, Level.EXISTS))
    assert isinstance(hears_name(party, subject, NOW), bool)


@given(strangers, subjects, data)
def test_a_role_that_no_line_names_sees_no_person(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, CONTROLLERS, NOW)
    if asked.category is Category.D9:
        assert found.basis is Basis.AGGREGATE
    else:
        assert found.level is Level.NOTHING
    assert not hears_name(party, subject, NOW)


@given(parties, subjects, data)
def test_a_consent_more_never_takes_anything_away(
    party: Party, subject: Subject, asked: Datum
) -> None:
    before = sight(party, subject, asked, CONTROLLERS, NOW)
    more = replace(subject, consents=(*subject.consents, *a_consent("given")))
    assert sight(party, more, asked, CONTROLLERS, NOW).level >= before.level
    assert hears_name(party, more, NOW) >= hears_name(party, subject, NOW)


@given(parties, subjects, data)
def test_without_care_notice_or_consent_nothing_of_another_provider_is_seen(
    party: Party, subject: Subject, asked: Datum
) -> None:
    alone = replace(subject, listed_at=None, concerned=(), enrolled_at=(), consents=())
    found = sight(party, alone, asked, CONTROLLERS, NOW)
    if asked.category is not Category.D9 and asked.controller != party.provider.id:
        assert found.level <= Level.EXISTS
        assert found.level is Level.NOTHING or asked.category is Category.D0


@given(parties, subjects, st.builds(Datum, st.just(Category.D7), controllers, st.booleans()))
def test_the_extra_sensitive_stays_where_it_is(
    party: Party, subject: Subject, asked: Datum
) -> None:
    found = sight(party, subject, asked, CONTROLLERS, NOW)
    if found.level is not Level.NOTHING:
        assert asked.controller == party.provider.id
        assert found.basis is Basis.OWN_CARE
        assert party.provider.kind == "vardgivare"


@given(parties, subjects)
def test_a_name_is_heard_on_the_basis_that_is_logged(party: Party, subject: Subject) -> None:
    basis = name_basis(party, subject, NOW)
    match basis:
        case Basis.OWN_CARE:
            assert (party.role, party.unit) == ("aldre_ssk", subject.listed_at)
        case Basis.STATUTORY_NOTICE_L612:
            assert party.unit in subject.concerned
        case Basis.SVOD_CONSENT:
            assert shares(party.unit, subject, NOW)
        case _:
            assert basis is Basis.NONE
            assert not hears_name(party, subject, NOW)
    if subject.protected or party.role not in WITH_CONSENT:
        assert basis is Basis.NONE


@given(subjects)
def test_only_a_no_to_sharing_is_a_refusal(subject: Subject) -> None:
    """A no to a SIP is no no to the huddle, and whoever took a yes back may be asked again."""
    said = {(c.purpose, c.state) for c in subject.consents}
    expected = bool(said & {("utlamnande", "refused"), ("sammanhallen", "refused")})
    assert refused(subject) is expected
