"""A file of the listed becomes events: only what is new is told, and nobody leaves unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.houses import CENTRE, NOW, home_from_ed, registered, tell
from tests.intake import count, kept, stored, told_of

if TYPE_CHECKING:
    from app.house import House
    from app.register.news import ListingAnswer

OTHER = "SE2321000131-DEMOVC02"
GUNBORG, ALGOT, STINA = "19340304T027", "19360411T028", "19380518T029"
HEAD = "personnummer;förnamn;efternamn;födelsedatum;kommunkod;skydd"
ROWS = {
    GUNBORG: f"{GUNBORG};Gunborg;Öhrnäs;1934-03-04;1490;nej",
    ALGOT: f"{ALGOT};Algot;Åkerlind;1936-04-11;1490;",
    STINA: f"{STINA};Stina;Ärlebo;1938-05-18;1463;ja",
}
LATER = NOW + timedelta(hours=1)


def file(*persons: str, head: str = HEAD, **rows: str) -> bytes:
    return "\n".join([head, *(rows.get(one, ROWS.get(one, one)) for one in persons)]).encode()


async def take(
    house: House, raw: bytes, centre: str | None = CENTRE, now: Any = NOW, **how: Any
) -> ListingAnswer:
    from app.register import listed, listings

    rows = listed.read(raw, centre)
    source = house.organisation.sources["befolkning"]
    answer, _ = await listings.take(house, source, rows, now, **how)
    return answer


def counts(answer: ListingAnswer) -> tuple[int, ...]:
    return (answer.new, answer.changed, answer.moved, answer.same, answer.left,
            len(answer.rejected))  # fmt: skip


async def test_the_first_file_makes_persons_and_the_same_again_nothing(house) -> None:
    raw = file(GUNBORG, ALGOT, STINA)
    assert counts(await take(house, raw)) == (3, 0, 0, 0, 0, 0)
    assert counts(await take(house, raw, now=LATER)) == (0, 0, 0, 3, 0, 0)
    assert await count(house, "event") == 3
    person, centre = await stored(house, STINA)
    assert (person.name, person.protected, person.municipality_code, centre) == (
        "Stina Ärlebo", "sekretessmarkering", "1463", CENTRE,
    )  # fmt: skip


CHANGES = [
    # the row, the kind of event, comment
    (f"{GUNBORG};Gun;Öhrnäs;1934-03-04;1490;nej", ["person.updated"], "another name"),
    (f"{GUNBORG};Gunborg;Öhrnäs;1934-03-04;1463;nej", ["person.updated"], "moved to another town"),
    (f"{GUNBORG};Gunborg;Öhrnäs;;;", [], "what is not told is not changed"),
    (f"{GUNBORG};Gunborg;Öhrnäs;1934-03-04;1490;ja", ["person.protected_changed"], "protected"),
]


@pytest.mark.parametrize(("row", "kinds", "_comment"), CHANGES, ids=[one[2] for one in CHANGES])
async def test_only_what_is_new_is_told(house, row: str, kinds: list[str], _comment: str) -> None:
    await take(house, file(GUNBORG))
    await take(house, file(row), now=LATER)
    assert [one["kind"] for one in await told_of(house, GUNBORG)] == ["person.registered", *kinds]


async def test_a_row_at_another_centre_moves_the_person_there(house) -> None:
    await take(house, file(GUNBORG))
    assert counts(await take(house, file(GUNBORG), OTHER, LATER)) == (0, 0, 1, 0, 0, 0)
    assert (await stored(house, GUNBORG))[1] == OTHER


async def test_a_file_may_say_the_centre_row_by_row(house) -> None:
    head = f"{HEAD};vårdcentral"
    raw = file(f"{ROWS[GUNBORG]};{CENTRE}", f"{ROWS[ALGOT]};{OTHER}", head=head)
    await take(house, raw, None)
    assert (await stored(house, GUNBORG))[1] == CENTRE
    assert (await stored(house, ALGOT))[1] == OTHER


async def test_whoever_was_known_without_a_name_is_registered(house) -> None:
    await tell(house, home_from_ed(GUNBORG))
    assert counts(await take(house, file(GUNBORG))) == (1, 0, 0, 0, 0, 0)
    assert (await stored(house, GUNBORG))[0].name == "Gunborg Öhrnäs"


async def test_a_delta_lets_nobody_leave_but_whom_it_names(house) -> None:
    await take(house, file(GUNBORG, ALGOT, STINA))
    head = f"{HEAD};listad"
    raw = file(f"{ROWS[ALGOT]};nej", head=head)
    assert counts(await take(house, raw, now=LATER)) == (0, 0, 1, 0, 0, 0)
    assert (await stored(house, ALGOT))[1] is None
    assert (await stored(house, GUNBORG))[1] == CENTRE


async def test_those_absent_from_a_complete_file_leave_when_their_number_is_confirmed(
    house,
) -> None:
    from app.errors import Refused

    await take(house, file(GUNBORG, ALGOT, STINA))
    whole = file(GUNBORG, STINA)
    dry = await take(house, whole, now=LATER, complete=CENTRE, dry_run=True)
    assert (dry.left, dry.absent, dry.written) == (1, ["A.Å. 1936"], False)
    with pytest.raises(Refused, match="1 av 3 listade"):
        await take(house, whole, now=LATER, complete=CENTRE)
    assert (await stored(house, ALGOT))[1] == CENTRE
    done = await take(house, whole, now=LATER, complete=CENTRE, confirm=1)
    assert (done.left, done.written) == (1, True)
    assert (await stored(house, ALGOT))[1] is None
    again = await take(house, whole, now=LATER + timedelta(hours=1), complete=CENTRE)
    assert counts(again) == (0, 0, 0, 2, 0, 0)


async def test_nothing_of_a_file_that_is_refused_is_taken(house) -> None:
    from app.errors import Refused

    await take(house, file(GUNBORG))
    with pytest.raises(Refused):
        await take(house, file(ALGOT), now=LATER, complete=CENTRE)
    assert await count(house, "event") == 1


async def test_when_many_would_leave_the_very_number_is_asked_for(house) -> None:
    from app.errors import Refused

    many = [f"193403{day:02}T{100 + day};A;B{day};;;" for day in range(1, 21)]
    await take(house, file(*many))
    with pytest.raises(Refused, match="Bekräfta just 10"):
        await take(house, file(*many[10:]), now=LATER, complete=CENTRE, confirm=500)
    done = await take(house, file(*many[10:]), now=LATER, complete=CENTRE, confirm=10)
    assert (done.left, done.same) == (10, 10)


async def test_the_dead_and_those_listed_elsewhere_are_not_asked_for(house) -> None:
    from tests.houses import cloud

    await tell(house, registered(GUNBORG), registered(ALGOT), registered(STINA, OTHER))
    await tell(house, cloud("person.died", ALGOT, NOW - timedelta(days=1), on="2026-11-19"))
    dry = await take(house, file(GUNBORG), complete=CENTRE, dry_run=True)
    assert dry.absent == []


async def test_a_protected_person_who_leaves_is_not_hinted_at(house) -> None:
    await take(house, file(GUNBORG, STINA))
    dry = await take(house, file(GUNBORG), now=LATER, complete=CENTRE, dry_run=True)
    assert dry.absent == ["Skyddade personuppgifter"]


async def test_whoever_left_and_comes_back_the_same_day_is_listed_again(house) -> None:
    await take(house, file(GUNBORG, ALGOT))
    await take(house, file(GUNBORG), now=LATER, complete=CENTRE, confirm=1)
    back = await take(house, file(GUNBORG, ALGOT), now=LATER + timedelta(minutes=5))
    assert counts(back) == (0, 0, 1, 1, 0, 0)
    assert (await stored(house, ALGOT))[1] == CENTRE
    soon = LATER + timedelta(minutes=10)
    await take(house, file(GUNBORG), now=soon, complete=CENTRE, confirm=1)
    assert (await stored(house, ALGOT))[1] is None


BAD = [
    (";Gunborg;Öhrnäs;;;", "data.person_id.value", "no number"),
    ("19340304T02;Gunborg;Öhrnäs;;;", "data.person_id", "a number that is nobody's"),
    (f"{GUNBORG};Gunborg;Öhrnäs;1934-13-04;;", "data.birth_date", "no such day"),
    (f"{GUNBORG};;Öhrnäs;;;", "data.given_name", "no name"),
    (f"{GUNBORG};Gunborg;Öhrnäs;;;kanske", "data.protected", "no such flag"),
]


@pytest.mark.parametrize(("row", "where", "_comment"), BAD, ids=[one[2] for one in BAD])
async def test_a_row_that_cannot_be_true_is_rejected_kept_and_stops_no_other(
    house, row: str, where: str, _comment: str
) -> None:
    answer = await take(house, file(row, ALGOT))
    assert counts(answer) == (1, 0, 0, 0, 0, 1)
    [fault] = answer.rejected
    assert (fault.row, fault.field) == (2, where)
    assert len(await kept(house)) == 1


async def test_the_same_person_twice_is_taken_once(house) -> None:
    answer = await take(house, file(GUNBORG, f"{GUNBORG};Gun;Öhrnäs;;;"))
    assert counts(answer) == (1, 0, 0, 0, 0, 1)
    assert answer.rejected[0].reason == "Personen står redan på rad 2."


async def test_a_row_of_another_centre_has_no_place_in_a_complete_file(house) -> None:
    raw = file(f"{ROWS[GUNBORG]};{CENTRE}", f"{ROWS[ALGOT]};{OTHER}", head=f"{HEAD};vårdcentral")
    answer = await take(house, raw, CENTRE, complete=CENTRE)
    assert counts(answer) == (1, 0, 0, 0, 0, 1)


async def test_a_field_outside_the_request_is_not_told_again_and_again(house) -> None:
    source = house.organisation.sources["befolkning"]
    asked = [f"person.{kind}.{name}" for kind in ("registered", "updated")
             for name in ("given_name", "family_name", "listed_vc")]  # fmt: skip
    source.fields = [*asked, "person.listing_changed.vc", "person.protected_changed.flag"]
    await take(house, file(ALGOT))
    assert counts(await take(house, file(ALGOT), now=LATER)) == (0, 0, 0, 1, 0, 0)
    assert (await stored(house, ALGOT))[0].municipality_code is None
