"""The HL7 door: each message is answered in order, after its commit, and what is not taken is told why."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy.exc import OperationalError

from app import clock
from app.events import gather, mllp
from app.house import House
from tests.callers import GULLI, adt, calling, chain, code, framed, pv1, tally, without_counts
from tests.callers import mllp as door
from tests.houses import CENTRE
from tests.intake import count, kept, stored
from tests.postgres.test_hl7_file import lies

IN_WARD = adt("A01", 20, "0312", pv1(began="0300"))


async def test_what_is_answered_aa_is_stored(house: House) -> None:
    async with door(house) as port, calling(port) as sender:
        for n, message in enumerate(chain(), 1):
            answer = await sender.ask(message)
            assert code(answer) == "AA"
            assert answer.split("\n")[1] == f"MSA|AA|{n}"
            assert await count(house, "event") >= n
    person, centre = await stored(house, GULLI.partition("^")[0])
    assert centre == CENTRE
    assert [stay.disposition for stay in person.stays] == ["home"]


async def test_a_message_sent_again_is_aa_and_changes_nothing(house: House, admin_url) -> None:
    async with door(house) as port, calling(port) as sender:
        assert set(await sender.say(*chain())) == {"AA"}
        before = lies(house, admin_url)
        assert set(await sender.say(*chain(), *reversed(chain()))) == {"AA"}
        assert without_counts(lies(house, admin_url)) == without_counts(before)


ANSWERS = [
    # the message, the answer, the place that is named, what is kept; why
    (adt("A05", 1, "0100", pv1()), "AA", None, ("not_used", "ADT^A05", None), "planned"),
    (adt("A60", 1, "0100"), "AA", None, ("not_used", "ADT^A60", None), "an unlisted trigger"),
    (adt("A01", 1, "0100", pv1("Z")), "AE", "PV1^1^2", ("rejected", None, "PV1-2"), "a class no table has"),
    (adt("A01", 1, "0100"), "AE", "PV1^1", ("rejected", None, "PV1"), "no visit"),
    (adt("A11", 1, "0100", pv1(visit="")), "AE", "PV1^1^19", ("rejected", None, "PV1-19"), "which visit?"),
    ("skrap", "AE", "MSH^1", ("rejected", None, "MSH"), "no message at all"),
    (adt("A28", 1, "0100", who="191212121212^^^&1.2.752.129.2.1.3.1&ISO"), "AE", "PID^1^3",
     ("rejected", "person.registered", "data.person_id"), "it may be somebody's number"),
    (adt("A28", 1, "2359"), "AE", "", ("rejected", "person.registered", "time"), "not yet"),
    (adt("A28", 1, "0100").replace("|P|2.5|", "|P|1.0|"), "AR", "MSH^1^12", None, "another version"),
    (adt("A28", 1, "0100").replace("|P|2.5|", "|X|2.5|"), "AR", "MSH^1^11", None, "another purpose"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "told", "place", "aside", "why"), ANSWERS)
async def test_each_message_is_answered_for_what_it_is(
    house: House, message: str, told: str, place: str | None, aside: object, why: str
) -> None:
    async with door(house) as port, calling(port) as sender:
        answer = await sender.ask(message)
        assert code(answer) == told, why
        assert (await sender.say(IN_WARD)) == ["AA"], "the line goes on"
    if place is not None:
        err = answer.split("\n")[2].split("|")
        assert place in {err[1].rpartition("^")[0].rstrip("^"), err[2] if len(err) > 2 else ""}, why
    found = [(one["outcome"], one["kind"], one["field"]) for one in await kept(house)]
    assert found == ([aside] if aside else []), why
    assert "Öhrnäs" not in answer
    assert await tally(house, "refused") == (told == "AR"), why


async def test_only_a_rejected_message_is_kept_in_words(house: House) -> None:
    async with door(house) as port, calling(port) as sender:
        await sender.say(adt("A01", 1, "0100", pv1("Z")), adt("A05", 2, "0100", pv1()))
    texts = {one["outcome"]: one["text"] for one in await kept(house)}
    assert "Öhrnäs" in texts["rejected"]
    assert texts["not_used"] is None


async def test_a_code_that_no_table_has_is_unknown_and_told_of_once(house: House) -> None:
    told = [
        adt("A03", n, "0505", pv1(outcome=outcome, began="0300", ended="0500"))
        for n, outcome in enumerate(["99", "99", "1", "", "Öhrnäs, G"])
    ]
    async with door(house) as port, calling(port) as sender:
        assert set(await sender.say(*told)) == {"AA"}
    assert sorted((one["kind"], one["reason"], one["times"]) for one in await kept(house)) == [
        ("PV1-36", "Koden (oläslig) finns inte i källans kodtabell och räknas som okänd.", 1),
        ("PV1-36", "Koden 99 finns inte i källans kodtabell och räknas som okänd.", 2),
    ]


async def test_a_source_that_may_no_longer_tell_is_refused_and_nothing_is_kept(
    house: House,
) -> None:
    house.organisation.sources["simhospital"].valid_to = date(2026, 11, 19)
    async with door(house) as port, calling(port) as sender:
        answer = await sender.ask(IN_WARD)
    assert code(answer) == "AR"
    assert "gick ut 2026-11-19" in answer
    assert (await kept(house), await count(house, "event")) == ([], 0)


async def test_what_nobody_asked_for_is_left_out_and_the_rest_is_taken(house: House) -> None:
    house.organisation.sources["simhospital"].kinds = ["inpatient.*"]
    async with door(house) as port, calling(port) as sender:
        assert await sender.say(IN_WARD) == ["AA"]
        assert await sender.say(adt("A28", 21, "0400")) == ["AR"]
    assert await count(house, "event") == 1


async def test_messages_sent_without_waiting_are_answered_in_their_order(house: House) -> None:
    told = [adt("A28", n, "0100", name=f"Öhrnäs^G{n}") for n in range(1, 251)]
    told[100] = adt("A60", 101, "0100")
    told[200] = "skrap"
    async with door(house) as port, calling(port) as sender:
        await sender.put(b"".join(map(framed, told)))
        answers = [await sender.answer() for _ in told]
    numbers = [answer.split("\n")[1].split("|")[2] for answer in answers]
    assert numbers == [*map(str, range(1, 201)), "", *map(str, range(202, 251))]
    assert {code(answer) for answer in answers} == {"AA", "AE"}
    assert await count(house, "event") == 248


async def test_however_the_bytes_are_cut_up_the_messages_are_the_same(house: House) -> None:
    stream = b"".join(map(framed, chain()))
    async with door(house) as port, calling(port) as sender:
        await sender.put(*(stream[at : at + 7] for at in range(0, len(stream), 7)))
        assert [code(await sender.answer()) for _ in chain()] == ["AA"] * 7


async def test_a_message_that_is_too_large_is_refused_and_the_line_goes_on(house: House) -> None:
    large = IN_WARD + "NTE|1||" + "x" * mllp.LARGEST
    async with door(house) as port, calling(port) as sender:
        answer = await sender.ask(large)
        assert answer.split("\n")[1].startswith("MSA|AR|20|Meddelandet är större än 1 MB.")
        assert await sender.say(IN_WARD) == ["AA"]


async def test_many_lines_at_once_are_each_answered_their_own(house: House) -> None:
    async def one(line: int) -> None:
        async with calling(port) as sender:
            for n in range(20):
                who = f"193{line}0304T{n:03}^^^KVARTEN DEMO"
                answer = await sender.ask(adt("A28", line * 100 + n, "0100", who=who))
                assert answer.split("\n")[1] == f"MSA|AA|{line * 100 + n}"

    async with door(house) as port:
        await asyncio.gather(*map(one, range(1, 9)))
    assert await count(house, "person") == 160


async def test_when_nothing_can_be_stored_nothing_is_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise OperationalError("", None, Exception("the database is away"))

    async with door(house) as port:
        with monkeypatch.context() as patch:
            patch.setattr(gather.ingest, "take", away)
            async with calling(port) as sender:
                await sender.put(framed(IN_WARD))
                assert await sender.closed()
        async with calling(port) as sender:
            assert await sender.say(IN_WARD) == ["AA"]


async def test_a_fault_of_ours_in_one_message_stops_none_behind_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("Öhrnäs")

    async with door(house) as port, calling(port) as sender:
        with monkeypatch.context() as patch:
            patch.setattr(mllp.hl7, "translate", fault)
            answer = await sender.ask(IN_WARD)
        assert (code(answer), "Öhrnäs" in answer) == ("AE", False)
        assert [one["outcome"] for one in await kept(house)] == ["rejected"]
        assert await sender.say(IN_WARD) == ["AA"]


async def test_who_wants_no_answer_gets_none(house: House) -> None:
    silent = IN_WARD.replace("|P|2.5|||||", "|P|2.5|||NE|NE|")
    async with door(house) as port, calling(port) as sender:
        await sender.put(framed(silent))
        assert (await sender.ask(chain()[0])).split("\n")[1] == "MSA|AA|1"


async def test_a_line_that_says_nothing_is_closed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mllp, "IDLE", 0.05)
    monkeypatch.setattr(mllp, "UNFINISHED", 0.05)
    async with door(house) as port:
        async with calling(port) as sender:
            assert await sender.closed()
        async with calling(port) as sender:
            await sender.put(b"\x0bMSH|^~\\&|")
            assert await sender.closed()


async def test_there_are_only_so_many_lines(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mllp, "MOST_LINES", 1)
    async with door(house) as port, calling(port) as first:
        assert await first.say(IN_WARD) == ["AA"]
        async with calling(port) as second:
            assert await second.closed()


async def test_a_message_under_way_when_the_door_closes_is_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()
    take = gather.ingest.take

    async def slow(*told: object, **more: object) -> object:
        begun.set()
        await asyncio.sleep(0.2)
        return await take(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(gather.ingest, "take", slow)
    opened = door(house)
    port = await opened.__aenter__()
    async with calling(port) as sender, calling(port) as idle:
        await sender.put(framed(IN_WARD))
        await begun.wait()
        await opened.__aexit__(None, None, None)
        assert code(await sender.answer()) == "AA"
        assert await idle.closed()


async def test_a_sender_that_sends_too_much_waits_for_its_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    asked = asyncio.sleep

    async def sleep(seconds: float, *told: object) -> None:
        waited.append(seconds)
        now[0] += seconds
        await asked(0)

    now = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    monkeypatch.setattr(mllp.asyncio, "sleep", sleep)
    house.organisation.sources["simhospital"].rate_per_minute = 2
    async with door(house) as port, calling(port) as sender:
        told = [adt("A28", n, "0100") for n in range(4)]
        for message in told:
            sender.writer.write(framed(message))
            assert code(await sender.answer()) == "AA"
    assert sum(waited) >= 60
