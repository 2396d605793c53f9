"""The demo's morning: judged by the rules that ship, every centre has something to take up."""

from collections import Counter
from datetime import date

import pytest

from app.huddle.verdict import Answer, Urgency
from tests.small_demo import judged, small

EACH = {
    "akut-ej-inlagd", "akut-kvar", "ambulans-ej-transport", "mobilt-team", "inskriven", "pud-nara",
    "hemgang-72", "utskrivningsklar", "planerad-ej-inskriven", "trygghetslarm",
    "hemtjanst-avvikelse", "lakarbedomning", "jour-insats", "aldretelefon", "mangsokare",
    "sip-uppfoljning", "avliden",
}  # fmt: skip
"""What a morning always has some of; the rest of the rules have a person now and then."""
MORNINGS = [
    date(2026, 11, 24),  # an ordinary Tuesday
    date(2027, 3, 30),  # after Easter: five days, and the night the clocks changed
]


@pytest.mark.parametrize("morning", MORNINGS)
def test_the_demos_own_centre_meets_everything_there_is(morning: date) -> None:
    rows = [(person, reasons) for _, person, reasons in judged(small(morning)) if reasons]
    reasons = [reason for _, found in rows for reason in found]
    assert {reason.rule for reason in reasons if not reason.line} >= EACH
    each = Counter(found[0].rule for _, found in rows)
    assert max(each.values()) <= 8, "a few of each: what is repeated is not read"
    assert 8 <= len(rows) <= 40
    assert any(reason.urgency is Urgency.ROD for reason in reasons)
    assert any(reason.answer is Answer.OKLART for reason in reasons)
    assert any(len({reason.rule for reason in found}) > 2 for _, found in rows), "several reasons"
    assert any("4:e besöket" in reason.sentence for reason in reasons)
    assert any(not person.consents for person, _ in rows)
    assert {"given", "refused"} <= {c.state for person, _ in rows for c in person.consents}


def test_the_weeks_round_has_some_of_each_register_and_not_dozens() -> None:
    found = [reasons for *_, reasons in judged(small(MORNINGS[0]), "weekly") if reasons]
    each = Counter(reason.rule for reasons in found for reason in reasons if not reason.line)
    assert each.keys() == {
        "sip-saknas", "sip-uppfoljning", "fast-kontakt-saknas", "lakemedelsgenomgang",
        "arskontroll",
    }  # fmt: skip
    assert max(each.values()) <= 20
    assert 10 <= len(found) <= 40


def test_a_private_centre_has_rows_by_consent_and_holds_the_rest() -> None:
    told = small(date(2026, 11, 24), private=True)
    private = told.region.places[-1].centre
    rows = [person for centre, person, reasons in judged(told) if centre == private and reasons]
    assert len(rows) >= 5
    shared = [any(c.state == "given" for c in person.consents) for person in rows]
    assert sum(shared) >= len(rows) * 0.8
