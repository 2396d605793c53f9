"""Render: of a row a viewer gets what its facts allow, else a neutral line, else nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.access.subject import Subject
from app.huddle.matter import Stood
from app.huddle.messages import Content, OwnAction, RowView
from app.huddle.render import (
    Audience,
    Seeing,
    account,
    awaits_consent,
    neutral_text,
    render,
)
from app.huddle.verdict import Answer, Step
from app.people.person import Consent
from tests.sights import (
    CALLED,
    DAY,
    DESKS,
    HOME_HELP,
    HSL,
    LAW,
    NEEDS,
    NOW,
    PARTIES,
    PRIVATE_HELP,
    PRIVATE_VC,
    PUD,
    SEEING,
    VC,
    WALL,
    a_consent,
    a_fact,
    a_matter,
    a_reason,
    a_row,
    a_stamp,
    a_subject,
    letters,
    seen,
)

OTHERS = ["hsl", "planerare", "privplan", "bistand"]
NOTICED = Subject(VC, (), (HOME_HELP, NEEDS))
NEUTRAL = RowView("r1", "mine", None, None, 0, Content("Gunborg Öhrnäs"))
AGED = a_fact("D6", "omsorg")
"""A fact of the municipality's social care: not for a private home help, with consent or without."""


def content(who: str, matter: Any) -> Content:
    view = seen(who, matter)
    assert view is not None
    return view.content


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("consent", ["none", "refused", "ended", "voided", "expired", "sip_only"])
def test_without_consent_there_is_no_row(who: str, consent: str) -> None:
    matter = a_matter(subject=a_subject(consent))
    assert seen(who, matter) is None
    assert seen("ssk", matter) is not None


@pytest.mark.parametrize("who", ["planerare", "bistand"])
@pytest.mark.parametrize("consent", ["none", "refused", "ended"])
def test_a_berord_enhet_gets_the_name_the_planned_day_and_nothing_more(
    who: str, consent: str
) -> None:
    subject = replace(NOTICED, consents=a_consent(consent))
    puds = {HOME_HELP: PUD, NEEDS: PUD}
    assert seen(who, a_matter(subject=subject, puds=puds)) == replace_content(pud=PUD)
    assert seen(who, a_matter(subject=subject)) == NEUTRAL
    assert seen("hsl", a_matter(subject=subject)) is None


def replace_content(**told: Any) -> RowView:
    return RowView("r1", "mine", None, None, 0, Content("Gunborg Öhrnäs", **told))


def test_each_berord_enhet_gets_the_planned_day_that_it_was_told() -> None:
    later = PUD + DAY
    matter = a_matter(subject=NOTICED, puds={HOME_HELP: PUD, NEEDS: later})
    assert [content(who, matter).pud for who in ("planerare", "bistand")] == [PUD, later]


def test_a_neutral_line_bears_its_own_units_action_alone() -> None:
    mine = OwnAction("a1", neutral_text("Gunborg Öhrnäs"), PUD, "assigned")
    row = a_row(a_matter(subject=NOTICED))
    view = render(row, DESKS["planerare"], SEEING, [mine])
    assert view == replace_content(own_actions=[mine])
    assert mine.text == "Kontakta vårdcentralen om Gunborg Öhrnäs"
    assert render(a_row(a_matter(subject=a_subject())), DESKS["planerare"], SEEING, [mine]) is None


def test_one_unseen_fact_of_the_decisive_reason_hides_the_row() -> None:
    matter = a_matter(a_reason("x", a_fact("D2"), a_fact("D7")), a_reason("lesser"))
    for who in OTHERS:
        assert seen(who, matter) is None, "not even the lesser reason, which each could see"
    neutral = replace(matter, subject=replace(matter.subject, concerned=(HOME_HELP,)))
    assert seen("planerare", neutral) == NEUTRAL


def test_a_lesser_reason_with_an_unseen_fact_is_left_out() -> None:
    matter = a_matter(a_reason("decisive"), a_reason("secret", AGED), a_reason("third"))
    assert [one.rule for one in content("bistand", matter).reasons] == [
        "decisive",
        "secret",
        "third",
    ]
    told = content("privplan", matter)
    assert [one.rule for one in told.reasons] == ["decisive", "third"]
    assert "secret" not in str(told)


def test_how_often_a_row_has_come_back_is_told_to_those_who_see_why() -> None:
    """The count, the mark and its words go with the reason that they are about."""
    stood = (Stood(1), Stood(4, "atersand", "Hinner inte"))
    matter = a_matter(a_reason("decisive"), a_reason("secret", AGED), stood=stood)
    whole, part = content("bistand", matter), content("privplan", matter)
    assert (whole.mornings, whole.mark, whole.mark_text) == (4, "atersand", "Hinner inte")
    assert (part.mornings, part.mark, part.mark_text) == (1, None, None)


def test_two_episodes_of_one_rule_are_two_reasons() -> None:
    matter = a_matter(
        a_reason("x"), a_reason("x", a_fact("D7"), sentence="Hemligt.", episode="k/2")
    )
    assert [one.sentence for one in content("planerare", matter).reasons] == ["Skäl x."]
    view = seen("planerare", matter)
    assert view is not None
    told = account(matter, view, DESKS["planerare"], SEEING)
    assert letters(told) == ("D1,D2,D4", "D7", "INDIVIDUAL_DISCLOSURE")


def test_frailty_is_shown_hidden_or_missing() -> None:
    matter = a_matter(cfs_fact=a_fact("D4", "privatvard"), subject=a_subject("none"))
    told = content("ssk", matter)
    assert (told.cfs, told.cfs_state) == (None, "hidden")
    told = content("ssk", a_matter())
    assert (told.cfs, told.cfs_state) == (7, "known")
    told = content("ssk", a_matter(cfs=None, cfs_state="missing", cfs_fact=None))
    assert (told.cfs, told.cfs_state) == (None, "missing")


def test_a_proposed_owner_who_was_chosen_by_an_unseen_enrolment_is_not_named() -> None:
    matter = a_matter(owner_fact=AGED)
    told = {who: content(who, matter).proposal for who in ("ssk", "bistand", "privplan")}
    assert [one and one.owner for one in told.values()] == [HOME_HELP, HOME_HELP, None]
    assert told["privplan"] is not None
    assert (told["privplan"].owner_text, told["privplan"].what) == ("", "Gör akut-ej-inlagd")


@pytest.mark.parametrize("missing", [HSL, HOME_HELP, PRIVATE_HELP, NEEDS])
def test_the_wall_shows_what_everyone_called_may_see(missing: str) -> None:
    everyone = a_row(a_matter())
    assert render(everyone, WALL, SEEING) is not None
    units = tuple(party.unit for party in CALLED if party.unit != missing)
    consents = (a_consent("given")[0].but(units=units),)
    one_short = replace(a_subject("given"), consents=consents, concerned=(HOME_HELP, NEEDS))
    assert render(a_row(a_matter(subject=one_short)), WALL, SEEING) is None, (
        "no neutral line either"
    )


def test_the_wall_leaves_out_what_one_of_the_called_may_not_see() -> None:
    matter = a_matter(a_reason("decisive"), a_reason("secret", AGED), owner_fact=AGED)
    view = render(a_row(matter), WALL, SEEING)
    assert view is not None
    assert [one.rule for one in view.content.reasons] == ["decisive"]
    assert view.content.proposal is not None
    assert view.content.proposal.owner is None
    assert render(a_row(a_matter(a_reason("x", AGED))), WALL, SEEING) is None


def test_the_wall_names_nobody_and_awaits_no_consent() -> None:
    view = render(a_row(a_matter()), WALL, SEEING)
    assert view is not None
    told = view.content
    assert (told.name, told.birth_year, told.age) == ("G.Ö.", 1934, None)
    assert told.awaiting_consent is False
    alone = replace(SEEING, called=(PARTIES["ssk"],))
    listed = Audience("room", (PARTIES["ssk"],), staff=False)
    view = render(a_row(a_matter(subject=a_subject())), listed, alone)
    assert view is not None, "one who is called alone hears of those who have not been asked"
    assert view.content.awaiting_consent is False


AWAITS = [
    ("none", True, "nobody has asked"),
    ("refused", False, "asked and answered"),
    ("ended", True, "taken back: may be asked again"),
    ("voided", True, "the yes was never given"),
    ("not_begun", True, "not yet"),
    ("given", False, "everyone called may hear"),
    ("this_unit", True, "given to the centre: the others may not hear yet"),
    ("sip_only", True, "a SIP is no huddle"),
]


@pytest.mark.parametrize(("consent", "awaits", "why"), AWAITS)
def test_only_the_centres_own_staff_read_that_consent_is_awaited(
    consent: str, awaits: bool, why: str
) -> None:
    matter = a_matter(subject=a_subject(consent, PARTIES["ssk"]))
    assert awaits_consent(matter, SEEING) is awaits, why
    assert content("ssk", matter).awaiting_consent is awaits
    no_staff = replace(DESKS["ssk"], staff=False)
    view = render(a_row(matter), no_staff, SEEING)
    assert view is not None
    assert view.content.awaiting_consent is False


def test_only_the_centres_own_staff_read_that_something_is_blocked() -> None:
    matter = a_matter(subject=a_subject("given"), blocked=True)
    told = {who: content(who, matter).blocked for who in ("ssk", *OTHERS) if seen(who, matter)}
    assert told.pop("ssk") is True
    assert told
    assert not any(told.values())
    wall = render(a_row(matter), WALL, SEEING)
    assert wall is not None
    assert wall.content.blocked is False


def test_of_whoever_cannot_take_a_stand_nobody_can_ask() -> None:
    waits = a_matter(subject=replace(a_subject("none"), incapable=True))
    assert (content("ssk", waits).awaiting_consent, content("ssk", waits).incapable) == (True, True)
    allowed = a_matter(subject=replace(a_subject("given"), incapable=True))
    assert content("ssk", allowed).incapable is False
    assert content("planerare", allowed).incapable is False


@pytest.mark.parametrize("audience", [*DESKS.values(), WALL])
def test_a_protected_person_is_on_no_board(audience: Audience) -> None:
    subject = Subject(VC, a_consent("given"), tuple(p.unit for p in CALLED), (), protected=True)
    assert render(a_row(a_matter(subject=subject)), audience, SEEING) is None


def test_a_notice_is_a_row_for_the_centre_and_a_neutral_line_for_the_others() -> None:
    private = PARTIES["privssk"]
    seeing = Seeing(LAW, (private, PARTIES["privplan"]), NOW)
    subject = Subject(PRIVATE_VC, (), (PRIVATE_VC, PRIVATE_HELP))
    matter = a_matter(a_reason("pud-nara", a_fact(notice=True)), subject=subject, cfs_fact=None)
    whole = render(a_row(matter), Audience("desk", (private,), staff=True), seeing)
    assert whole is not None
    assert whole.place == "now"
    told = account(matter, whole, DESKS["privssk"], seeing)
    assert letters(told) == ("D1,D2", "", "STATUTORY_NOTICE_L612")
    assert render(a_row(matter), DESKS["privplan"], seeing) == NEUTRAL
    over = replace(matter, subject=replace(subject, concerned=()))
    assert render(a_row(over), DESKS["privssk"], seeing) is None
    assert render(a_row(over), DESKS["privplan"], seeing) is None


def test_a_consent_that_ends_in_mid_huddle_ends_the_row_at_that_instant() -> None:
    until = NOW + timedelta(minutes=5)
    consent = Consent(a_stamp(), "utlamnande", "given", NOW - DAY, until)
    row = a_row(a_matter(subject=Subject(VC, (consent,))))
    for seconds, there in ((-1, True), (0, False), (1, False)):
        now = until + timedelta(seconds=seconds)
        view = render(row, DESKS["planerare"], replace(SEEING, now=now))
        assert (view is not None) is there


STEPS = (Step("är minst 65 år", Answer.JA), Step("har CFS minst 7", Answer.NEJ))


@pytest.mark.parametrize(
    ("who", "steps", "facts", "comment"),
    [
        ("ssk", ["är minst 65 år", "har CFS minst 7"], 1, "the centre's own staff judged it"),
        ("planerare", ["är minst 65 år"], 1, "that CFS is below 7 is as secret as the score"),
        ("wall", [], 0, "the wall says why in a sentence, and no more"),
    ],
)
def test_why_is_told_as_data_as_far_as_its_facts_are_seen(
    who: str, steps: list[str], facts: int, comment: str
) -> None:
    one = replace(a_reason("akut"), steps=STEPS)
    row = a_row(a_matter(one))
    view = render(row, WALL if who == "wall" else DESKS[who], SEEING)
    assert view is not None
    [told] = view.content.reasons
    assert [step.text for step in told.because] == steps, comment
    assert len(told.facts) == facts, comment
    assert (told.rule, told.version) == ("akut", "1")
