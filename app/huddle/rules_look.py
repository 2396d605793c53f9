"""Rules look understands what Regelboken shows of the rules, as they hold at one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from app.access.viewer import WITHOUT_ROWS, Viewer
from app.days import local_date
from app.errors import Unknown
from app.house import House
from app.huddle import packs, sentences, times
from app.huddle.estimates import ENOUGH, bounded
from app.huddle.examples import Example, reasons_of
from app.huddle.numbers import OF_EVERY_ROW, SEKUNDER, Held, Key, Place, Setting, bounds
from app.huddle.packs import BOOK
from app.huddle.rule import Number, Rule
from app.huddle.rules_messages import (
    EstimateView,
    ExampleView,
    NumberView,
    RulePlace,
    RulesView,
    SettingView,
    TakenUp,
    WrittenRule,
)
from app.huddle.tuning import centres_under, may_set, outwards

LEADS = ("chef", "processledare")
OF_ROWS = "Tid och morgnar för varje rad"
WHY_OF_ROWS = (
    "Tiden avgör hur många rader som ryms i avstämningen. Röda rader ryms alltid. Det som bärs från morgon"
    " till morgon utan beslut blir inte läst. Arbetstiden avgör när det som föreslås senast ska vara klart."
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one place's rules are told by: `held` as it was set last, `now` as it holds today.

    `learnt` are the seconds that rows have taken there, by rule; None where the viewer is not told.
    """

    house: House
    viewer: Viewer
    places: tuple[Place, ...]
    today: date
    held: Mapping[Key, Held]
    now: Mapping[Key, Held]
    learnt: Mapping[str, int] | None


async def look(house: House, viewer: Viewer, key: str | None, now: datetime) -> RulesView:
    """The rules at a place; at the viewer's nearest when none is said. Raises Unknown for any other."""
    places = shown_places(house, viewer)
    chosen = next((one for one in places if key in (None, one.key)), None)
    if key is not None and chosen is None:
        raise Unknown("Regelboken finns inte för den platsen, eller inte för dig.")
    around = outwards(house, chosen) if chosen is not None else ()
    centres = centres_under(house, chosen) if chosen is not None else []
    rules, today = house.rules_over(centres), local_date(now)
    known = bounds(rules)
    shown = _Shown(
        house, viewer, around, today, house.numbers.held(around, known),
        house.numbers.held(around, known, today), await _learnt(house, viewer, chosen),
    )  # fmt: skip
    return RulesView(
        now,
        None if chosen is None else place_view(house, viewer, chosen),
        [place_view(house, viewer, one) for one in places],
        [*(_rule(shown, rule) for rule in rules), _of_every_row(shown)],
        [pack.headline for pack in house.packs_over(centres) if pack.id != BOOK],
    )


async def _learnt(house: House, viewer: Viewer, place: Place | None) -> Mapping[str, int] | None:
    """What rows take at a centre, for its own staff and who leads it: no person stands behind it, and
    nobody else reads how long they talk there (docs/decisions/0033)."""
    if place is None or place.kind != "centre" or not may_try(house, viewer, place.key):
        return None
    async with house.database.work(viewer.id) as session:
        return await times.estimates(session, place.key)


def may_try(house: House, viewer: Viewer, centre: str) -> bool:
    """Whether the viewer may try numbers on a centre's mornings: its own staff, and who leads it."""
    leads = viewer.role in LEADS and may_set(house, viewer, Place("centre", centre))
    return viewer.works_at(centre) or leads


def shown_places(house: House, viewer: Viewer) -> list[Place]:
    """Where the viewer may look, the nearest first: its centres, and what lies over them."""
    known = house.organisation
    centres = [Place("centre", key) for key in viewer.centres]
    if viewer.role in WITHOUT_ROWS:
        every = sorted(known.centres.values(), key=lambda one: one.name)
        centres = [Place("centre", one.unit) for one in every if may_try(house, viewer, one.unit)]
    centres.sort(key=lambda one: one.key != viewer.unit)
    outer = [place for one in centres for place in house.places(one.key)[1:]]
    towns = (Place("municipality", code) for code in known.municipalities)
    outer += [one for one in towns if may_set(house, viewer, one)]
    if known.region is not None:
        outer.append(Place("region", known.region.hsa_id))
    return list(dict.fromkeys([*centres, *sorted(outer, key=lambda one: one.kind)]))


def place_view(house: House, viewer: Viewer, place: Place) -> RulePlace:
    return RulePlace(
        place.kind, place.key, _name(house, place), may_set(house, viewer, place),
        place.kind == "centre" and may_try(house, viewer, place.key),
    )  # fmt: skip


def examples(rule: Rule, numbers: Mapping[str, int]) -> list[ExampleView]:
    """What the examples of the rule, as its pack has it, are answered by some numbers and the file's."""
    return list(_examples(rule.id, rule.version, tuple(sorted(numbers.items()))))


@cache
def _written() -> dict[tuple[str, str], tuple[tuple[Rule, Example], ...]]:
    """Every rule's examples by its id and version: a rule that a pack has taken tells so in that."""
    found: dict[tuple[str, str], tuple[tuple[Rule, Example], ...]] = {}
    for pack in packs.every().values():
        for rule, one in pack.examples:
            key = rule.id, rule.version
            found[key] = (*found.get(key, ()), (rule, one))
    return found


@lru_cache(maxsize=512)
def _examples(
    rule: str, version: str, numbers: tuple[tuple[str, int], ...]
) -> tuple[ExampleView, ...]:
    found = _written().get((rule, version), ())
    return tuple(_example(rule_, one, dict(numbers)) for rule_, one in found)


def _example(rule: Rule, example: Example, numbers: Mapping[str, int]) -> ExampleView:
    told, file = reasons_of(rule, example, numbers), reasons_of(rule, example)
    return ExampleView(
        example.case,
        told[0].answer.value if told else "nej",
        told[0].urgency.value if told else None,
        file[0].answer.value if file else "nej",
        file[0].urgency.value if file else None,
    )


def _rule(shown: _Shown, rule: Rule) -> WrittenRule:
    labels = sentences.labels(rule)
    values = {number.name: shown.held[rule.id, number.name].value for number in rule.numbers}
    return WrittenRule(
        rule.id,
        rule.headline,
        rule.section.value,
        rule.urgency.value,
        taken_up(rule),
        list(sentences.sentences(rule)),
        [_number(shown, rule.id, number, labels[number.name]) for number in rule.numbers],
        _history(shown, rule.id, labels),
        examples(rule, values),
        rule.why,
        rule.source,
        rule.owner,
        rule.review,
        rule.version,
        _estimate(shown, rule),
    )


def _estimate(shown: _Shown, rule: Rule) -> EstimateView | None:
    """What a row of the rule is given in the quarter, at its own urgency; none where it has no row."""
    if shown.learnt is None or taken_up(rule) != "row":
        return None
    setting = shown.now[SEKUNDER, rule.urgency.value].value
    learnt = shown.learnt.get(rule.id)
    if learnt is None:
        return EstimateView(setting, setting, None)
    return EstimateView(bounded(learnt, setting), setting, ENOUGH)


def taken_up(rule: Rule) -> TakenUp:
    """How the rule is taken up most often."""
    way = rule.ways.get("daily")
    return "weekly" if way is None else way


def _of_every_row(shown: _Shown) -> WrittenRule:
    labels = sentences.LABELS_OF_EVERY_ROW
    return WrittenRule(
        SEKUNDER, OF_ROWS, None, None, None, list(sentences.of_every_row()),
        [_number(shown, SEKUNDER, number, labels[number.name]) for number in OF_EVERY_ROW],
        _history(shown, SEKUNDER, labels), [], WHY_OF_ROWS,
        "Avstämningens femton minuter", "Verksamhetschef, vårdcentralen", None, "1",
    )  # fmt: skip


def _number(shown: _Shown, rule: str, number: Number, label: str) -> NumberView:
    last, now = shown.held[rule, number.name], shown.now[rule, number.name]
    # A setting that is let go of from tomorrow has no line of its own to tell the day.
    told = [
        one for one in shown.house.numbers.history(shown.places, rule) if one.name == number.name
    ]
    waits = told[0].from_day if told and told[0].from_day > shown.today else None
    return NumberView(
        number.name, label, last.value, now.value, number.value, number.low, number.high,
        list(number.words), last.setting.place.kind if last.setting else None,
        waits if last.value != now.value else None,
    )  # fmt: skip


def _history(shown: _Shown, rule: str, labels: Mapping[str, str]) -> list[SettingView]:
    told = shown.house.numbers.history(shown.places, rule)
    return [
        SettingView(
            one.id, one.name, labels.get(one.name, one.name), one.before, one.value,
            place_view(shown.house, shown.viewer, one.place), one.from_day, one.by_name, one.at,
            one.why, _own_before(one, told),
        )
        for one in told
    ]  # fmt: skip


def _own_before(one: Setting, told: list[Setting]) -> int | None:
    """What the same place had of its own before a setting; None when nothing."""
    same = (other for other in told if (other.place, other.name) == (one.place, one.name))
    return next((other.value for other in same if other.id < one.id), None)


def _name(house: House, place: Place) -> str:
    if place.kind == "municipality":
        return house.organisation.municipalities.get(place.key, place.key)
    return house.organisation.place(place.key)
