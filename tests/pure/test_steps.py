"""Steps: a person as known at each instant is the fold of what had come by then, whatever order it came in."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import Event
from app.people.fold import fold
from app.people.steps import known_at, steps
from tests.builders import NOW, events

HOUR = timedelta(hours=1)
LINES = [
    "30 h sedan ed.visit.registered samband=a",
    "28 h sedan ed.visit.closed outcome=home samband=a",
    "20 h sedan inpatient.admitted samband=b",
    "10 h sedan inpatient.discharged disposition=home samband=b",
    "5 h sedan phone.contact channel=vc result=reached",
    "3 h sedan cfs.assessed score=6",
]
TOLD = events(*LINES)
INSTANTS = [NOW - n * HOUR for n in (29, 24, 12, 6, 2, 0)]
DELAYS = st.lists(st.sampled_from([0, 1, 7, 26]), min_size=len(LINES), max_size=len(LINES))
CORRECTED = st.sampled_from([None, 2, 4])


def late(delays: list[int], cancelled: int | None) -> list[Event]:
    """The events as each came so many hours after it happened; one of them taken back at last."""
    first, *rest = TOLD
    told = [first.but(received_at=NOW - 40 * HOUR, history=False)]
    told += [
        one.but(recorded_at=one.occurred_at + n * HOUR, received_at=one.occurred_at + n * HOUR)
        for one, n in zip(rest, delays, strict=True)
    ]
    if cancelled is not None:
        at = told[cancelled].received_at + 3 * HOUR
        told.append(
            told[cancelled].but(
                ref="exempel/99", corrects=told[cancelled].ref, correction="cancel", body=None,
                recorded_at=at, received_at=at,
            )
        )  # fmt: skip
    return told


@given(DELAYS, CORRECTED)
def test_stepping_forward_is_folding_what_had_come(
    delays: list[int], cancelled: int | None
) -> None:
    told = late(delays, cancelled)
    found = [step.person for step in steps(told, INSTANTS)]
    assert found == [fold([e for e in told if known_at(e) <= at]) for at in INSTANTS]


@given(DELAYS)
def test_a_step_is_fresh_when_something_came_and_only_then(delays: list[int]) -> None:
    told = late(delays, None)
    before = None
    for at, step in zip(INSTANTS, steps(told, INSTANTS), strict=True):
        came = [e for e in told if (before is None or known_at(e) > before) and known_at(e) <= at]
        assert step.fresh is bool(came)
        before = at


def test_what_was_loaded_as_history_is_known_from_when_it_was_recorded() -> None:
    loaded = TOLD[2].but(history=True, received_at=NOW)
    assert known_at(loaded) == TOLD[2].recorded_at
    assert known_at(TOLD[2].but(received_at=NOW)) == NOW
