"""Rehome understands how all that is kept of a person goes over to another, and back again.

Rows go to the person whom the merges lead to and remember whom they were told of (`origin`); a
merge that is taken back sends them home. What our huddles said of an episode goes where that goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.kinds import Event
from app.events.kinds.identity import PersonMerged
from app.people import told
from app.people.merges import Merge, merges, roots

LINKS = text("""
SELECT id, merged_into FROM person WHERE id = ANY(:ids)
UNION SELECT id, merged_into FROM person WHERE merged_into = ANY(:ids)
""")
MERGES = text(f"""
SELECT coalesce(e.origin, e.person), {told.COLUMNS} FROM event e
WHERE e.person = ANY(:ids) AND e.kind = 'person.merged'
""")  # noqa: S608
NEAR = text(f"""
SELECT coalesce(e.origin, e.person), {told.COLUMNS} FROM event e WHERE e.corrects = ANY(:refs)
UNION ALL
SELECT coalesce(e.origin, e.person), {told.COLUMNS} FROM event e
WHERE (e.source, e.source_event_id) IN (
    SELECT split_part(ref, '/', 1), substr(ref, strpos(ref, '/') + 1)
    FROM unnest(CAST(:corrected AS text[])) AS r (ref))
""")  # noqa: S608
NAMED = text("""
SELECT encode(hash, 'hex'), coalesce(origin, person) FROM person_identifier
WHERE hash = ANY(:hashes)
""")
MOVED = "unnest(CAST(:owns AS uuid[]), CAST(:roots AS uuid[])) AS t (own, root)"
MOVE = tuple(
    text(f"""
UPDATE {table} AS x
SET person = t.root, origin = CASE WHEN t.root = t.own THEN NULL ELSE t.own END
FROM {MOVED} WHERE x.person = ANY(:members) AND coalesce(x.origin, x.person) = t.own
""")  # noqa: S608
    for table in ("person_identifier", "event", "action")
)
# Whoever has ended stands nowhere; whoever is somebody again is folded anew after this.
BECOME = text(f"""
UPDATE person AS x SET merged_into = nullif(t.root, t.own), centre = NULL, state = '{{}}',
    version = 0, known_at = NULL, next_due = NULL
FROM {MOVED} WHERE x.id = t.own
""")  # noqa: S608
OWING = text(
    "SELECT DISTINCT coalesce(origin, person) FROM obligation WHERE person = ANY(:members)"
)
OWED = (
    # What both owe is owed once, since the first of the two: what was the other's stays and ends.
    text("""
UPDATE obligation AS o SET since = least(o.since, t.since),
    first_day = least(o.first_day, t.first_day), last_day = greatest(o.last_day, t.last_day),
    mornings = greatest(o.mornings, t.mornings)
FROM obligation t
WHERE (t.rule, t.episode) = (o.rule, o.episode) AND o.person = :root AND t.person = ANY(:members)
    AND t.person <> :root AND coalesce(t.origin, t.person) = :own
"""),
    text("""
UPDATE obligation AS o
SET person = :root, origin = CASE WHEN :root = :own THEN NULL ELSE CAST(:own AS uuid) END
WHERE o.person = ANY(:members) AND coalesce(o.origin, o.person) = :own AND NOT EXISTS (
    SELECT FROM obligation t
    WHERE t.person = :root AND (t.rule, t.episode) = (o.rule, o.episode))
"""),
    text("""
UPDATE obligation SET ended = 'no_longer_relevant', ended_at = :at
WHERE person = ANY(:members) AND coalesce(origin, person) = :own AND person <> :root
    AND ended IS NULL
"""),
)
OF_THEIRS = """
(episode IN (SELECT ref FROM theirs)
    OR regexp_replace(episode, '/[^/]*$', '') IN (SELECT unnest(ARRAY[ref, key]) FROM theirs))
"""
SAYS = "(body ->> 'episode')"
WITH_THEIRS = """
WITH theirs AS (
    SELECT source || '/' || source_event_id AS ref, correlation AS key
    FROM event WHERE person = :root AND origin = :own)
"""
CLAIM = (
    text(f"{WITH_THEIRS} UPDATE obligation AS o SET origin = :own"  # noqa: S608
         f" WHERE person = :root AND origin IS NULL AND {OF_THEIRS} AND NOT EXISTS ("
         "SELECT FROM obligation t WHERE t.person = :own"
         " AND (t.rule, t.episode) = (o.rule, o.episode))"),
    text(f"{WITH_THEIRS} UPDATE action SET origin = :own"  # noqa: S608
         f" WHERE person = :root AND origin IS NULL AND {OF_THEIRS}"),
    text(f"{WITH_THEIRS} UPDATE event SET origin = :own"  # noqa: S608
         " WHERE person = :root AND origin IS NULL AND source = 'kvarten'"
         f" AND {OF_THEIRS.replace('episode', SAYS)}"),
    text("""
UPDATE event SET origin = :own
WHERE person = :root AND origin IS NULL AND source = 'kvarten' AND body ->> 'action' IN (
    SELECT CAST(id AS text) FROM action WHERE person = :root AND origin = :own)
"""),
)  # fmt: skip


REMEMBER = text("""
UPDATE event SET origin = t.own
FROM unnest(CAST(:refs AS text[]), CAST(:owns AS uuid[])) AS t (ref, own)
WHERE event.source = split_part(t.ref, '/', 1)
    AND event.source_event_id = substr(t.ref, strpos(t.ref, '/') + 1)
""")


@dataclass(frozen=True, slots=True)
class Group:
    """Persons whom merges connect or have connected, and the merges that stand among them."""

    members: frozenset[UUID]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a group: who is somebody of their own and to be folded anew, and who is not."""

    anew: frozenset[UUID] = frozenset()
    ended: frozenset[UUID] = frozenset()


async def group(
    session: AsyncSession, seeds: Iterable[UUID], news: Sequence[tuple[UUID, Event]] = ()
) -> Group:
    """All whom the merges of some persons may move; `news` are not in the table yet."""
    members = frozenset(seeds)
    while True:
        links = [tuple(row) for row in await session.execute(LINKS, {"ids": list(members)})]
        around = {event.ref: (who, event) for who, event in news}
        around |= await _around(session, members, around)
        hashes = [
            bytes.fromhex(event.body.into_value)
            for _, event in around.values()
            if isinstance(event.body, PersonMerged)
        ]
        rows = await session.execute(NAMED, {"hashes": hashes})
        persons: dict[str, UUID] = {row[0]: row[1] for row in rows}
        grown = members | {who for link in links for who in link if who is not None}
        grown |= {who for who, _ in around.values()} | set(persons.values())
        if grown == members:
            return Group(members, tuple(merges(around.values(), persons)))
        members = grown


async def _around(
    session: AsyncSession, members: Iterable[UUID], news: dict[str, tuple[UUID, Event]]
) -> dict[str, tuple[UUID, Event]]:
    """The merges told of some persons with all that corrects them or that they correct, by ref."""
    found: dict[str, tuple[UUID, Event]] = {}
    rows = (await session.execute(MERGES, {"ids": list(members)})).all()
    seen: set[str] = set()
    while True:
        found |= {row[1]: (row[0], told.event_of(row[1:])) for row in rows}
        fresh = (found.keys() | news.keys()) - seen
        if not fresh:
            return found
        seen |= fresh
        both = news | found
        corrected = [event.corrects for _, event in map(both.__getitem__, fresh) if event.corrects]
        values = {"refs": sorted(fresh), "corrected": sorted(corrected)}
        rows = (await session.execute(NEAR, values)).all()


async def remember(session: AsyncSession, origins: Mapping[str, UUID]) -> None:
    """Whom new events were told of, who goes by another number by now."""
    if origins:
        values = {"refs": list(origins), "owns": list(origins.values())}
        await session.execute(REMEMBER, values)


async def settle(session: AsyncSession, found: Group, at: datetime) -> Settled:
    """Let everything of the group lie with whom it belongs to. The persons are locked by now."""
    rows = await session.execute(LINKS, {"ids": list(found.members)})
    before: dict[UUID, UUID] = {row[0]: row[1] or row[0] for row in rows}
    after = roots(found.merges, before)
    moved = sorted(own for own in after if after[own] != before[own])
    if not moved:
        return Settled()
    members = list(before)
    for own in moved:
        if before[own] != own:
            for statement in CLAIM:
                await session.execute(statement, {"own": own, "root": before[own]})
    values = {"owns": moved, "roots": [after[own] for own in moved], "members": members}
    for statement in (*MOVE, BECOME):
        await session.execute(statement, values)
    owing = set((await session.execute(OWING, {"members": members})).scalars())
    for own in moved:
        # One by one: two may come to owe the same by the same merge.
        owed = {"own": own, "root": after[own], "members": members, "at": at}
        for statement in OWED if own in owing else ():
            await session.execute(statement, owed)
    touched = {who for own in moved for who in (own, before[own], after[own])}
    ended = frozenset(who for who in touched if after[who] != who)
    return Settled(frozenset(touched) - ended, ended)
