"""Checklist understands the points of a safe way home: the usual ones, and those that somebody has set.

The usual ones are those of source 004 (bilaga 5–8) taken together, with the medicines of source 000 and
health of mouth, sight and hearing. They stand there before anybody has set them, so that what is not yet
begun is seen; only what was told closes one. No rule asks of them: a rule asks of what was set.
"""

from collections.abc import Sequence
from datetime import datetime

from app.pathways.terms import HEARING, MOUTH, RELATIVES, SIGHT, plain, speaks_of
from app.pathways.tracker import Point
from app.people.facts import ChecklistPoint, Noted
from app.value import Value


class Usual(Value, frozen=True):
    """One point as it is called here, who usually has it, and the words that it is known by."""

    what: str
    role: str
    known: str


USUAL = (
    Usual("Samtycke", "aldre_ssk", r"\bsamtyck"),
    Usual("Utskrivningsdag bekräftad", "bistandshandlaggare", r"\butskrivningsdag|\bpud\b|\bplanerad hemgang"),
    Usual("Medicinsk plan", "aldre_ssk", r"\bmedicinsk (vard)?plan|\bamp\b|behandlingsbegrans"),
    Usual("Läkemedelslista", "aldre_ssk", r"\blakemedelslist|\bavstamd"),
    Usual("Läkemedel för tre dagar", "kommun_hsl", r"\b(tre|3) ?(dagar|dygn)|\bapodos"),
    Usual("Hjälpmedel", "kommun_hsl", r"\bhjalpmedel"),
    Usual("Hembesök", "kommun_hsl", r"\bhembesok"),
    Usual("Namngiven kontakt", "aldre_ssk", r"\bnamngiven|\bfast (vard|lakar|omsorgs)kontakt"),
    Usual("SIP prövad", "aldre_ssk", r"\bsip\b|\bsamordnad individuell plan"),
    Usual("Varm överlämning", "kommun_hsl", r"\boverlamning"),
    Usual("Kontaktväg", "aldre_ssk", r"\bkontaktvag"),
    Usual("Uppföljningssamtal", "aldre_ssk", r"\b(tele)?uppfolj"),
    Usual("Social kontakt", "bistandshandlaggare", r"\bsocial"),
    Usual("Munhälsa", "aldre_ssk", MOUTH),
    Usual("Syn", "aldre_ssk", SIGHT),
    Usual("Hörsel", "aldre_ssk", HEARING),
    Usual("Anhörig informerad och erbjuden stöd", "bistandshandlaggare", RELATIVES),
)  # fmt: skip
"""In the order of the page."""
RELATIVE = USUAL[-1]
HEALTH = frozenset({"Munhälsa", "Syn", "Hörsel"})
"""Often told of in one word (*Mun-, syn- och hörselhälsa*), which then is of each that it speaks of."""


def lined_up(set_: Sequence[ChecklistPoint], informed: Noted | None = None) -> tuple[Point, ...]:
    """What was set, each at the usual point that it speaks of; the usual ones that nobody has set; then
    what is nobody's usual point. `informed`: that a relative was told, since the planning began.
    """
    places = {point.point: _usual(point.point) for point in set_}
    covered = {usual.what for found in places.values() for usual in found}
    points: list[Point] = []
    for usual in USUAL:
        told = [_told(point, usual) for point in set_ if places[point.point][:1] == (usual,)]
        if usual is RELATIVE and informed is not None and not told:
            told = [Point(usual.what, "done", usual.role, at=informed.stamp.occurred_at)]
        if not told and usual.what not in covered:
            told = [Point(usual.what, "not_set", usual.role)]
        points += told
    return (*points, *(_told(point) for point in set_ if not places[point.point]))


def last_told(set_: Sequence[ChecklistPoint], otherwise: datetime) -> datetime:
    """When a point was last set."""
    return max((point.stamp.occurred_at for point in set_), default=otherwise)


def _usual(what: str) -> tuple[Usual, ...]:
    """The usual point of that name, else the first whose words it has; of mouth, sight and hearing each."""
    named = tuple(one for one in USUAL if plain(one.what) == plain(what))
    found = named or tuple(one for one in USUAL if speaks_of(what, one.known))
    health = tuple(one for one in found if one.what in HEALTH)
    return health if found[:1] == health[:1] else found[:1]


def _told(point: ChecklistPoint, usual: Usual | None = None) -> Point:
    role = point.role or (usual.role if usual is not None else None)
    return Point(point.point, point.state, role, point.reason, point.by, point.stamp.occurred_at)
