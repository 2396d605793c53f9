"""Report understands what staff tell by hand of what has no feed yet; it takes everybody's line.

Nobody is told whether a person is known here: what is said of somebody who is not is kept all the
same, and counts when that person is registered.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from app.access import audit
from app.access.viewer import Viewer
from app.errors import FieldError, Forbidden, Rejected, Unknown
from app.events import identifiers, ingest
from app.events.ingest import Answer, Taken
from app.events.messages import Report
from app.house import House
from app.tables import Source

FORM = "formular"
NAME = "Formuläret"
CONSENTS = ("consent.given", "consent.refused", "consent.ended")
SIPS = ("sip.proposed", "sip.declined", "sip.held", "sip.created", "sip.followed_up", "sip.closed")
SAMSA = ("samsa.inskrivningsmeddelande", "samsa.pud_changed", "samsa.utskrivningsklar",
         "samsa.utskrivningsklar_withdrawn", "samsa.avbrott")  # fmt: skip
MAY: Mapping[str, tuple[str, ...]] = {
    "aldre_ssk": ("phone.contact", "cfs.assessed", *SAMSA, *SIPS, *CONSENTS),
    "kommun_hsl": ("phone.contact", "hemtjanst.deviation", "cfs.assessed", *SIPS, *CONSENTS),
    "hemtjanst_planerare": ("hemtjanst.deviation",),
    "bistandshandlaggare": ("hemtjanst.deviation", *SIPS, *CONSENTS),
}
"""Which kinds each role may tell of by hand: what its own work comes upon."""
NUMBER = text("""
SELECT system, cipher, hash FROM person_identifier WHERE person = :person
ORDER BY origin IS NOT NULL, hash LIMIT 1
""")


def may_report(viewer: Viewer) -> tuple[str, ...]:
    return MAY.get(viewer.role, ())


async def take(
    house: House, viewer: Viewer, told: Report, now: datetime, real_now: datetime,
    person: UUID | None = None,
) -> Taken:  # fmt: skip
    """Take in one report. `person`: somebody on a board that the viewer sees, else by number."""
    if told.kind not in may_report(viewer):
        raise Forbidden("Din roll rapporterar inte uppgifter av det slaget.")
    event = {
        "specversion": "1.0",
        "id": f"{viewer.unit}:{told.id}",
        "source": FORM,
        "type": told.kind,
        "time": (told.at or now).isoformat(),
        "data": {
            **told.fields,
            "person_id": await _person_id(house, told.number, person),
            "unit_hsa_id": viewer.unit,
            "recorded_at": now.isoformat(),
        },
    }
    line = audit.Line("report:person:write", person, detail=told.kind)
    async with house.database.acting_as(viewer) as session:
        await audit.write(session, viewer, [line], now, real_now)
    taken = await ingest.take(
        house, [(_source(viewer), msgspec.json.encode(event))], now, door="form", keep=False
    )
    _check(taken.answers[0])
    return taken


def _check(answer: Answer) -> None:
    """What was not taken in is told where it is wrong, and stays in the form to be mended."""
    if answer.status in ("rejected", "refused"):
        field = (answer.field or "").removeprefix("data.")
        field = "number" if field.startswith("person_id") else field
        says = answer.reason or ""
        raise Rejected(f"Rapporten togs inte emot. {says}", fields=(FieldError(field, says),))


def _source(viewer: Viewer) -> Source:
    """The form as a source: it speaks for whoever fills it in, and for no other controller."""
    return Source(
        id=FORM, name=NAME, controller=viewer.party.provider.id, kinds=list(may_report(viewer)),
        interval_minutes=1, missing="", fields=["*"], free_text=["*"], units=[viewer.unit],
    )  # fmt: skip


async def _person_id(house: House, number: str | None, person: UUID | None) -> dict[str, str]:
    if person is None:
        found = identifiers.recognised(number or "")
        if found is None:
            says = "Skriv personnumret eller reservnumret med tolv tecken."
            raise Rejected(says, fields=(FieldError("number", says),))
        return {"system": found, "value": (number or "").strip()}
    async with house.database.work() as session:
        row = (await session.execute(NUMBER, {"person": person})).first()
    if row is None:
        raise Unknown("Personen finns inte längre på tavlan.")
    return {"system": row[0], "value": house.vault.unseal(row[1], bytes(row[2]))}
