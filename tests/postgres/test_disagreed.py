"""Oenighet om ansvar: lifted with how both see it, to the group that the centre has named."""

from uuid import uuid4

import pytest

from app.errors import Refused
from app.huddle.board import Decision, View
from tests.doors import get
from tests.houses import CENTRE, HOME_HELP, NEEDS, consent, home_from_ed, registered, tell
from tests.rooms import EIGHT, MINUTE, decide, row_of, start

REASON = "Oense om ansvar"
OURS, THEIRS = View(CENTRE, "Kommunen har tagit över"), View(NEEDS, "Beslut saknas")


async def begun(house, *views: View, kind: str = "lift"):
    await tell(house, registered(), home_from_ed(), consent())
    built = await start(house)
    one = Decision(str(uuid4()), kind, reason=REASON, views=views)  # type: ignore[arg-type]
    await decide(house, built, row_of(built, "Gunborg"), one, EIGHT + MINUTE)


async def test_a_disagreement_stands_in_the_week_with_both_views_and_who_settles_it(house) -> None:
    await begun(house, OURS, THEIRS)
    [row] = (await get(house, "aldre-ssk", f"/api/lifted/{CENTRE}")).json()["rows"]
    units, group = house.organisation.units, house.organisation.centres[CENTRE].group
    assert (row["reason"], row["group"]) == (REASON, group)
    assert group, "the demo's centres have named one"
    assert row["views"] == [
        {"name": units[one.unit].short, "text": one.text} for one in (OURS, THEIRS)
    ]


async def test_those_who_see_no_persons_are_told_who_disagree(house) -> None:
    await begun(house, OURS, THEIRS)
    [row] = (await get(house, "chef", f"/api/periods/{CENTRE}/2026-v47")).json()["lifted"]
    units = house.organisation.units
    assert row["parties"] == [units[CENTRE].short, units[NEEDS].short]


async def test_what_is_lifted_for_another_reason_names_nobody(house) -> None:
    await begun(house)
    [row] = (await get(house, "aldre-ssk", f"/api/lifted/{CENTRE}")).json()["rows"]
    assert (row["views"], row["group"]) == ([], None)


WRONG = [
    ((OURS,), "lift", "Välj två parter", "one has nobody to disagree with"),
    ((OURS, OURS), "lift", "Välj två parter", "nor oneself"),
    ((OURS, THEIRS, View(HOME_HELP, "Nej")), "lift", "Välj två parter", "three are more than two"),
    ((OURS, View("SE9-OKAND", "Nej")), "lift", "Välj två parter", "who is not called"),
    ((OURS, View(NEEDS, " ")), "lift", "Skriv båda parternas syn", "without a word"),
    ((OURS, View(NEEDS, "x" * 501)), "lift", "Skriv båda parternas syn", "with too many"),
    ((OURS, View(NEEDS, "a\0")), "lift", "Skriv båda parternas syn", "no database could hold it"),
    ((OURS, THEIRS), "drop", "lyfts till veckan", "what is dropped is not settled"),
]


@pytest.mark.parametrize(("views", "kind", "says", "comment"), WRONG, ids=[w[3] for w in WRONG])
async def test_a_disagreement_is_between_two_who_are_called(
    house, views: tuple[View, ...], kind: str, says: str, comment: str
) -> None:
    with pytest.raises(Refused, match=says):
        await begun(house, *views, kind=kind)
