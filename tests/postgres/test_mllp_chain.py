"""A person's way through a hospital, told in HL7, folds to the same person in whatever order it comes."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.events import hl7, ingest
from app.events.mapping import FOLDER, load
from app.huddle.prepare import prepare
from tests.callers import GULLI, adt, chain, pv1
from tests.houses import CENTRE, NOW
from tests.intake import count, stored

if TYPE_CHECKING:
    from app.house import House
    from app.people.person import EdVisit, Person, SamsaCase, Stay

MAPPING = load(FOLDER / "simhospital.yaml")
OTHER = "19400505T043^^^KVARTEN DEMO"


def at(hour: int, minute: int = 0) -> datetime:
    """An hour of 20 November in Borås."""
    return datetime(2026, 11, 20, hour - 1, minute, tzinfo=UTC)


async def take(house: House, *messages: str) -> list[str]:
    """What becomes of the messages' events, each message in a transaction of its own."""
    source = house.organisation.sources["simhospital"]
    answers: list[str] = []
    for message in messages:
        told = hl7.translate(message.encode(), MAPPING)
        assert isinstance(told, list), told
        sent = [(source, msgspec.json.encode(event)) for event in told]
        answers += [a.status for a in (await ingest.take(house, sent, NOW, door="mllp")).answers]
    return answers


async def gulli(house: House) -> Person:
    person, centre = await stored(house, GULLI.partition("^")[0])
    assert centre == CENTRE
    return person


def visit(person: Person) -> EdVisit:
    [only] = person.ed_visits
    return only


def stay(person: Person) -> Stay:
    [only] = person.stays
    return only


def case(person: Person) -> SamsaCase:
    [only] = person.cases
    return only


async def test_after_each_message_the_person_is_where_the_person_is(house: House) -> None:
    a04, a01, a02, a08, a03, a13, a03_again = chain()
    await take(house, a04)
    person = await gulli(house)
    assert (visit(person).registered_at, visit(person).outcome) == (at(1), None)
    await take(house, a01)
    person = await gulli(house)
    assert (visit(person).outcome, visit(person).closed_at) == ("admitted", at(3))
    assert (stay(person).ward, stay(person).admitted_at, stay(person).from_ed) == (
        "avd. 43", at(3), True,
    )  # fmt: skip
    await take(house, a02)
    assert stay(await gulli(house)).ward == "avd. 31"
    await take(house, a08)
    person = await gulli(house)
    assert case(person).pud == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert (stay(person).ward, stay(person).admitted_at) == ("avd. 31", at(3))
    await take(house, a03)
    person = await gulli(house)
    assert (stay(person).discharged_at, stay(person).disposition) == (at(5), "home")
    assert case(person).ended_at == at(5)
    await take(house, a13)
    person = await gulli(house)
    assert (stay(person).left, case(person).ended_at) == (None, None)
    await take(house, a03_again)
    person = await gulli(house)
    assert (stay(person).discharged_at, visit(person).outcome) == (at(4, 55), "admitted")


async def test_in_whatever_order_and_however_often_they_come_it_is_the_same_person(
    house: House,
) -> None:
    await take(house, *chain())
    whole = await gulli(house)
    before = await count(house, "event")
    dice = random.Random(4711)
    for n in range(12):
        who = f"1931010{n % 9 + 1}T{n:03}^^^KVARTEN DEMO"
        told = [
            message.replace(GULLI, who).replace("VK-7001", f"VK-{n}").replace("||19340304", "||")
            for message in chain()
        ]
        told += told[:3]
        dice.shuffle(told)
        await take(house, *told)
        person, _ = await stored(house, who.partition("^")[0])
        assert summary(person) == summary(whole), n
        assert set(await take(house, *told)) == {"known"}, n
    assert await count(house, "event") == 13 * before


def summary(person: Person) -> list[object]:
    return [
        [(v.registered_at, v.arrival_mode, v.outcome, v.closed_at) for v in person.ed_visits],
        [(s.admitted_at, s.ward, s.planned, s.from_ed, s.discharged_at, s.disposition)
         for s in person.stays],
        [(c.pud, c.ended_at) for c in person.cases],
        (person.given_name, person.family_name, person.listed_vc),
    ]  # fmt: skip


IN_WARD = adt("A01", 20, "0312", pv1(began="0300"))
HOME = adt("A03", 21, "0505", pv1(outcome="1", began="0300", ended="0500"))
MOVED = adt("A02", 22, "0405", pv1(ward="OtherWard"))
AT_ED = adt("A04", 23, "0105", pv1("E", "ED", began="0100"))
ED_HOME = adt("A03", 24, "0205", pv1("E", "ED", outcome="1", began="0100", ended="0200"))

TAKEN_BACK = [
    # told, emergency visits' outcomes, wards of open stays, dispositions; why
    ([IN_WARD, adt("A11", 30, "0400", pv1())], [], [], [], "the admission was a mistake"),
    ([IN_WARD, MOVED, HOME, adt("A11", 30, "0600", pv1())], [], [], [], "with all that followed"),
    ([AT_ED, adt("A11", 30, "0400", pv1("E", "ED"))], [], [], [], "the visit was"),
    ([AT_ED, IN_WARD, adt("A11", 30, "0400", pv1())], [None], [], [], "back where one was"),
    ([IN_WARD, adt("A11", 30, "0400", pv1()), adt("A01", 31, "0410", pv1(began="0300"))],
     [], ["avd. 43"], [], "admitted all the same, with the same number"),
    ([IN_WARD, adt("A11", 30, "0400", pv1()), adt("A08", 31, "0410", pv1(began="0300"))],
     [], [], [], "an update does not bring back what was taken back: but for the ward, nothing"),
    ([IN_WARD, MOVED, adt("A12", 30, "0410", pv1())], [], ["avd. 43"], [], "never moved"),
    ([IN_WARD, MOVED, adt("A12", 30, "0410", pv1(ward=""))], [], ["avd. 43"], [], "not told where"),
    ([AT_ED, ED_HOME, adt("A13", 30, "0410", pv1("E", "ED"))], [None], [], [], "still there"),
    ([AT_ED, ED_HOME, adt("A23", 30, "0410", pv1("E", "ED"))], [], [], [], "nothing is left"),
    ([IN_WARD, HOME, adt("A13", 30, "0600", pv1(visit=""))], [], ["avd. 43"], [], "no number told"),
    ([IN_WARD, HOME, adt("A08", 30, "0600", pv1(outcome="20", began="0300", ended="0500"))],
     [], [], ["dead"], "where one went was told later"),
    ([IN_WARD, HOME, adt("A08", 30, "0600", pv1(began="0300", ended="0500"))],
     [], [], ["home"], "an update that does not know takes nothing away"),
    ([AT_ED, adt("A06", 30, "0300", pv1(began="0100"))], ["admitted"], ["avd. 43"], [], "to a ward"),
    ([AT_ED, adt("A06", 30, "0300", pv1(began="0100")), adt("A07", 31, "0400", pv1("E", "ED"))],
     [None], [], [], "and back"),
    ([IN_WARD, adt("A07", 30, "0400", pv1("O", "MOTT"))], [], [], ["unknown"], "an outpatient: where?"),
    ([adt("A08", 30, "0600", pv1(began="0300"))], [], ["avd. 43"], [], "an update is the first we hear"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "visits", "wards", "gone", "why"), TAKEN_BACK)
async def test_what_is_taken_back_or_changed_is_so_whichever_came_first(
    house: House, told: list[str], visits: list[str], wards: list[str], gone: list[str], why: str
) -> None:
    await take(house, *told)
    person = await gulli(house)
    where = [stay.ward for stay in person.stays if stay.left is None and stay.admitted_at]
    assert [visit.outcome for visit in person.ed_visits] == visits, why
    assert where == wards, why
    assert [stay.disposition for stay in person.stays if stay.left] == gone, why
    backwards = [
        re.sub(r"(ADT\^A..\|)", r"\g<1>9", message.replace(GULLI, OTHER).replace("VK-7001", "VK-9"))
        for message in told
    ]
    await take(house, *reversed(backwards))
    other, _ = await stored(house, OTHER.partition("^")[0])
    assert summary(other)[:3] == summary(person)[:3], why


async def test_a_discharge_told_anew_is_an_obligation_of_its_own(house: House) -> None:
    *way, _, _ = chain()
    await take(house, *way)
    first = {reason.episode for row in (await prepare(house, CENTRE, NOW)).board.rows
             for reason in row.content.reasons if reason.rule == "hemgang-72"}  # fmt: skip
    await take(house, *chain())
    again = {reason.episode for row in (await prepare(house, CENTRE, NOW)).board.rows
             for reason in row.content.reasons if reason.rule == "hemgang-72"}  # fmt: skip
    assert first == {"simhospital/visit/VK-7001/discharged"}
    assert again == {"simhospital/visit/VK-7001/discharged/000000000007@20261120T042000"}


async def test_a_visit_that_was_another_s_is_moved_with_all_that_was_told_of_it(
    house: House,
) -> None:
    """A45: the visit alone is moved; both persons are left as they are."""
    await take(house, adt("A28", 10, "0010"))
    wrong = [message.replace(GULLI, OTHER) for message in (AT_ED, IN_WARD, MOVED)]
    await take(house, *wrong)
    moved = adt("A45", 40, "0600", f"MRG|{OTHER}||||{'VK-7001'}", pv1(began="0300"))
    await take(house, moved)
    person = await gulli(house)
    assert (stay(person).key, stay(person).ward) == ("VK-7001", "avd. 43")
    other, _ = await stored(house, OTHER.partition("^")[0])
    assert (other.stays, other.ed_visits) == ((), ())
    assert set(await take(house, moved)) == {"known"}


async def test_a_number_that_ends_takes_its_visits_along(house: House) -> None:
    """A40: the person was registered under two numbers."""
    await take(house, AT_ED, adt("A01", 20, "0312", pv1(visit="VK-8", began="0300"), who=OTHER))
    merge = adt("A40", 40, "0600", f"MRG|{OTHER}")
    assert await take(house, merge) == ["new"]
    assert await take(house, merge) == ["known"]
    person = await gulli(house)
    assert [one.key for one in person.stays] == ["VK-8"]
    assert [one.key for one in person.ed_visits] == ["VK-7001"]
