"""Signs understands which accesses of a week somebody ought to look at, and why: the rules of the review.

A sign says nothing of right or wrong; it says what to look at first. What the rules go by is what the
log and the register hold. Names are compared only where the reviewer may read them, so that no sign
tells whose name is hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from app.access.party import CARE, SOCIAL
from app.days import STOCKHOLM, local_date

OPENED_IN_NEED = "emergency:person:open"
SATURDAY = 5


class Sign(StrEnum):
    EMERGENCY = "emergency"
    PROTECTED = "protected"
    SAME_SURNAME = "same_surname"
    COLLEAGUE = "colleague"
    NOT_LISTED = "not_listed"
    ODD_HOURS = "odd_hours"
    MANY_LOOKS = "many_looks"
    MANY_PERSONS = "many_persons"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Rule:
    """One sign in Swedish: its name, exactly what it looks at, and why that is worth a look."""

    sign: Sign
    title: str
    looks_at: str
    why: str


RULES = (
    Rule(
        Sign.EMERGENCY, "Nödöppning",
        "Varje nödöppning, och det som lästes i den. Alla tas med.",
        "Den går förbi samtycket (lag 2022:913, 3 kap. 5–6 §§). Därför granskas var och en.",
    ),
    Rule(
        Sign.PROTECTED, "Skyddade personuppgifter",
        "Varje åtkomst till en person med skyddade personuppgifter. Alla tas med.",
        "Ett läckt besked om var personen finns kan vara farligt. Få ska läsa, och de ska vara namngivna.",
    ),
    Rule(
        Sign.SAME_SURNAME, "Samma efternamn",
        "Medarbetaren har samma efternamn som personen, eller ett av dem när namnet är dubbelt.",
        "Den som läser om en anhörig utan att delta i vården läser obehörigt, hur gott det än är menat.",
    ),
    Rule(
        Sign.COLLEAGUE, "Kollega, eller sig själv",
        "Personen har samma för- och efternamn som någon med ett uppdrag hos samma huvudman.",
        "En kollega är patient bara för dem som vårdar (patientdatalagen 4 kap. 1 §). Kvarten har inga "
        "personnummer för personalen, så namnet är det som jämförs: en namne ger också utslag.",
    ),
    Rule(
        Sign.NOT_LISTED, "Inte listad här",
        "Personen är inte listad på en vårdcentral som enheten kallas till, och inte inskriven hos "
        "enheten, anmäld till den eller i annan relation till den, i början eller slutet av veckan.",
        "Den som inte deltar i vården av en person får inte läsa (patientdatalagen 4 kap. 1 §).",
    ),
    Rule(
        Sign.ODD_HOURS, "Ovanlig tid",
        "Åtkomst utanför den tid som är inställd, eller på helg, och inte under en avstämning. En dags "
        "åtkomster är en post.",
        "Det arbete som Kvarten är till för görs på dagen.",
    ),
    Rule(
        Sign.MANY_LOOKS, "Många blickar på samma person",
        "Minst det inställda antalet läsningar av en person på en vecka, utanför avstämningarna, utan att "
        "medarbetaren gjort något med personen.",
        "Den som deltar i vården brukar också göra något.",
    ),
    Rule(
        Sign.MANY_PERSONS, "Många personer utan åtgärd",
        "Minst det inställda antalet personer lästa på en vecka, utanför avstämningarna, utan att "
        "medarbetaren gjort något med någon.",
        "Att bläddra är inte att vårda.",
    ),
    Rule(
        Sign.DENIED, "Upprepade nekanden",
        "Minst det inställda antalet nekade försök av en medarbetare på en vecka. Inloggningar räknas inte.",
        "Den som försöker gång på gång har fel behörighet, eller prövar hur långt den räcker.",
    ),
)  # fmt: skip
ORDER = {rule.sign: n for n, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How a controller reviews its log. Local times, half-open; `overdue_days` from the draw."""

    sample: int = 20
    opens: time = time(6)
    closes: time = time(20)
    weekends: bool = True
    looks: int = 10
    persons: int = 100
    denials: int = 5
    overdue_days: int = 14


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log as the rules see it; `at` UTC.

    `in_huddle`: while a huddle that it belongs to was held. `named`: the employee was shown who the
    person is, so that the reviewer may be. `in_need`: under a nödöppning.
    """

    id: int
    at: datetime
    viewer: str
    role: str
    unit: str
    act: str
    allowed: bool = True
    person: UUID | None = None
    in_huddle: bool = False
    named: bool = True
    in_need: bool = False

    @property
    def looks(self) -> bool:
        return self.act.endswith(":look")

    @property
    def acts(self) -> bool:
        return does_something(self.act)


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom a line is about: the name, and the units that the person is listed at or cared for by."""

    given: str = ""
    family: str = ""
    protected: bool = False
    listed_at: frozenset[str] = frozenset()
    cared_for_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules go by beside the lines.

    `names` of employees by account, `colleagues` the names of all with an assignment at the
    controller, `called` the centres that each unit is called to, `closed` public holidays.
    """

    patients: Mapping[UUID, Patient] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    colleagues: frozenset[str] = frozenset()
    called: Mapping[str, frozenset[str]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody ought to look at: one employee's lines, of one person or one occasion."""

    viewer: str
    person: UUID | None
    signs: tuple[Sign, ...]
    lines: tuple[Line, ...]


Key = tuple[str, UUID | None, date | None]
Signed = tuple[Key, Sign, Line]


def findings(lines: Sequence[Line], known: Known, bounds: Bounds) -> list[Finding]:
    """What the rules pick out of a week's lines: the gravest sign first, then in order of time.

    One employee and one person are one finding, however many signs; odd hours are one for each day.
    """
    found: dict[Key, dict[Sign, dict[int, Line]]] = defaultdict(lambda: defaultdict(dict))
    for key, sign, line in (*_each(lines, known, bounds), *_counted(lines, bounds)):
        found[key][sign][line.id] = line
    told = [_finding(key, signs) for key, signs in found.items()]
    return sorted(told, key=lambda one: (ORDER[one.signs[0]], one.lines[0].at, one.lines[0].id))


def does_something(act: str) -> bool:
    """Whether an act is work with the person: no look, no extract, and not to have opened them in need."""
    return not act.endswith(":look") and not act.startswith(("log:", "emergency:"))


@lru_cache(maxsize=1 << 16)
def same_surname(employee: str, family: str) -> bool:
    """Whether a name's last part, or one half of a double one, is a family name or a half of it."""
    last = employee.split()[-1:] or [""]
    return bool(_halves(last[0]) & _halves(family.split()[-1] if family.split() else ""))


@lru_cache(maxsize=1 << 16)
def full_name(*parts: str) -> str:
    """A name as names are compared: one space between, and no capitals."""
    return " ".join(" ".join(parts).split()).casefold()


def _each(lines: Iterable[Line], known: Known, bounds: Bounds) -> Iterator[Signed]:
    """The signs that a line bears by itself."""
    for line in lines:
        if line.person is None:
            continue
        key: Key = (line.viewer, line.person, None)
        patient = known.patients.get(line.person, Patient())
        if line.allowed and (line.act == OPENED_IN_NEED or line.in_need):
            yield key, Sign.EMERGENCY, line
        if line.allowed and patient.protected:
            yield key, Sign.PROTECTED, line
        # Of a protected person the name is not told, also not by whose it is like.
        if line.named and not patient.protected:
            if same_surname(known.names.get(line.viewer, ""), patient.family):
                yield key, Sign.SAME_SURNAME, line
            if full_name(patient.given, patient.family) in known.colleagues:
                yield key, Sign.COLLEAGUE, line
        if line.allowed and _elsewhere(line, patient, known):
            yield key, Sign.NOT_LISTED, line
        if _odd(line, known, bounds):
            yield (line.viewer, None, local_date(line.at)), Sign.ODD_HOURS, line


def _counted(lines: Iterable[Line], bounds: Bounds) -> Iterator[Signed]:
    """The signs that many lines bear together."""
    of_each: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of_each[line.viewer].append(line)
    for viewer, own in of_each.items():
        acted = {line.person for line in own if line.acts and line.allowed and line.person}
        looks: dict[UUID, list[Line]] = defaultdict(list)
        for line in own:
            if line.looks and line.allowed and line.person and not line.in_huddle:
                looks[line.person].append(line)
        for person, told in looks.items():
            if len(told) >= bounds.looks and person not in acted:
                yield from ((((viewer, person, None)), Sign.MANY_LOOKS, line) for line in told)
        if len(looks) >= bounds.persons and not acted:
            every = (line for told in looks.values() for line in told)
            yield from (((viewer, None, None), Sign.MANY_PERSONS, line) for line in every)
        denied = [line for line in own if not line.allowed]
        if len(denied) >= bounds.denials:
            yield from (((viewer, None, None), Sign.DENIED, line) for line in denied)


def _finding(key: Key, signs: Mapping[Sign, Mapping[int, Line]]) -> Finding:
    every = {number: line for lines in signs.values() for number, line in lines.items()}
    lines = sorted(every.values(), key=lambda line: (line.at, line.id))
    return Finding(key[0], key[1], tuple(sorted(signs, key=ORDER.__getitem__)), tuple(lines))


def _elsewhere(line: Line, patient: Patient, known: Known) -> bool:
    """Whether a role of care looked at somebody its unit has nothing to do with."""
    if line.role not in CARE | SOCIAL:
        return False
    here = known.called.get(line.unit, frozenset()) | {line.unit}
    return not (patient.listed_at & here or line.unit in patient.cared_for_by)


def _odd(line: Line, known: Known, bounds: Bounds) -> bool:
    if line.in_huddle:
        return False
    local = line.at.astimezone(STOCKHOLM)
    day = local.date()
    off = bounds.weekends and (day.weekday() >= SATURDAY or day in known.closed)
    return off or not bounds.opens <= local.time() < bounds.closes


def _halves(name: str) -> set[str]:
    return {half for half in name.casefold().split("-") if half}
