"""Two worlds that differ only in what a viewer may not see are one world to that viewer.

The same bytes leave the server: the snapshot, and number by number the changes, whatever kind of
change was made where the viewer may not look. Nothing is compared but what is encoded.
"""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import tables
from app.access.subject import Subject
from app.days import Calendar
from app.house import House
from app.huddle import board as b
from app.huddle import look, packs
from app.huddle import messages as m
from app.huddle.evolve import evolve
from app.huddle.matter import Owner, Stood
from app.huddle.store import Huddle
from app.huddle.verdict import Section, Urgency
from app.organisation import Centre, Organisation
from tests.sights import (
    CALLED,
    CONTROLLERS,
    DESKS,
    HOME_HELP,
    HSL,
    NEEDS,
    NOW,
    PARTIES,
    PUD,
    VC,
    WALL,
    a_consent,
    a_fact,
    a_matter,
    a_reason,
)

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
ENCODE = msgspec.json.Encoder().encode
AUDIENCES = {**{name: DESKS[name] for name in ("hsl", "planerare", "bistand")}, "wall": WALL}
OPEN = Subject(VC, a_consent("given"))
SEEN, ALSO_SEEN = "seen", "also"
PLACES: tuple[b.Place, ...] = ("now", "later", "unclear")
"""Where the convenor has a row that all may see, because of the others and of what is behind it."""
CLOSED = {
    # A row, and a subject with which none of the audiences may see why it is there.
    "neutral-a": Subject(VC, (), (HOME_HELP, NEEDS)),
    "neutral-o": Subject(VC, a_consent("ended"), (HOME_HELP, NEEDS)),
    "nothing": Subject(VC),
    "refused": Subject(VC, a_consent("refused")),
    "sensitive": OPEN,
}
NAMES = {"neutral-a": "Ärla Öst", "neutral-o": "Ada Ek", "seen": "Siv Ahl", "also": "Tage Ö"}
IDS = {key: str(UUID(int=n)) for n, key in enumerate([SEEN, ALSO_SEEN, *CLOSED], start=1)}

D7 = a_fact("D7", "region")
"""The centre's own, and nobody else's, with consent or without."""
SECRETS = [
    # What may stand behind a row, from nothing much to the worst; the first reason decides.
    (a_reason("oro", D7, urgency=Urgency.GRA, section=Section.KOMMANDE, seconds=20),),
    (a_reason("akuten", D7, a_fact("D2"), urgency=Urgency.ROD, due=NOW, deadline=NOW, seconds=90),
     a_reason("ramlat", a_fact("D3"))),
    (a_reason("ramlat", a_fact("D3"), D7, role="aldre_ssk", what="Ring om ramlat"),
     a_reason("oro", D7), a_reason("akuten", a_fact("D6"))),
]  # fmt: skip
STATES: list[dict[str, Any]] = [
    # And how far the room has come with it. Nobody of the audiences owns what was decided.
    {"place": "later"},
    {"place": "now", "new_at": NOW, "spent": 40,
     "decision": b.Decision("d", "action", "Ring om oro", HSL, due=NOW),
     "action": b.ActionMark("returned", "akuten igen")},
    {"place": "unclear", "withdrawn": True, "decision": b.Decision("e", "lift", reason="ramlat")},
]  # fmt: skip
STOODS = [Stood(), Stood(4, "atersand", "oro"), Stood(2, "ny_handelse", "ramlat")]


def closed_row(key: str, secret: int, state: int) -> b.Row:
    """A row of which only the name and the planned day may be known, and that by two units alone."""
    reasons = SECRETS[secret]
    neutral = key.startswith("neutral")
    matter = a_matter(
        *reasons, person=IDS[key], name=NAMES.get(key, f"Hemlig {key}"), subject=CLOSED[key],
        puds={HOME_HELP: PUD, NEEDS: PUD} if neutral else {}, cfs=[3, None, 8][secret],
        age=[70, 81, 99][state], birth_year=[1934, 1940, 1950][state],
        stood=tuple(STOODS[(secret + state) % 3] for _ in reasons),
    )  # fmt: skip
    first = reasons[0]
    told = {
        "section": first.section.value,
        "urgency": first.urgency.value,
        "seconds": first.seconds,
    }
    return b.Row(key, content=matter, **{**told, **STATES[state]})  # type: ignore[arg-type]


def seen_row(key: str, secret: int, state: int) -> b.Row:
    """A row that all may see, with more behind it that they may not: a reason, a score, an owner."""
    lesser = (
        replace(reason, facts=(D7,), deadline=PUD, since=NOW - timedelta(days=30))
        for reason in SECRETS[secret][:state]
    )
    # What others' rows have taken, and what is done about an earlier event, is the centre's own.
    reasons = (a_reason("akut-ej-inlagd", learned=[None, 30, 120][secret]), *lesser)
    first = [Stood(2), Stood(2, "ny_handelse", "oro"), Stood(2, "ny_handelse", "ramlat")][secret]
    stood = (first, *(STOODS[secret] for _ in reasons[1:]))
    matter = a_matter(*reasons, person=IDS[key], name=NAMES[key], subject=OPEN, stood=stood,
                      cfs=[3, 5, 8][secret], cfs_fact=D7, owner_fact=D7,
                      owner=Owner(["a", "b", "c"][secret], "oro", "kommun_hsl"))  # fmt: skip
    return b.Row(key, PLACES[secret], "sedan_sist", "gul", 60, matter)


ROWS = {SEEN: seen_row, ALSO_SEEN: seen_row, **dict.fromkeys(CLOSED, closed_row)}
three = st.integers(0, 2)


@st.composite
def agendas(draw: st.DrawFn) -> tuple[b.Row, ...]:
    """All the rows in any order: where the convenor has them rests on what is hidden too."""
    keys = draw(st.permutations(list(ROWS)))
    secret, state = draw(three), draw(three)
    # The hidden differ from row to row, and all of them from world to world.
    return tuple(
        ROWS[key](key, (secret + n) % 3, (state + n // 3) % 3) for n, key in enumerate(keys)
    )


SHARED: list[b.Change] = [
    b.Started(NOW, NOW + timedelta(minutes=15)),
    b.PresenceSet(HOME_HELP, "room"),
    b.RowOpened(SEEN, NOW),
    b.RowLeft(SEEN, 40),
    b.Decided(SEEN, b.Decision("d1", "action", "Ring", HOME_HELP, due=PUD)),
    b.ActionMoved(SEEN, b.ActionMark("accepted")),
    b.Reopened(ALSO_SEEN),
    b.RowWithdrawn(ALSO_SEEN),
    b.Decided("neutral-a", b.Decision("d2", "action", "Ring", NEEDS, due=PUD)),
    b.Closed(NOW),
    b.NotHeld(NOW),
]
SHOWN = (SEEN, ALSO_SEEN)
UNOWNED = ("neutral-o", "nothing", "refused", "sensitive")
"""Rows of which nobody of the audiences owns an action, whatever else has happened."""
closed = st.sampled_from(list(CLOSED))
unowned = st.sampled_from(UNOWNED)


def on_closed(board: b.Board) -> st.SearchStrategy[b.Change]:
    """Any change that is made where the audiences may not look."""
    changes = [
        st.builds(closed_row, closed, three, three).map(b.RowRevised),
        st.builds(seen_row, st.sampled_from(SHOWN), three, three).map(
            lambda row: b.RowRevised(replace(row, withdrawn=_row(board, row.id).withdrawn))
        ),
        st.builds(b.RowWithdrawn, closed),
        st.builds(b.Decided, unowned, st.sampled_from([s["decision"] for s in STATES[1:]])),
        st.builds(b.Reopened, unowned),
        st.builds(b.ActionMoved, unowned, st.just(STATES[1]["action"])),
        st.just(b.SightChanged()),
    ]
    # The room leaves one row before it takes up the next: that much all may see (decide.py).
    if board.current not in SHOWN:
        changes += [st.builds(b.RowOpened, closed, st.sampled_from([NOW, PUD])),
                    st.builds(b.RowLeft, closed, three)]  # fmt: skip
    # An agenda is built anew only before the room has begun.
    own = _row(board, "neutral-a").decision
    untouched = all(_untouched(_row(board, key)) for key in SHOWN)
    if board.state == "prepared" and untouched and (own is None or own.owner != NEEDS):
        changes.append(agendas().map(b.AgendaBuilt))
    return st.one_of(changes)


def _untouched(row: b.Row) -> bool:
    return (row.decision, row.action, row.spent, row.withdrawn) == (None, None, 0, False)


def _row(board: b.Board, key: str) -> b.Row:
    row = board.row(key)
    assert row is not None
    return row


EMPTY = b.Board(NOW, NOW + timedelta(minutes=15), presence={p.unit: "absent" for p in CALLED})


def house() -> House:
    """The house as far as a snapshot asks it: who is called, and what they are."""
    providers = {
        key: tables.Provider(hsa_id=key, name=key, kind=one.kind, authority=one.authority)
        for key, one in CONTROLLERS.items()
    }
    units = {
        party.unit: tables.Unit(
            hsa_id=party.unit, name=party.unit, short=party.unit, kind="x",
            provider=party.provider.id,
        )
        for party in PARTIES.values()
    }  # fmt: skip
    called = tuple(
        tables.Party(centre=VC, unit=party.unit, role=party.role, place=n)
        for n, party in enumerate(CALLED)
    )
    centre = Centre(
        VC, "Vårdcentralen", Calendar(time(8), frozenset(range(5)), frozenset()), called
    )
    return House(None, None, Organisation(providers, units, {VC: centre}, {}), packs.every())  # type: ignore[arg-type]


HOUSE = house()


class World:
    """A board, and what of it goes out to one audience."""

    def __init__(self, audience: look.Audience, *, exceeds: bool, lifted: int) -> None:
        self.audience, self.board = audience, EMPTY
        huddle = Huddle(UUID(int=99), VC, date(2026, 11, 24), NOW, NOW, NOW, NOW, "prepared", 0,
                        round="daily", red_exceeds=exceeds, judged_at=None, wakes_at=None, silent=())  # fmt: skip
        met = {"akut-ej-inlagd": lifted}
        self.scene = look.Scene(HOUSE, huddle, HOUSE.organisation.centres[VC], (), lifted, met)

    def hears(self, change: b.Change) -> bytes:
        """What goes out when a change is made: the board anew, or a number with what is seen."""
        before, self.board = self.board, evolve(self.board, change)
        seeing = self.scene.seeing(NOW)
        if look.anew(before, self.board, change, self.audience, seeing):
            return self.shows()
        part = look.change_view(before, self.board, change, self.audience, seeing)
        return ENCODE(m.Numbered(self.board.version, part))

    def shows(self) -> bytes:
        told = look.snapshot(self.scene, self.board, self.audience, False, {HOME_HELP}, NOW)
        return ENCODE(told)


@given(st.sampled_from(sorted(AUDIENCES)), st.data())
@settings(max_examples=3 * settings.default.max_examples)
def test_what_a_viewer_may_not_see_makes_no_difference(who: str, data: st.DataObject) -> None:
    one = World(AUDIENCES[who], exceeds=True, lifted=3)
    other = World(AUDIENCES[who], exceeds=False, lifted=0)
    told = [world.hears(b.AgendaBuilt(data.draw(agendas()))) for world in (one, other)]
    assert told[0] == told[1]
    for _ in range(data.draw(st.integers(0, 5))):
        shared = data.draw(st.none() | st.sampled_from(SHARED))
        changes = [shared or data.draw(on_closed(world.board)) for world in (one, other)]
        first, second = (w.hears(c) for w, c in zip((one, other), changes, strict=True))
        assert first == second, changes
        if shared is None:
            assert set(msgspec.json.decode(first)) == {"type", "v"}, "a bare number"
        assert one.shows() == other.shows(), changes
    for word in ("akuten", "ramlat", "oro", "Hemlig", "D7"):
        assert word.encode() not in one.shows()


@given(st.sampled_from(sorted(AUDIENCES)), agendas())
def test_the_two_worlds_are_worth_comparing(who: str, rows: tuple[b.Row, ...]) -> None:
    """Each audience sees something of the agenda, and not all of it."""
    world = World(AUDIENCES[who], exceeds=False, lifted=0)
    world.hears(b.AgendaBuilt(rows))
    shown = msgspec.json.decode(world.shows())["board"]["rows"]
    places = [row["place"] for row in shown]
    neutral = 2 if who in ("planerare", "bistand") else 0
    assert places == ["now"] * 2 + ["mine"] * neutral
    assert [row["content"]["name"] for row in shown if row["place"] == "mine"] == [
        "Ada Ek", "Ärla Öst",
    ][:neutral]  # fmt: skip
    whole = World(replace(DESKS["ssk"]), exceeds=False, lifted=0)
    whole.hears(b.AgendaBuilt(rows))
    assert len(msgspec.json.decode(whole.shows())["board"]["rows"]) == len(ROWS)
