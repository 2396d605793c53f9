"""Report understands what staff tell by hand; it takes everybody's line.

Nobody is told whether a person is known here: what is said of somebody who is not is kept all the
same, and counts when that person is registered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

import msgspec
from sqlalchemy import text

from app.access import audit
from app.access.viewer import Viewer
from app.days import local_date
from app.errors import FieldError, Forbidden, Rejected, Unknown
from app.events import filling_in, identifiers, ingest
from app.events.filling_in import FILLED, WHEN, Filling, filling
from app.events.ingest import Answer, Taken
from app.events.kinds.care import PlanItem
from app.events.messages import Report
from app.house import House
from app.pathways.checklist import USUAL
from app.people.person import Person
from app.people.states import load
from app.people.told import is_told
from app.tables import Source

FORM = "formular"
NAME = "Formuläret"
CONSENTS = ("consent.given", "consent.refused", "consent.ended", "consent.voided",
            "svod.informed", "svod.objected", "svod.objection_lifted")  # fmt: skip
"""What the person allows; each says who registered it."""
SIPS = ("sip.proposed", "sip.declined", "sip.held", "sip.created", "sip.followed_up", "sip.closed")
SAMSA = ("samsa.inskrivningsmeddelande", "samsa.pud_changed", "samsa.utskrivningsklar",
         "samsa.utskrivningsklar_withdrawn", "samsa.avbrott")  # fmt: skip
PLAN = "medical_plan.recorded"
"""Told by licensed staff, in the words that there are for what a plan says, and by name."""
POINT = "checklist.point_set"
"""A point of the way home: one of the usual, as open, as done, or as not needed and why."""
IMPORTANT = "person.important"
"""*Viktigt för mig*. Home help's planner tells of one thing alone, in four taps."""
MAY: Mapping[str, tuple[str, ...]] = {
    "aldre_ssk": (
        "phone.contact",
        "cfs.assessed",
        *FILLED,
        *SAMSA,
        POINT,
        PLAN,
        *SIPS,
        IMPORTANT,
        *CONSENTS,
    ),
    "vc_lakare": (PLAN,),
    "kommun_hsl": (
        "phone.contact",
        "hemtjanst.deviation",
        "cfs.assessed",
        POINT,
        PLAN,
        *SIPS,
        IMPORTANT,
        *CONSENTS,
    ),
    "hemtjanst_planerare": ("hemtjanst.deviation",),
    "bistandshandlaggare": ("hemtjanst.deviation", POINT, *SIPS, IMPORTANT, *CONSENTS),
}
"""Which kinds each role may tell of by hand: what its own work comes upon."""
NOT_BY_HAND = frozenset({
    "person_id", "unit_hsa_id", "controller_hsa_id", "recorded_at", "correlation_id", "revises",
    "cancels", "sensitivity",
})  # fmt: skip
"""What is said around an event and not in it: the form says it itself, or nobody does."""
NUMBER = text("""
SELECT system, cipher, hash FROM person_identifier WHERE person = :person
ORDER BY origin IS NOT NULL, hash LIMIT 1
""")


def may_report(viewer: Viewer) -> tuple[str, ...]:
    return MAY.get(viewer.role, ())


@dataclass(frozen=True, slots=True)
class Said:
    """One event as somebody tells it: `id` made by the page, `fields` as an event's data has them.

    `at` is when it happened, None for now; `about` the correlation, as a consent's own id.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    at: datetime | None = None
    about: str | None = None


async def take(
    house: House, viewer: Viewer, told: Report, now: datetime, real_now: datetime,
    person: UUID | None = None,
) -> Taken:  # fmt: skip
    """Take in one report. `person`: somebody on a board that the viewer sees, else by number.

    The last answer is the report's own.
    """
    if told.kind not in may_report(viewer):
        raise Forbidden("Din roll rapporterar inte uppgifter av det slaget.")
    if wrong := sorted(NOT_BY_HAND & told.fields.keys()):
        says = "Uppgiften hör inte till det som rapporteras för hand."
        raise Rejected(says, fields=tuple(FieldError(name, says) for name in wrong))
    id_ = str(told.id)
    said = Said(id_, told.kind, told.fields, told.at)
    if told.kind == "consent.given":
        # Each yes is an assertion of its own; and a harm test is registered where it is made.
        said = replace(said, fields={**told.fields, "ground": "samtycke"}, about=id_)
    if told.kind == PLAN:
        said = replace(said, fields={**_in_our_words(told.fields), "author": viewer.name})
    if told.kind == POINT:
        said = replace(said, fields=_a_point(told.fields, viewer))
    if told.kind in FILLED:
        said = await _filled(house, viewer, said, person, now)
    first = []
    if told.informed and told.fields.get("purpose") == "sammanhallen":
        first = [informed(id_, told.at or now)]
    return await tell(
        house, viewer, [*first, said], now, real_now, person=person, number=told.number
    )


def _in_our_words(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a plan says, as the form asks it: other systems' own words are for other systems."""
    items = fields.get("items", ())
    if not isinstance(items, Sequence) or not set(map(str, items)) <= set(get_args(PlanItem)):
        says = "Välj bland det som formuläret frågar om."
        raise Rejected(says, fields=(FieldError("items", says),))
    return fields


def _a_point(fields: Mapping[str, Any], viewer: Viewer) -> Mapping[str, Any]:
    """A usual point as somebody sets it: its role is who usually has it, and by name who did it."""
    usual = next((one for one in USUAL if one.what == fields.get("point")), None)
    if usual is None:
        says = "Välj en av punkterna för trygg hemgång."
        raise Rejected(says, fields=(FieldError("point", says),))
    reason = str(fields.get("reason") or "").strip() or None
    if fields.get("state") == "not_needed" and reason is None:
        says = "Skriv varför punkten inte behövs."
        raise Rejected(says, fields=(FieldError("reason", says),))
    by = viewer.name if fields.get("state") == "done" else None
    own = {"checklist": "trygg_hemgang", "role": usual.role, "by": by, "reason": reason}
    return {**fields, **own}


async def _filled(
    house: House, viewer: Viewer, said: Said, person: UUID | None, now: datetime
) -> Said:
    """What is told of how something ended, put on what is known of it; told again it is known."""
    if person is None:
        raise Unknown(filling_in.NOTHING)
    async with house.database.acting_as(viewer) as session:
        again = await is_told(session, FORM, ref(viewer, said.id))
        found = Filling(now, None)
        if not again:
            states = await load(session, [person])
            found = filling(house, viewer, states.get(person, Person()), said.kind, now)
    fields = {**said.fields, WHEN[said.kind]: found.at.isoformat()}
    return replace(said, fields=fields, at=found.at, about=found.about)


def informed(id_: str, at: datetime) -> Said:
    """That the person was told of sammanhållen dokumentation, before what is told under the same id."""
    return Said(f"{id_}:svod", "svod.informed", {"on": local_date(at).isoformat()}, at)


async def tell(
    house: House, viewer: Viewer, said: Sequence[Said], now: datetime, real_now: datetime, *,
    person: UUID | None = None, number: str | None = None,
) -> Taken:  # fmt: skip
    """Take in what staff tell of one person, all at once, as their own controller's word.

    Each is in the log before it is taken in, and the same id twice is one. Raises Rejected with the
    field that is wrong; then nothing is kept elsewhere.
    """
    who = await _person_id(house, number, person)
    source = _source(viewer, [one.kind for one in said])
    events = [(source, msgspec.json.encode(_event(viewer, one, who, now))) for one in said]
    lines = [audit.Line("report:person:write", person, detail=one.kind) for one in said]
    async with house.database.acting_as(viewer) as session:
        await audit.write(session, viewer, lines, now, real_now)
    taken = await ingest.take(house, events, now, door="form", keep=False)
    for answer in taken.answers:
        _check(answer)
    return taken


def ref(viewer: Viewer, id_: str) -> str:
    """Under which id what a unit tells by hand is known, whoever at the unit tells it."""
    return f"{viewer.unit}:{id_}"


def _event(viewer: Viewer, said: Said, who: dict[str, str], now: datetime) -> dict[str, Any]:
    data = {
        **said.fields,
        "person_id": who,
        "unit_hsa_id": viewer.unit,
        "recorded_at": now.isoformat(),
    }
    if said.kind in CONSENTS:
        data["by"] = viewer.name
    if said.about is not None:
        data["correlation_id"] = said.about
    return {
        "specversion": "1.0",
        "id": ref(viewer, said.id),
        "source": FORM,
        "type": said.kind,
        "time": (said.at or now).isoformat(),
        "data": data,
    }


def _check(answer: Answer) -> None:
    """What was not taken in is told where it is wrong, and stays in the form to be mended."""
    if answer.status in ("rejected", "refused"):
        field = (answer.field or "").removeprefix("data.")
        field = "number" if field.startswith("person_id") else field
        says = answer.reason or ""
        raise Rejected(f"Rapporten togs inte emot. {says}", fields=(FieldError(field, says),))


def _source(viewer: Viewer, kinds: list[str]) -> Source:
    """The form as a source: it speaks for whoever fills it in, and for no other controller."""
    return Source(
        id=FORM, name=NAME, controller=viewer.party.provider.id, kinds=kinds,
        interval_minutes=1, missing="", fields=["*"], free_text=["*"], units=[viewer.unit],
    )  # fmt: skip


async def _person_id(house: House, number: str | None, person: UUID | None) -> dict[str, str]:
    if person is None:
        found = identifiers.recognised(number or "")
        if found is None:
            says = identifiers.BY_HAND
            raise Rejected(says, fields=(FieldError("number", says),))
        return {"system": found, "value": (number or "").strip()}
    async with house.database.work() as session:
        row = (await session.execute(NUMBER, {"person": person})).first()
    if row is None:
        raise Unknown("Personen finns inte längre på tavlan.")
    return {"system": row[0], "value": house.vault.unseal(row[1], bytes(row[2]))}
