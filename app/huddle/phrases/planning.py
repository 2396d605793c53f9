"""Planning understands what SAMSA tells of a stay: who was told, who has answered, which clocks run."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app import words
from app.days import DAY, day_bounds, local_date
from app.events.kinds import Category
from app.huddle.clocks import PaymentModel, call_by, payment_from
from app.huddle.memory import carried
from app.huddle.phrases.conditions import Condition, condition
from app.huddle.phrases.endings import ENDINGS
from app.huddle.phrases.finders import AFTER, LET_GO, finder, wakes_for
from app.huddle.phrases.grammar import Case, Episode, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Answer, Morning, Role, yes_if
from app.people.facts import Receipt
from app.people.person import Person, SamsaCase, Stamp

RECEIVERS: dict[str, Role] = {
    "kommunal primärvård": "kommun_hsl",
    "hemtjänst": "hemtjanst_planerare",
    "biståndshandläggare": "bistandshandlaggare",
}


@finder("meddelande i SAMSA, # timmar att kvittera", SamsaCase, ("cases", "receipts"))
def to_acknowledge(person: Person, morning: Morning, rule: str, hours: int) -> Iterator[Episode]:
    """Of each receiver that is called to the huddle the oldest word that it has not acknowledged."""
    for case in person.cases:
        if not case.noticed or case.ended_at is not None:
            continue
        for unit in case.recipients:
            receipt = receipt_of(person, case, unit)
            told = waits_for(case, receipt) if unit in morning.roles else None
            if told is None or told.history:
                continue
            at, key = told.occurred_at, f"{told.ref}/{unit}"
            clock = at + timedelta(hours=hours)
            if morning.now > clock + LET_GO and key not in carried(person, rule):
                continue
            yield Episode(
                key, "Meddelande i SAMSA", told, at, at, case, live=morning.now > clock,
                changes=(clock + AFTER, clock + LET_GO + AFTER),
                notice=told is not case.ready, receiver=unit,
                beside=() if receipt is None else (_receipt_fact(receipt),),
            )  # fmt: skip


@finder("utskrivningsklar, betalningsmodell #", SamsaCase, ("cases",))
def ready(person: Person, morning: Morning, rule: str, model: int) -> Iterator[Episode]:
    for case, told, at in _ready(person):
        pays = payment_from(at, PaymentModel(model))
        clock = None if pays is None else day_bounds(pays)[0]
        turns = () if clock is None else (wakes_for(morning, clock), clock)
        if case.ended_at is None:
            yield Episode(told.ref, "Utskrivningsklar", told, at, at, case, clock, changes=turns)


@finder("utskrivningsklar sedan # dagar eller så att tiden att kalla går ut före nästa avstämnings slut",
        SamsaCase, ("cases",))  # fmt: skip
def to_call(person: Person, morning: Morning, rule: str, days: int) -> Iterator[Episode]:
    """The law's days run on when the person has gone home (4:3)."""
    for case, told, at in _ready(person):
        clock, opens = call_by(at), day_bounds(local_date(at) + days * DAY)[0]
        if morning.now > clock + LET_GO and told.ref not in carried(person, rule):
            continue
        yield Episode(
            told.ref, "Utskrivningsklar", told, at, at, case, clock,
            live=morning.now >= opens or clock <= morning.next_ends,
            changes=(opens, wakes_for(morning, clock), clock, clock + LET_GO + AFTER),
        )  # fmt: skip


@condition("mottagaren har inte kvitterat", ("receipts",), about=SamsaCase,
           told_by=("samsa.kvitterad",))  # fmt: skip
def not_acknowledged(case: Case) -> Finding:
    """A receipt that is held back may be the answer; else the finder has looked."""
    if "receipts" in case.person.held:
        return Finding(Answer.OKLART, unsure=("Okänt om meddelandet är kvitterat",))
    return Finding(Answer.JA)


def _received_by(role: Role) -> Condition:
    def receiver_is(case: Case) -> Finding:
        return Finding(yes_if(case.morning.roles.get(case.episode.receiver or "") == role))

    return receiver_is


for _word, _role in RECEIVERS.items():
    condition(f"mottagaren är {_word}", (), about=SamsaCase)(_received_by(_role))


@condition("kallelse till SIP är skickad", ("sip_calls",), about=SamsaCase,
           told_by=("samsa.sip_kallelse",), known=ENDINGS)  # fmt: skip
def called(case: Case) -> Finding:
    planned: SamsaCase = case.episode.subject
    return Finding(yes_if(any(call.key == planned.key for call in case.person.sip_calls)))


@condition("planeringen är avbruten", ("cases", "stays"), about=SamsaCase, known=ENDINGS)
def broken_off(case: Case) -> Finding:
    """Ended by a word of its own, not by the person going home."""
    planned: SamsaCase = case.episode.subject
    home = {stay.discharged_at for stay in case.person.stays}
    return Finding(yes_if(planned.ended_at is not None and planned.ended_at not in home))


@slot("mottagare", about=SamsaCase)
def receiver(case: Case) -> Said:
    return case.morning.units.get(case.episode.receiver or "", "mottagaren"), ()


@slot("betalningsansvar", about=SamsaCase)
def payment(case: Case) -> Said:
    clock = case.episode.deadline
    if clock is None:
        return None, ()
    since = "från" if clock > case.morning.now else "sedan"
    day = words.day(local_date(clock), case.morning.today)
    return f"Kommunens betalningsansvar {since} {day}", ()


@slot("kalla senast", about=SamsaCase)
def at_the_latest(case: Case) -> Said:
    """The last whole day before the clock runs out."""
    clock = case.episode.deadline
    if clock is None:
        return None, ()
    day = words.day(local_date(clock - AFTER), case.morning.today)
    return f"skulle ha skickats {day}" if clock <= case.morning.now else f"senast {day}", ()


def _ready(person: Person) -> Iterator[tuple[SamsaCase, Stamp, datetime]]:
    for case in person.cases:
        if case.ready is not None and case.ready_at is not None and not case.ready.history:
            yield case, case.ready, case.ready_at


def receipt_of(person: Person, case: SamsaCase, unit: str) -> Receipt | None:
    """The latest receipt that a unit has given in a case."""
    return next((r for r in person.receipts if (r.key, r.unit) == (case.key, unit)), None)


def waits_for(case: SamsaCase, receipt: Receipt | None) -> Stamp | None:
    """The oldest word of the case that came after a receipt, or without one the oldest of all."""
    told = sorted(
        (stamp for stamp in (case.stamp, case.pud_set, case.ready) if stamp is not None),
        key=lambda stamp: stamp.occurred_at,
    )
    after = None if receipt is None else receipt.stamp.occurred_at
    return next((s for s in told if after is None or s.occurred_at > after), None)


def _receipt_fact(receipt: Receipt) -> Fact:
    return Fact("Kvittens i SAMSA", Category.D2, receipt.stamp)
