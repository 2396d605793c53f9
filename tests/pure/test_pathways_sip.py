"""A SIP from proposal to close: how far it has come, whether it holds, and when it is to be followed up."""

import pytest

from app.pathways.sip import sip
from tests.builders import a_person
from tests.pathways import clocks, reached, tracker

PROPOSED = "60 dygn sedan sip.proposed samband=p"
YES = "55 dygn sedan consent.given purpose=sip start=-55d"
CALLED = "50 dygn sedan samsa.sip_kallelse sent_at=-50d invited= samband=s"
HELD = "40 dygn sedan sip.held held_at=-40d samband=p"
MADE = "40 dygn sedan sip.created valid_from=-40d samband=p"
AGAIN = "10 dygn sedan sip.followed_up on=-10d samband=p"
CLOSED = "1 dygn sedan sip.closed samband=p"
ALL = [PROPOSED, YES, CALLED, HELD, MADE, AGAIN, CLOSED]
STEPS = ["proposed", "consented", "called", "held", "followed_up", "closed"]

STAGES = [
    # events, stage, open, steps reached, comment
    ([], None, None, [], "nobody has thought of one"),
    (ALL[:1], "proposed", True, STEPS[:1], ""),
    (ALL[:2], "consented", True, STEPS[:2], ""),
    (ALL[:3], "called", True, STEPS[:3], ""),
    (ALL[:4], "held", True, STEPS[:4], ""),
    (ALL[:5], "held", True, STEPS[:4], "held and made"),
    (ALL[:6], "followed_up", True, STEPS[:5], ""),
    (ALL, "closed", False, STEPS, ""),
    ([PROPOSED, "50 dygn sedan sip.declined samband=p"], "declined", False, ["proposed"], "a no"),
    ([PROPOSED, "50 dygn sedan consent.refused purpose=sip"], "proposed", True, ["proposed"], "no consent"),
    ([PROPOSED, YES, "50 dygn sedan consent.ended purpose=sip"], "proposed", True, ["proposed"], "taken back"),
    ([MADE], "held", True, ["held"], "told of only when it was made"),
    (["45 dygn sedan samsa.sip_kallelse sent_at=-45d invited= samband=s", MADE], "held", True, ["called", "held"], "never proposed"),
    (["9 dygn sedan samsa.sip_kallelse sent_at=-9d invited= samband=s"], "called", True, ["called"], "a call alone"),
    (["95 dygn sedan samsa.sip_kallelse sent_at=-95d invited= samband=s"], None, None, [], "an old one"),
    ([MADE, "9 dygn sedan samsa.sip_kallelse sent_at=-9d invited= samband=s"], "held", True, ["held"], "a call to another meeting"),
    ([*ALL, "9 h sedan samsa.sip_kallelse sent_at=-9h invited= samband=t"], "called", True, ["called"], "a new one after the old was closed"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "stage", "is_open", "steps", "comment"), STAGES)
def test_a_sip_goes_from_proposed_to_closed(
    lines: list[str], stage: str | None, is_open: bool | None, steps: list[str], comment: str
) -> None:
    found = tracker(sip, *lines)
    if stage is None:
        assert found is None, comment
        return
    assert (found.stage, found.open, reached(found)) == (stage, is_open, steps), comment


HOLDS = [
    # events, notes, comment
    ([PROPOSED], ("not_made",), ""),
    ([MADE], ("valid",), "made 40 days ago, and no consent told of is no flaw"),
    ([YES, MADE], ("valid",), ""),
    ([YES, MADE, "9 dygn sedan consent.ended purpose=sip"], ("consent_ended",), "the consent was taken back"),
    ([YES, MADE, "9 dygn sedan consent.refused purpose=sip"], ("consent_ended",), ""),
    (["9 dygn sedan consent.ended purpose=utlamnande", MADE], ("valid",), "another consent"),
    ([MADE + " next_followup_on=-0d"], ("valid",), "the follow-up is today"),
    ([MADE + " next_followup_on=-1d"], ("followup_passed",), "it was yesterday"),
    (["365 dygn sedan sip.created valid_from=-365d"], ("valid",), "a year to the day"),
    (["366 dygn sedan sip.created valid_from=-366d"], ("old",), "and a day more"),
    (["400 dygn sedan sip.created valid_from=-400d samband=p", AGAIN], ("valid",), "followed up since"),
    (["400 dygn sedan sip.created valid_from=-400d next_followup_on=-200d"], ("followup_passed", "old"), "both"),
    ([PROPOSED, "50 dygn sedan sip.declined samband=p"], ("declined",), ""),
    ([MADE, CLOSED], ("closed",), ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "notes", "comment"), HOLDS)
def test_whether_a_sip_holds_and_if_not_why(
    lines: list[str], notes: tuple[str, ...], comment: str
) -> None:
    assert tracker(sip, *lines).notes == notes, comment


FOLLOW_UPS = [
    # events, the follow-up is late from, how it stands, comment
    ([PROPOSED], None, None, "nothing to follow up"),
    ([MADE], "2027-01-14 00.00", "running", "90 days from when it was made"),
    ([MADE + " next_followup_on=+9d"], "2026-12-04 00.00", "running", "the day that was set is sooner"),
    ([MADE + " next_followup_on=+200d"], "2027-01-14 00.00", "running", "and if it is later, 90 days"),
    (["95 dygn sedan sip.created valid_from=-95d"], "2026-11-20 00.00", "passed", ""),
    (["95 dygn sedan sip.created valid_from=-95d samband=p", AGAIN], "2027-02-13 00.00", "running", "from the last follow-up"),
    ([MADE, CLOSED], None, None, "a closed one has no clock"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "late", "state", "comment"), FOLLOW_UPS)
def test_a_sip_is_followed_up_within_90_days(
    lines: list[str], late: str | None, state: str | None, comment: str
) -> None:
    found = clocks(tracker(sip, *lines))
    assert found == ({} if late is None else {"followup": (late, state)}), comment


def test_who_is_not_told_of_consents_gets_no_step_and_no_flaw_of_them() -> None:
    from app.pathways.sip import sip as told
    from tests.builders import a_morning

    person = a_person(PROPOSED, YES, MADE, "9 dygn sedan consent.ended purpose=sip")
    found = told(person.but(consents=()), a_morning())
    assert found is not None
    assert (found.notes, "consented" in reached(found)) == (("valid",), False)


def test_it_says_who_is_with_in_it() -> None:
    found = tracker(sip, f"{MADE} parties=kp,tandvard,anhorig")
    assert found.parties == ("kp", "tandvard", "anhorig")
