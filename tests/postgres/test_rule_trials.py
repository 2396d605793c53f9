"""Trials of numbers: what they would have given, on what was known each morning, and who sees what of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.doors import GUNBORG, add_staff, audited, signed_in
from tests.houses import CENTRE, EMERGENCY, HOME_HELP, NOW, cloud, home_from_ed, registered, tell
from tests.trials import BEGAN, RULE, TODAY, begin, born, nights, tried, view, visit

OLD, YOUNG = born(82, 1), born(67, 2)
REGION = "SE2321000131-DEMO"
NEXT_DOOR = "SE2321000131-DEMOVC02"
DAYS = 20
"""Huddle days of the four weeks before; none of them is a holiday."""


def rows(told: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """The mornings with anything on them: before and after."""
    return {
        one["day"]: (one["before"], one["after"])
        for one in told["mornings"]
        if one["before"] or one["after"]
    }


async def test_another_number_tells_how_many_a_morning_and_who_falls_away(house) -> None:
    await begin(house)
    await visit(house, OLD, *nights(1, 10))
    await visit(house, YOUNG, *nights(2, 10), given_name="Algot")
    told = await view(house, numbers={"alder": 70})
    assert rows(told) == {
        "2026-11-10": (2, 1), "2026-11-18": (1, 0), "2026-11-19": (1, 1),
    }  # fmt: skip
    assert (told["judged"], told["not_judged"]) == (DAYS, 0)
    assert (told["before"], told["after"]) == (0.2, 0.1)
    [one] = told["persons"]
    assert (one["name"], one["age"], one["what"]) == ("Algot Öhrnäs", 67, "dropped")
    assert one["days"] == ["2026-11-10", "2026-11-18"]
    assert told["differ"] == 1


async def test_a_visit_counts_on_the_morning_it_was_known_and_not_on_the_one_it_happened(
    house,
) -> None:
    await begin(house)
    [night, next_night] = nights(3, 2)
    await visit(house, OLD)
    visited = cloud(
        "ed.visit.closed", OLD, night, outcome="home", closed_at=night.isoformat(),
        unit_hsa_id=EMERGENCY,
    )  # fmt: skip
    await tell(house, visited, now=next_night)
    assert list(rows(await view(house))) == ["2026-11-18"]


async def test_the_mornings_that_stored_history_cannot_judge_are_told(house) -> None:
    [loaded, first, second] = nights(15, 4, 2)
    await tell(house, registered(OLD, at=BEGAN), history=True, now=NOW)
    await tell(house, cloud("ed.visit.closed", OLD, loaded, outcome="home",
                            closed_at=loaded.isoformat()), history=True, now=NOW)  # fmt: skip
    told_then = registered(YOUNG, at=BEGAN, recorded_at=BEGAN.isoformat())
    await tell(house, told_then, history=True, now=NOW)
    for when in (first, second):
        await tell(house, home_from_ed(YOUNG, when - timedelta(hours=2)), now=when)
    told = await view(house)
    assert (told["judged"], told["not_judged"], told["since"]) == (4, 16, "2026-11-16")
    assert next(one["day"] for one in told["mornings"] if one["judged"]) == "2026-11-16"
    assert rows(told) == {"2026-11-16": (1, 1), "2026-11-18": (1, 1)}


async def test_a_number_that_is_set_is_what_a_trial_is_compared_with(house) -> None:
    await begin(house)
    await visit(house, YOUNG, *nights(2))
    async with signed_in(house, "aldre-ssk") as client:
        told = {"place": CENTRE, "rule": RULE, "name": "alder", "value": 70, "was": 65, "why": "x"}
        assert (await client.put("/api/rules/numbers", json=told)).status_code == 200
    assert rows(await view(house)) == {}
    assert rows(await view(house, numbers={"alder": 65})) == {"2026-11-18": (0, 1)}


async def test_how_many_mornings_pass_the_fifteen_minutes_counts_every_rule_s_rows(house) -> None:
    await begin(house)
    for n in range(14):
        await visit(house, born(82, 100 + n), *nights(2))
    await visit(house, YOUNG, *nights(2))
    told = await view(house, numbers={"alder": 70})
    day = next(one for one in told["mornings"] if one["day"] == "2026-11-18")
    assert (day["over_before"], day["over_after"]) == (120, 60)
    assert (told["over_before"], told["over_after"]) == (1, 1)
    quicker = await view(house, numbers={"gul": 50}, rule="sekunder")
    assert (quicker["over_before"], quicker["over_after"]) == (1, 0)


async def test_the_figures_are_what_each_rule_gave(house) -> None:
    await begin(house)
    await visit(house, OLD, *nights(1, 2, 3))
    async with signed_in(house, "aldre-ssk") as client:
        told = (await client.get(f"/api/rules/figures/{CENTRE}")).json()
    means = {one["rule"]: one["mean"] for one in told["figures"]}
    assert (told["judged"], means) == (DAYS, {RULE: 0.1, "cfs-saknas": 0.1}), "and a line under it"


MAY = [
    ("aldre-ssk", None, CENTRE, 200, "persons"),
    ("lakare", "vc_lakare", CENTRE, 200, "persons"),
    ("chef", None, CENTRE, 200, "counts"),
    ("process", "processledare", REGION, 200, "counts"),
    ("kommunal-ssk", None, CENTRE, 403, ""),
    ("hemtjanstplanerare", None, CENTRE, 403, ""),
    ("bistandshandlaggare", None, CENTRE, 403, ""),
    ("systemforvaltare", None, CENTRE, 403, ""),
    ("granne", "aldre_ssk", NEXT_DOOR, 403, ""),
    ("grannchef", "chef", NEXT_DOOR, 403, ""),
    ("mas", "mas", "SE0000001490-DEMOHSL", 403, ""),
]


@pytest.mark.parametrize(("who", "role", "scope", "status", "sees"), MAY, ids=[m[0] for m in MAY])
async def test_each_sees_persons_or_counts_or_nothing(
    house, who, role, scope, status, sees
) -> None:
    if role is not None:
        await add_staff(house, who, role, scope)
    await begin(house)
    for n in range(6):
        await visit(house, born(67, 200 + n), *nights(2), given_name="Algot")
    answer = await tried(house, who, {"alder": 70})
    assert answer.status_code == status
    assert ("Algot" in answer.text) is (sees == "persons")
    async with signed_in(house, who) as client:
        assert (await client.get(f"/api/rules/figures/{CENTRE}")).status_code == status
    if status == 403:
        [line, *_] = await audited(house, "rules:trial:look")
        assert (line["viewer"], line["decision"], line["person"]) == (who, "deny", None)


async def test_who_sees_counts_alone_sees_no_morning_by_itself_and_sums_by_fives(house) -> None:
    await begin(house)
    for n in range(12):
        await visit(house, born(67, 200 + n), *nights(2))
    told = await view(house, "chef", {"alder": 70})
    assert {(m["before"], m["after"], m["over_after"]) for m in told["mornings"]} == {(None,) * 3}
    assert (told["before"], told["after"], told["differ"]) == (0.5, 0.0, 10)
    assert (told["persons"], told["counts_only"]) == ([], True)


FEW = [
    # 82 years, 67 years | before, after, differ when 70 is asked for | why
    (4, 0, (None, None, 0), "four persons are not told of at all"),
    (5, 0, (0.2, 0.2, 0), "five are"),
    (8, 4, (0.5, None, None), "four fall away: neither they nor what is left is told"),
    (8, 5, (0.8, 0.5, 5), "five fall away"),
    (0, 0, (0.0, 0.0, 0), "that there is nobody is told"),
]


@pytest.mark.parametrize(("old", "young", "expected", "_why"), FEW, ids=[one[3] for one in FEW])
async def test_fewer_than_five_persons_are_not_told_to_whoever_sees_counts(
    house, old: int, young: int, expected, _why
) -> None:
    await begin(house)
    for n in range(old):
        await visit(house, born(82, 300 + n), *nights(2))
    for n in range(young):
        await visit(house, born(67, 400 + n), *nights(2))
    told = await view(house, "chef", {"alder": 70})
    assert (told["before"], told["after"], told["differ"]) == expected
    assert told["few"] is (None in expected)


async def test_each_person_that_is_shown_stands_in_the_log_with_what_was_shown(house) -> None:
    await begin(house)
    await visit(house, OLD, *nights(2))
    await visit(house, YOUNG, *nights(2))
    await view(house, numbers={"alder": 70})
    [line] = await audited(house, "rules:person:look")
    assert (line["viewer"], line["given"], line["controllers"]) == ("aldre-ssk", "D1,D2", REGION)
    await view(house, "chef", {"alder": 70})
    [line] = await audited(house, "rules:trial:look")
    assert (line["person"], line["basis"]) == (None, "AGGREGATE")


# --- two worlds -----------------------------------------------------------------------------------

BLOCK = ("block.set", {"unit": EMERGENCY, "scope": "inner"})
SECRET = [
    # whose visit at whose ward, what else is told of the person, whether it may be told | why
    ([], {}, True, "the region's own emergency department: the board would have had her"),
    ([], {"protected": "sekretessmarkering"}, False, "protected now: on no board, and in no count"),
    (
        [],
        {"controller_hsa_id": "SE0000009002-DEMO"},
        False,
        "another provider's fact, and no consent",
    ),
]


@pytest.mark.parametrize(("_", "how", "told", "_why"), SECRET, ids=[one[3] for one in SECRET])
async def test_what_the_convenor_may_not_know_is_in_no_figure(house, _, how, told, _why) -> None:
    await begin(house)
    for n in range(6):
        await visit(house, born(82, 300 + n), *nights(2))
    before = [await view(house, who, {"cfs_rod": 5}) for who in ("aldre-ssk", "chef")]
    figures = await _figures(house)
    other = {name: value for name, value in how.items() if name != "protected"}
    await visit(house, GUNBORG, *nights(2, 3, 4, 7, 8, 9), **other)
    if "protected" in how:
        flag = cloud("person.protected_changed", GUNBORG, NOW, flag=how["protected"])
        await tell(house, flag, now=NOW)
    after = [await view(house, who, {"cfs_rod": 5}) for who in ("aldre-ssk", "chef")]
    assert (before == after) is not told
    assert (figures == await _figures(house)) is not told


def allowed(**told: str) -> dict[str, Any]:
    """That the person lets facts of hers be handed out, since four weeks and more."""
    fields = {"purpose": "utlamnande", "start": BEGAN.isoformat(), **told}
    return cloud("consent.given", GUNBORG, BEGAN, **fields)


async def _figures(house) -> dict[str, Any]:
    async with signed_in(house, "aldre-ssk") as client:
        return dict((await client.get(f"/api/rules/figures/{CENTRE}")).json())


async def test_what_was_allowed_then_and_has_been_taken_back_is_not_told_of_any_morning(
    house,
) -> None:
    """The home help's word was open to the centre by consent; it is not now, nor is what it gave."""
    await begin(house)
    private = {"controller_hsa_id": "SE0000009002-DEMO"}
    await visit(house, GUNBORG, *nights(2), **private)
    assert rows(await view(house)) == {}
    await tell(house, allowed(correlation_id="ja-1"), now=BEGAN)
    assert rows(await view(house)) == {"2026-11-18": (1, 1)}
    ended = cloud("consent.ended", at=NOW, purpose="utlamnande", correlation_id="ja-1")
    await tell(house, ended, now=NOW)
    assert rows(await view(house)) == {}


async def test_a_block_set_since_hides_what_was_known_then(house) -> None:
    await begin(house)
    private = {"controller_hsa_id": "SE0000009002-DEMO", "unit_hsa_id": HOME_HELP}
    await tell(house, registered(GUNBORG, at=BEGAN), allowed(), now=BEGAN)
    await visit(house, GUNBORG, *nights(2), **private)
    assert rows(await view(house)) == {"2026-11-18": (1, 1)}
    blocked = cloud("block.set", at=NOW, unit=HOME_HELP, scope="outer",
                    controller_hsa_id="SE0000009002-DEMO")  # fmt: skip
    await tell(house, blocked, now=NOW)
    assert rows(await view(house)) == {}


WRONG = [
    ({"alder": 49}, RULE, 422, "Talet är ett helt tal från 50 till 90."),
    ({"langd": 70}, RULE, 404, "Regeln har inget sådant tal."),
    ({"alder": 70}, "finns-inte", 404, "Regeln finns inte."),
    ({"gul": 10}, "sekunder", 422, "Talet är ett helt tal från 20 till 240."),
]


@pytest.mark.parametrize(("numbers", "rule", "status", "says"), WRONG, ids=[w[3] for w in WRONG])
async def test_what_cannot_be_tried_says_so(house, numbers, rule, status, says) -> None:
    answer = await tried(house, "aldre-ssk", numbers, rule=rule)
    assert (answer.status_code, answer.json()["detail"]) == (status, says)


def test_the_days_of_these_tests_are_huddle_days() -> None:
    assert all((TODAY - timedelta(days=n)).weekday() < 5 for n in (1, 2, 3, 4, 7, 8, 9, 10, 15))
