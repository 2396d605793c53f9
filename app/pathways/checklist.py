"""Checklist understands the points of a safe way home: the usual ones, and those that somebody has set.

The usual ones are those of source 004 (bilaga 5–8) taken together, with the medicines of source 000 and
health of mouth, sight and hearing. They stand there before anybody has set them, so that what is not yet
begun is seen; only what was told closes one. No rule asks of them: a rule asks of what was set.
"""

from collections.abc import Sequence
from datetime import datetime

from app.pathways.terms import plain, speaks_of
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
    Usual("Mun-, syn- och hörselhälsa", "aldre_ssk", r"\bmun|\b(folk)?tand|\bsyn(?!punkt|kop|drom|onym|lig|bar)|\bhorsel|\bhorapparat"),
    Usual("Anhörig informerad och erbjuden stöd", "bistandshandlaggare", r"\banhorig|\bnarstaende"),
)  # fmt: skip
"""In the order of the page."""
RELATIVE = USUAL[-1]


def lined_up(set_: Sequence[ChecklistPoint], informed: Noted | None = None) -> tuple[Point, ...]:
    """What was set, each at the usual point that it speaks of; the usual ones that nobody has set; then
    what is nobody's usual point. `informed`: that a relative was told, since the planning began.
    """
    places = {point.point: _usual(point.point) for point in set_}
    points: list[Point] = []
    for usual in USUAL:
        told = [_told(point, usual) for point in set_ if places[point.point] is usual]
        if not told and usual is RELATIVE and informed is not None:
            told = [Point(usual.what, "done", usual.role, at=informed.stamp.occurred_at)]
        points += told or [Point(usual.what, "not_set", usual.role)]
    return (*points, *(_told(point) for point in set_ if places[point.point] is None))


def last_told(set_: Sequence[ChecklistPoint], otherwise: datetime) -> datetime:
    """When a point was last set."""
    return max((point.stamp.occurred_at for point in set_), default=otherwise)


def _usual(what: str) -> Usual | None:
    """The usual point of that name, else the first whose words it has."""
    named = next((one for one in USUAL if plain(one.what) == plain(what)), None)
    return named or next((one for one in USUAL if speaks_of(what, one.known)), None)


def _told(point: ChecklistPoint, usual: Usual | None = None) -> Point:
    role = point.role or (usual.role if usual is not None else None)
    return Point(point.point, point.state, role, point.reason, point.by, point.stamp.occurred_at)
