"""Every refusal has a status, a close code and a Swedish title; the detail reaches the caller."""

import pytest

from app.errors import FieldError, Refusal, Rejected, close_code, problem


def refusals() -> list[type[Refusal]]:
    """Those that any door may meet; what one door has made for itself is its own."""
    return [
        Refusal,
        *(one for one in Refusal.__subclasses__() if one.__module__ == Refusal.__module__),
    ]


@pytest.mark.parametrize("kind", refusals())
def test_a_refusal_is_told_with_its_word(kind: type[Refusal]) -> None:
    told = problem(kind("kvarten är redan igång"))
    assert told.detail == "kvarten är redan igång"
    assert 400 <= told.status < 600
    assert told.title
    assert close_code(kind("")) in range(4000, 5000)


def test_no_two_refusals_look_the_same_to_a_caller() -> None:
    told = [problem(kind("")) for kind in refusals()]
    assert len({t.type for t in told}) == len({t.status for t in told}) == len(told)


def test_what_was_wrong_is_named_by_its_field() -> None:
    wrong = FieldError("data.period.end", "Datumet finns inte")
    body = problem(Rejected("Händelsen går inte att läsa", fields=(wrong,))).body()
    assert body["fields"] == ({"field": "data.period.end", "says": "Datumet finns inte"},)
    assert body["type"] == "urn:kvarten:problem:rejected"
