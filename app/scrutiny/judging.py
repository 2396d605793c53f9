"""Judging understands how a judgement is made: by somebody else than whom it is about, and for good.

Nobody changes a judgement. Whoever has more to say judges once more, names the one that counted until
then, and says why; both stand. The words are sealed with their line in the log.
"""

from datetime import datetime
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy.exc import IntegrityError

from app.access import audit
from app.access.viewer import Viewer
from app.errors import FieldError, Forbidden, Refused, Rejected
from app.house import House
from app.scrutiny import store
from app.scrutiny.look import one_item, ours
from app.scrutiny.messages import BoundsView, Judge
from app.scrutiny.signs import Bounds

LEAST, LONGEST = 10, 2000
OWN = "Du kan inte bedöma dina egna åtkomster. Be en annan granskare hos er att göra det."
OVERTAKEN = "Någon annan har bedömt posten sedan du öppnade den. Läs den bedömningen först."
WHY = f"Skriv varför, med minst {LEAST} tecken. Högst {LONGEST}."
JUDGED = "log:scrutiny:judge"
LIMITS = {
    "sample": (5, 500), "looks": (2, 1000), "persons": (2, 10_000), "denials": (1, 1000),
    "overdue_days": (1, 90),
}  # fmt: skip


async def judge(
    house: House, viewer: Viewer, key: UUID, told: Judge, now: datetime, real_now: datetime
) -> None:
    """Judge one item. The same id twice is done once. Both times are UTC, the house's and the wall's.

    Raises Unknown, Forbidden for one's own looks, Rejected without the reason that is needed, and
    Refused when somebody else has judged it meanwhile.
    """
    note = (told.note or "").strip()
    provider = ours(viewer)
    try:
        async with house.database.acting_as(viewer, provider=provider) as session:
            item = await one_item(session, key)
            if any(one.id == told.id for one in await store.said(session, key)):
                return
            if item.viewer == viewer.id:
                raise Forbidden(OWN)
            needed = told.verdict != "ok" or told.follows is not None
            if (needed or note) and not LEAST <= len(note) <= LONGEST:
                raise Rejected(WHY, fields=(FieldError("note", WHY),))
            if item.judgement != told.follows:
                raise Refused(OVERTAKEN)
            line = audit.Line(JUDGED, item.person, detail=f"{told.verdict} {key}")
            purpose = audit.ADMINISTRATION
            written = None
            if note:
                written = await audit.explained(
                    session, viewer, line, note, now, real_now, purpose=purpose
                )
            else:
                await audit.write(session, viewer, [line], now, real_now, purpose=purpose)
            one = store.Judgement(told.id, told.verdict, viewer.id, now, written)
            await store.add(session, provider, key, one, told.follows)
    except IntegrityError:
        raise Refused(OVERTAKEN) from None


async def bounds(house: House, viewer: Viewer) -> Bounds:
    """How the viewer's controller reviews its log."""
    async with house.database.work() as session:
        return await store.bounds(session, ours(viewer))


async def change(
    house: House, viewer: Viewer, told: BoundsView, now: datetime, real_now: datetime
) -> None:
    """Review so from the next draw on. The change log tells from what to what. Raises Rejected."""
    wrong = [
        FieldError(name, f"Ett helt antal från {least} till {most}.")
        for name, (least, most) in LIMITS.items()
        if not least <= getattr(told, name) <= most
    ]
    if told.opens >= told.closes:
        wrong.append(FieldError("opens", "Dagen ska börja innan den slutar."))
    if wrong:
        raise Rejected("Något stämmer inte. Se fälten.", fields=tuple(wrong))
    wanted = Bounds(**asdict(told))
    async with house.database.work(viewer.id) as session:
        await store.keep(session, ours(viewer), wanted)
        line = audit.Line("log:scrutiny:change")
        await audit.write(session, viewer, [line], now, real_now, purpose=audit.ADMINISTRATION)
