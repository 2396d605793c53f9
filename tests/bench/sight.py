"""Sight understands what it costs that each sees only what may be seen: the two locks together.

The same warm question of twenty rows, asked in turns: with a plain WHERE and no lock, as whoever
may see all; and as a viewer whom PostgreSQL shows its rows and whom policy shows its fields. Both
read the rows' persons and encode a board; the log is apart, and is measured by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from time import perf_counter
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.party import Party
from app.access.subject import subject_of
from app.access.viewer import Viewer
from app.house import House
from app.huddle import look, store
from app.huddle import row_messages as m
from app.huddle.board import Board
from app.huddle.matter import Matter
from app.huddle.render import ROLE_TEXT
from app.people.states import decode, load

ROWS = 20
TIMES = 60
WARM = 10
ENCODE = msgspec.json.Encoder().encode
PLAIN = text("SELECT id, CAST(state AS text) FROM person WHERE centre = :centre AND id = ANY(:ids)")
FULLEST = text("""
SELECT h.id FROM huddle h WHERE h.state = 'prepared'
ORDER BY (SELECT max(length(CAST(body AS text))) FROM huddle_change WHERE huddle = h.id) DESC NULLS LAST
LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Sight:
    """Milliseconds a question: plain, with the locks at the convenor's desk, and at another's."""

    plain: float
    staff: float
    other: float
    rows: int

    @property
    def ratio(self) -> float:
        """The dearer of the two desks against the plain question."""
        return max(self.staff, self.other) / self.plain


async def measure(house: House, at: datetime) -> Sight:
    """On a database where today's agendas of all centres are built."""
    async with house.database.work() as session:
        key = (await session.execute(FULLEST)).scalar_one()
        huddle = await store.by_id(session, key)
    assert huddle is not None
    centre = house.organisation.centres[huddle.centre]
    nurse, *others = (_viewer(house, party, huddle.centre) for party in house.parties(centre))
    asked = {
        "plain": lambda: _plain(house, nurse, huddle, at),
        "staff": lambda: _locked(house, nurse, huddle, at),
        "other": lambda: _locked(house, others[0], huddle, at),
    }
    took: dict[str, list[float]] = {name: [] for name in asked}
    rows = 0
    for n in range(TIMES + WARM):
        for name, ask in asked.items():
            began = perf_counter()
            rows = max(rows, await ask())
            if n >= WARM:
                took[name].append((perf_counter() - began) * 1e3)
    return Sight(*(median(took[name]) for name in ("plain", "staff", "other")), rows)


def _viewer(house: House, party: Party, centre: str) -> Viewer:
    return Viewer(f"bench-{party.role}", "Prov", party, (centre,), "s-1")


async def _plain(house: House, nurse: Viewer, huddle: store.Huddle, at: datetime) -> int:
    """By the intake's role, whom every row is shown; every field as it stands."""
    async with house.database.work() as session:
        board = await _board(session, house, huddle)
        keys = [UUID(row.content.person) for row in board.rows]
        found = await session.execute(PLAIN, {"centre": huddle.centre, "ids": keys})
        known = {str(row[0]): decode(row[1]) for row in found}
    shown = [_whole(row.content) for row in board.rows if row.content.person in known]
    ENCODE(shown)
    return len(shown)


async def _locked(house: House, viewer: Viewer, huddle: store.Huddle, at: datetime) -> int:
    """As the viewer: PostgreSQL gives the rows, policy the fields."""
    async with house.database.acting_as(viewer) as session:
        board = await _board(session, house, huddle)
        persons = await load(session, [UUID(row.content.person) for row in board.rows])
    subjects = {str(key): subject_of(one, at) for key, one in persons.items()}
    board = look.resighted(board, subjects)
    centre = house.organisation.centres[huddle.centre]
    scene = look.Scene(house, huddle, centre, (), 0)
    audience = look.audience(centre, viewer.party)
    ENCODE(look.board_view(board, audience, scene.seeing(at)))
    return len(board.rows)


async def _board(session: AsyncSession, house: House, huddle: store.Huddle) -> Board:
    board = await store.board(session, huddle, house.organisation.centres[huddle.centre])
    return replace(board, rows=board.rows[:ROWS])


def _whole(matter: Matter) -> m.Content:
    """Everything of a row, without asking who looks."""
    first = matter.reasons[0]
    reasons = [
        m.ReasonView(
            one.rule, one.version, one.headline, one.sentence, one.freshness, one.urgency.value,
            "ja" if one.answer.value == "ja" else "oklart", one.unsure,
            [m.Because(step.text, step.answer.value) for step in one.steps],
            [m.ReasonFact(fact.what, fact.source, fact.occurred_at, fact.recorded_at,
                          fact.received_at) for fact in one.facts],
            None if one.line else one.at,
        )
        for one in matter.reasons
    ]  # fmt: skip
    proposal = m.Proposal(
        first.what, matter.owner and matter.owner.unit, matter.owner.name if matter.owner else "",
        first.role, ROLE_TEXT[first.role], first.due, first.route,
    )  # fmt: skip
    return m.Content(
        matter.name, matter.birth_year, matter.age, matter.cfs, matter.cfs_state, reasons, proposal
    )
