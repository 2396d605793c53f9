"""Tuning understands who may set a rule's number where, and what follows when somebody does.

UX, Inställningar: the centre's numbers by its verksamhetschef, processledare and äldre-ssk; those of a
municipality or the region by a processledare. A number holds from the day after: what this morning was
judged by stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access import audit
from app.access.viewer import Viewer
from app.days import DAY, local_date
from app.errors import FieldError, Forbidden, Refused, Rejected, Unknown
from app.house import House
from app.huddle import number_store
from app.huddle.numbers import OF_HOURS, SEKUNDER, Place, bounds, outside
from app.huddle.retuned import wake
from app.huddle.rule import Rule

LONGEST = 300
"""Signs in which somebody says why."""
NOT_YOURS = "Centrets tal ändras av verksamhetschef, processledare och äldre-sjuksköterska; kommunens och regionens av processledare."
OVERTAKEN = "Någon annan har ändrat talet. Se vad som gäller nu, och gör om ändringen."
NO_WHY = f"Skriv varför, med högst {LONGEST} tecken och utan att nämna någon."
NO_CHANGE = "Talet är redan det."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a number. `value` None: nothing of its own. `was` is what was shown."""

    place: Place
    rule: str
    name: str
    value: int | None
    was: int
    why: str


def may_set(house: House, viewer: Viewer, place: Place) -> bool:
    """Whether the viewer may set numbers of a place."""
    scope, known = viewer.unit, house.organisation
    region = known.region.hsa_id if known.region is not None else None
    match place.kind:
        case "centre":
            over = {place.key, known.provider_of(place.key).hsa_id, region}
            led = viewer.role in ("chef", "processledare") and scope in over
            return led or viewer.leads(place.key)
        case "municipality":
            provider = known.providers.get(scope)
            own = provider is not None and provider.municipality == place.key
            return viewer.role == "processledare" and (own or scope == region)
        case "region":
            return viewer.role == "processledare" and scope == place.key


def centres_under(house: House, place: Place) -> list[str]:
    """The centres whose numbers a setting of the place may be, in order."""
    return [one for one in sorted(house.organisation.centres) if place in house.places(one)]


async def set_number(
    house: House, viewer: Viewer, wish: Wish, now: datetime, real_now: datetime
) -> None:
    """Let a place have this value of a number from tomorrow, and set clocks by it.

    Raises Forbidden for whoever may not, Unknown for what is no number, Rejected with its bounds when
    it is outside them or without a reason, and Refused when somebody else was there first.
    """
    if not may_set(house, viewer, wish.place):
        raise Forbidden(NOT_YOURS)
    under = centres_under(house, wish.place)
    known = bounds(house.rules_over(under))
    number = known.get((wish.rule, wish.name))
    if number is None:
        raise Unknown("Regeln har inget sådant tal.")
    if wish.value is not None and (says := outside(number, wish.value)):
        raise Rejected(says, fields=(FieldError("value", says),))
    why = wish.why.strip()
    if not 0 < len(why) <= LONGEST:
        raise Rejected(NO_WHY, fields=(FieldError("why", NO_WHY),))
    from_day = local_date(now) + DAY
    async with house.database.work(viewer.id) as session:
        await number_store.turn(session)
        before = await number_store.load(session)
        places = outwards(house, wish.place)
        held = before.held(places, known)[wish.rule, wish.name]
        if held.value != wish.was:
            raise Refused(OVERTAKEN)
        own = held.setting.value if held.setting and held.setting.place == wish.place else None
        if own == wish.value:
            raise Refused(NO_CHANGE)
        await number_store.add(
            session, wish.place, wish.rule, wish.name, wish.value, held.value, from_day, viewer,
            now, why,
        )  # fmt: skip
        numbers = await number_store.load(session)
        for rule in _whose_clocks(house.rules_over(under), wish):
            await wake(session, house, under, rule, numbers, from_day, now)
        told = numbers.held(places, known)[wish.rule, wish.name].value
        detail = f"{wish.place.key} {wish.rule} {wish.name}: {held.value} → {told}"
        line = audit.Line("rules:number:change", detail=detail)
        await audit.write(session, viewer, [line], now, real_now, purpose=audit.ADMINISTRATION)
    house.numbers = numbers


def _whose_clocks(rules: Sequence[Rule], wish: Wish) -> list[str]:
    """The rules whose answers and clocks the number moves."""
    if wish.rule != SEKUNDER:
        return [wish.rule]
    if wish.name not in OF_HOURS:
        return []
    return [rule.id for rule in rules if any(use.phrase.by_hours for use in rule.asks)]


def outwards(house: House, place: Place) -> tuple[Place, ...]:
    """The place, and those that hold where it has no value of its own."""
    if place.kind == "centre":
        return house.places(place.key)
    region = house.organisation.region
    outer = Place("region", region.hsa_id) if region is not None else place
    return (place,) if place == outer else (place, outer)
