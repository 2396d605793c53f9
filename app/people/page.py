"""Page understands what one viewer may see of one person, all at once, and the line of the log for it.

Everything is made of the person as that viewer's party may know it, and of nothing else: what is
hidden moves no stage, stops no clock and is no line (docs/decisions/0035). Whoever may not hear the name,
and whoever has skyddade personuppgifter, is as one who is not there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.access import audit
from app.access.known import known
from app.access.law import Basis
from app.access.mask import mask
from app.access.party import datum_of
from app.access.policy import Level, hears_name, name_basis, sight
from app.access.subject import Subject, subject_of
from app.access.viewer import Viewer
from app.actions import look, store
from app.actions.messages import ActionView
from app.consents import work as consents
from app.consents.ledger import ledger
from app.consents.messages import ConsentsView
from app.events.kinds import Category
from app.house import House
from app.huddle.noted import Noted
from app.huddle.render import ROLE_TEXT, datum
from app.huddle.verdict import Morning
from app.organisation import Centre
from app.pathways.contacts import contacts
from app.pathways.frailty import CfsMap, cfs_map
from app.pathways.timeline import Line, timeline
from app.pathways.tracker import Point, Told, Tracker
from app.pathways.under_way import under_way
from app.people import messages as m
from app.people.person import CATEGORY, Person, enrolment_category
from app.people.states import load
from app.people.told import events_of
from app.words import PARTIES

ROLES = {**ROLE_TEXT, **PARTIES}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who looks at whom: the whole person decides who may see, `seen` is what may be known."""

    viewer: Viewer
    key: UUID
    centre: Centre
    whole: Person
    seen: Person
    subject: Subject
    morning: Morning


async def see(
    house: House, viewer: Viewer, key: UUID, now: datetime, real_now: datetime, noted: Noted,
    *, again: bool = False,
) -> m.PersonView | None:  # fmt: skip
    """The page, logged as one look; None when there is no such person for this viewer.

    `again`: a page that stands open, read anew. It is the same look as long as the same is given and
    refused on the same grounds, as on a board (app/huddle/noted.py).
    """
    async with house.database.acting_as(viewer) as session:
        person = (await load(session, [key])).get(key)
        asked = person and _asked(house, viewer, key, person, now)
        if not asked:
            return None
        open_ = await store.about(session, key, viewer.unit)
        actions = [(one, look.view(house, viewer, one, asked.whole, now)) for one in open_]
        told = (await events_of(session, [key]))[key] if _is_staff(asked) else []
        allows = None
        if _is_staff(asked):
            found = consents.Found(
                None, asked.centre, key, asked.whole, asked.subject, ledger(told)
            )
            allows = consents.view_of(house, viewer, found, now)
        page, stands = _page(house, asked, [view for _, view in actions if view], allows)
        shown = [one for one, view in actions if view is not None and not view.neutral]
        line = _looked(house, asked, stands, shown, any(view for _, view in actions))
        lines = noted.fresh(viewer, [line]) if again else [line]
        await audit.write(session, viewer, lines, now, real_now)
    noted.keep(viewer, lines)
    return page


def _asked(house: House, viewer: Viewer, key: UUID, person: Person, now: datetime) -> Asked | None:
    centre = house.organisation.centres.get(person.listed_vc or "")
    subject = subject_of(person, now)
    # No employee: what is opened to one alone is met on Enskild genomgång, and nowhere else.
    if centre is None or subject.protected:
        return None
    if not hears_name(viewer.party, subject, house.law, now):
        return None
    seen = known(person, viewer.party, house.law, now, subject=subject).person
    if not viewer.works_at(centre.unit):
        seen = seen.but(consents=())
    morning = house.morning(centre, now, now, ())
    return Asked(viewer, key, centre, person, seen, subject, morning)


def _is_staff(asked: Asked) -> bool:
    return asked.viewer.works_at(asked.centre.unit)


def _page(
    house: House, asked: Asked, actions: list[ActionView], allows: ConsentsView | None
) -> tuple[m.PersonView, list[Told]]:
    """The page, and all that it stands on."""
    person, morning = asked.seen, asked.morning
    trackers = under_way(person, morning)
    named = contacts(person)
    lines = timeline(person, morning.units, morning.now)
    cfs = _cfs(house, asked)
    stands = [told for one in trackers for told in one.told]
    stands += [told for one in named for told in one.told]
    stands += [*cfs[0].told, *(line.told for line in lines)]
    units, sources = house.organisation.units, house.sources
    return m.PersonView(
        now=morning.now,
        name=person.name,
        birth_year=person.birth_date.year if person.birth_date else None,
        age=None if person.died else person.age(morning.today),
        died_on=person.died_on,
        centre_name=asked.centre.name,
        phone=units[asked.centre.unit].phone,
        important=_important(person, morning),
        cfs=cfs[1],
        trackers=[_tracker(one, morning) for one in trackers],
        contacts=[
            m.NamedContactView(one.kind, one.state, one.name, one.phone, one.informed_at)  # type: ignore[arg-type]
            for one in named
        ],
        actions=actions,
        consents=allows,
        timeline=[_line(one, sources, morning) for one in lines],
    ), stands


def _important(person: Person, morning: Morning) -> m.ImportantView | None:
    """The last that was written, whoever wrote it; an empty one took back what was there."""
    last = max(person.important, key=lambda one: one.stamp.occurred_at, default=None)
    if last is None or not last.text:
        return None
    stamp = last.stamp
    return m.ImportantView(last.text, stamp.occurred_at, morning.units.get(stamp.unit or ""))


def _cfs(house: House, asked: Asked) -> tuple[CfsMap, m.CfsView]:
    """The map, or the level alone for whoever may know no more (domain facts 1.4)."""
    found = cfs_map(asked.seen, asked.morning)
    if found.history or not asked.whole.frailty:
        return found, _cfs_view(found)
    bare = tuple(
        one for one in asked.whole.frailty if _bare(house, asked, Told(Category.D4, one.stamp))
    )
    level = cfs_map(asked.seen.but(frailty=bare), asked.morning)
    if level.score is None:
        return found, _cfs_view(found)
    return level, m.CfsView("level", level.score, None, level.band, [], [])


def _bare(house: House, asked: Asked, told: Told) -> bool:
    level = replace(datum_of(told.stamp, told.category), bare=True)
    found = sight(asked.viewer.party, asked.subject, level, house.law, asked.morning.now)
    return found.level is Level.FULL


def _cfs_view(found: CfsMap) -> m.CfsView:
    return m.CfsView(
        found.state, found.score, found.on, found.band,
        [m.CfsActionView(one.what, one.state, _role(one.role)) for one in found.actions],
        [m.CfsScoreView(one.score, one.on, one.acute) for one in found.history],
    )  # fmt: skip


def _tracker(one: Tracker, morning: Morning) -> m.TrackerView:
    return m.TrackerView(
        kind=one.kind,
        key=one.key,
        stage=one.stage,
        since=one.since,
        open=one.open,
        steps=[m.StepView(step.what, step.at) for step in one.steps],
        clocks=[
            m.ClockView(each.what, each.deadline, each.state(morning.now), each.met_at)
            for each in one.clocks
        ],
        points=[_point(point, morning) for point in one.points],
        attempts=list(one.attempts),
        notes=list(one.notes),
        unit_name=morning.units.get(one.unit or ""),
        phone=morning.phones.get(one.unit or ""),
        by=one.by,
        lead=morning.units.get(one.lead, one.lead) if one.lead else None,
        parties=[morning.units.get(each) or _role(each) or each for each in one.parties],
        day=one.day,
        days=one.days,
    )


def _point(point: Point, morning: Morning) -> m.PointView:
    by = morning.units.get(point.by, point.by) if point.by else None
    return m.PointView(point.what, point.state, _role(point.role), point.reason, by, point.at)


def _role(role: str | None) -> str | None:
    return ROLES.get(role, role) if role else None


def _line(line: Line, sources: Mapping[str, str], morning: Morning) -> m.LineView:
    stamp = line.told.stamp
    source, unit = sources.get(stamp.source, stamp.source), morning.units.get(stamp.unit or "")
    return m.LineView(line.at, line.text, source, unit, stamp.received_at)


def _looked(
    house: House, asked: Asked, stands: Iterable[Told], shown: Sequence[store.Action], acts: bool
) -> audit.Line:
    """That the page was read: what was given of which categories, on which grounds, what was not."""
    viewer, now = asked.viewer, asked.morning.now
    data = {datum_of(one.stamp, one.category, notice=True) for one in stands}
    data |= {datum(fact, viewer.party) for one in shown for fact in one.facts}
    given = {Category.D1, *(one.category for one in data)} | ({Category.D8} if acts else set())
    bases = {name_basis(viewer.party, asked.subject, house.law, now)}
    bases |= {sight(viewer.party, asked.subject, one, house.law, now).basis for one in data}
    return audit.Line(
        "page:person:look", asked.key, basis=",".join(sorted(bases - {Basis.NONE})),
        given=mask(given), refused=mask(_kept_back(asked) - given),
        controllers=",".join(sorted({one.controller for one in data})) or None,
        detail="samtycke" if _is_staff(asked) else None,
    )  # fmt: skip


def _kept_back(asked: Asked) -> set[Category]:
    """The categories of what there is and was not given."""
    found = set()
    for name in CATEGORY:
        held = set(getattr(asked.whole, name)) - set(getattr(asked.seen, name))
        for fact in held:
            found.add(enrolment_category(fact.kind) if name == "enrolments" else CATEGORY[name])
    return found
