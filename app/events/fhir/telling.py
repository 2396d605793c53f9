"""Telling understands what of some entries is still to be told, after what was told before."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from app.events import reading, scope, wire
from app.events.fhir.chains import add_to, persons_behind, told_before
from app.events.fhir.read import Statement
from app.events.fhir.result import Result
from app.events.fhir.settle import Settled, Settling
from app.events.identifiers import InvalidIdentifier, parse
from app.events.ingest import Way
from app.events.reading import Refused, Told
from app.events.scope import Scope
from app.house import House
from app.tables import Source


async def still_to_tell(house: House, source: Source, results: Sequence[Result], way: Way) -> None:
    """What of each result's statements is to be sent, after what has been told before."""
    allowed = scope.of(source)
    statements = [said for one in results for said in one.statements]
    parts = {name for said in statements for name in (said.part, said.only_if) if name}
    async with house.database.work() as session:
        chains = await told_before(session, source.id, parts)
        again = [said for said in statements if said.part in chains]
        numbers = _hashes(house, allowed, [said.shared["person_id"] for said in again])
        behind = await persons_behind(session, numbers) if numbers else {}
        growing = [said.part for said in again if said.adds]
        await add_to(session, source.id, chains, growing, behind.values())

    def read(raw: bytes) -> Told | wire.Fault | Refused:
        return reading.read(house, allowed, raw, way.now, way.history)

    def persons(told: Told) -> frozenset[UUID]:
        assert told.identifier is not None
        own = house.vault.hash(told.identifier.system, told.identifier.value)
        first = house.vault.person(own)
        return frozenset({first, behind.get(own, first)})

    settling = Settling(source.id, way.now, read, chains, persons)
    for one in results:
        if not one.failed:
            _settle_one(one, settling)


def _hashes(house: House, allowed: Scope, numbers: Iterable[dict[str, str]]) -> set[bytes]:
    """What the numbers are found by. One that cannot be a person's is found by nothing."""
    found = set()
    for number in numbers:
        with suppress(InvalidIdentifier):
            who = parse(**number, demo=house.demo, local_systems=allowed.local_systems)
            found.add(house.vault.hash(who.system, who.value))
    return found


def _settle_one(one: Result, settling: Settling) -> None:
    one.settled = []
    for said in one.statements:
        match found := settling.settle(said):
            case Settled():
                one.settled.append(found)
                settling.remember(said, found)
            case wire.Fault():
                _at_fault(one, said, found.field, found.says)
                return
            case Refused():
                one.fails("refused", found.says, _path(one, said, found.field), "forbidden")
                return
            case None:
                pass


def _at_fault(one: Result, said: Statement, field_: str, says: str) -> None:
    one.fails("rejected", says, _path(one, said, field_), "business-rule")


def _path(one: Result, said: Statement, field_: str) -> str:
    """Where in the resource a field of an event comes from."""
    name = ".".join(field_.split(".")[:2]).partition("[")[0]
    return ".".join(part for part in (one.entry.type, said.places.get(name)) if part)
