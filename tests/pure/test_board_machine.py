"""The huddle as a machine: whatever happens in whatever order, all who watch see the same line.

The agenda is refreshed, commands are given, actions move. Live equals replayed; doing a thing twice
is doing it once; and what each kind of viewer has put together from its own frames is what a
fresh board would show it, with no number missing and nothing of a person it may not hear of.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.huddle import board as b
from app.huddle import lineup, look
from app.huddle.decide import decide
from app.huddle.evolve import evolve, replay
from app.huddle.store import CHANGES
from app.huddle.verdict import Urgency
from tests.boards import CONVENOR, ENDS, NOW, STARTS, a_decision
from tests.matters import (
    AUDIENCES,
    CALLED,
    SEEING,
    a_fact,
    a_matter,
    a_reason,
    a_subject,
)

PERSONS = ("p1", "p2", "p3", "p4")
EMPTY = b.Board(STARTS, ENDS, presence={party.unit: "absent" for party in CALLED})
KINDS = ("done", "not_needed", "defer", "lift", "drop")
STATES = ("accepted", "returned", "done")
NOTICED = a_subject(consent=False, concerned=["ht"])
"""Home help has been told of a discharge to come, and of no more than that."""

reasons = st.sampled_from(
    [
        (a_reason(),),
        (a_reason(urgency=Urgency.ROD),),
        (a_reason(facts=[a_fact("D6", "ks")]),),  # only social care's own, or with consent
        (a_reason(urgency=Urgency.ROD, facts=[a_fact("D3")]), a_reason("inskriven")),
    ]
)
subjects = st.sampled_from(
    [
        a_subject(),
        a_subject(consent=False),
        NOTICED,
        a_subject(concerned=["ht", "bi"]),
    ]
)
persons = st.sampled_from(PERSONS)
ROWS = st.sampled_from([*PERSONS, "nobody"])


def told(view: Any, kind: type[Any]) -> Any:
    """What a client makes of a view: the same fields in the shape that evolve knows."""
    return msgspec.convert(msgspec.to_builtins(view), kind, strict=False)


def change_told(view: Any) -> Any:
    body = msgspec.to_builtins(view)
    return msgspec.convert(body, CHANGES[body.pop("type")], strict=False)


class Viewer:
    """A client: what it has put together, and the numbers it has heard."""

    def __init__(self, audience: look.Audience) -> None:
        self.audience = audience
        self.board = told(look.board_view(EMPTY, audience, SEEING), b.Board)

    def hear(self, before: b.Board, after: b.Board, change: b.Change) -> None:
        assert after.version == self.board.version + 1, "a number is missing"
        stood = self.standing() if before.state == "running" else {}
        self.take(before, after, change)
        stands = self.standing()
        if stood.keys() <= stands.keys():
            kept = {key: place for key, place in stands.items() if key in stood}
            assert list(kept.items()) == list(stood.items()), "what was there has moved"

    def standing(self) -> dict[str, str]:
        """Where each row is that says anything, in their order."""
        return {row.id: row.place for row in self.board.rows if row.place != "mine"}

    def take(self, before: b.Board, after: b.Board, change: b.Change) -> None:
        if look.anew(before, after, change, self.audience, SEEING):
            self.board = told(look.board_view(after, self.audience, SEEING), b.Board)
            return
        part = look.change_view(before, after, change, self.audience, SEEING)
        if part is None:
            self.board = replace(self.board, version=after.version)
        else:
            self.board = evolve(self.board, change_told(part))


class Huddle(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.board = EMPTY
        self.line: list[b.Change] = []
        self.viewers = [Viewer(audience) for audience in AUDIENCES]
        self.matters: dict[str, Any] = {}
        self.now = STARTS
        self.ids = 0

    def append(self, changes: list[b.Change]) -> None:
        for change in changes:
            before, self.board = self.board, evolve(self.board, change)
            self.line.append(change)
            for viewer in self.viewers:
                viewer.hear(before, self.board, change)

    def command(self, command: b.Command) -> None:
        self.now += timedelta(seconds=7)
        changes = decide(self.board, command, CONVENOR, self.now)
        if isinstance(changes, b.Refused):
            assert changes.reason.endswith(".")
            return
        self.append(changes)
        assert decide(self.board, command, CONVENOR, self.now) == []

    @initialize(running=st.booleans())
    def the_agenda_is_built(self, running: bool) -> None:
        self.matters["p1"] = a_matter("p1", subject=NOTICED)
        self.refresh()
        if running:
            self.command(b.Start())

    def refresh(self) -> None:
        decided = {row.id for row in self.board.rows if row.decision is not None}
        fresh = {key: one for key, one in self.matters.items() if key not in decided}
        rows, _ = lineup.rows(fresh, minutes=4)
        before = self.board
        subjects = {key: one.subject for key, one in self.matters.items()}
        self.append(lineup.changes(self.board, rows, subjects, self.now))
        if before.state == "running":
            kept = [row.id for row in self.board.rows if before.row(row.id) is not None]
            assert kept == [row.id for row in before.rows], "what was there has moved"
        assert lineup.changes(self.board, rows, subjects, self.now) == [], (
            "refreshing twice is once"
        )

    @rule(
        person=persons, reasons=reasons, subject=subjects, name=st.sampled_from(["Alva", "Östen"])
    )
    def something_comes_in(self, person: str, reasons: Any, subject: Any, name: str) -> None:
        self.matters[person] = a_matter(person, *reasons, subject=subject, name=name)
        self.refresh()

    @rule(person=persons)
    def a_source_takes_it_back(self, person: str) -> None:
        self.matters.pop(person, None)
        self.refresh()

    @rule()
    def somebody_may_see_more_or_less(self) -> None:
        self.append([b.SightChanged()])

    @rule()
    def the_convenor_starts(self) -> None:
        self.command(b.Start())

    @rule(row=ROWS)
    def a_row_is_opened(self, row: str) -> None:
        self.command(b.OpenRow(row))

    @rule(row=ROWS)
    def a_row_is_left(self, row: str) -> None:
        self.command(b.LeaveRow(row))

    @rule(row=ROWS)
    def a_whole_name_is_shown(self, row: str) -> None:
        self.command(b.Reveal(row))

    def decide(self, row: str, kind: str, **told: Any) -> None:
        self.ids += 1
        self.command(b.Decide(row, a_decision(kind, f"d{self.ids}", **told)))

    @rule(row=ROWS, owner=st.sampled_from(["ht", "vc"]))
    def an_action_is_given(self, row: str, owner: str) -> None:
        self.decide(row, "action", owner=owner, due=self.now + timedelta(hours=1))

    @rule(row=ROWS, kind=st.sampled_from(KINDS))
    def a_row_is_decided(self, row: str, kind: str) -> None:
        self.decide(row, kind)

    @rule(row=ROWS)
    def a_decision_is_regretted(self, row: str) -> None:
        self.command(b.Reopen(row))

    @rule(row=ROWS, state=st.sampled_from(STATES))
    def an_action_comes_further(self, row: str, state: Any) -> None:
        found = self.board.row(row)
        if found is not None and found.action is not None:
            self.append([b.ActionMoved(row, b.ActionMark(state, "Hinner inte"))])

    @rule(party=st.sampled_from(["ht", "kp"]), presence=st.sampled_from(["room", "link", "absent"]))
    def somebody_comes_or_goes(self, party: str, presence: Any) -> None:
        self.command(b.SetPresence(party, presence))

    @precondition(lambda self: len(self.line) > 8)
    @rule(by_timetable=st.booleans())
    def the_huddle_is_closed(self, by_timetable: bool) -> None:
        self.command(b.Close(by_timetable))

    @invariant()
    def replayed_is_live(self) -> None:
        assert replay(EMPTY, self.line) == self.board
        assert self.board.version == len(self.line)

    @invariant()
    def each_viewer_has_what_a_fresh_board_would_show(self) -> None:
        for viewer in self.viewers:
            fresh = told(look.board_view(self.board, viewer.audience, SEEING), b.Board)
            assert viewer.board == fresh, viewer.audience

    @invariant()
    def nobody_reads_of_a_person_they_may_not_hear_of(self) -> None:
        planner = next(one for one in self.viewers if one.audience.parties[0].unit == "ht")
        read = {row.id for row in planner.board.rows}
        for row in self.board.rows:
            subject = row.content.subject
            hears = subject.consents or "ht" in subject.concerned
            assert hears or row.id not in read

    @invariant()
    def what_is_in_hand_is_on_the_board_of_a_running_huddle(self) -> None:
        if self.board.current is not None:
            assert self.board.state == "running"
            assert self.board.row(self.board.current) is not None


TestHuddle = Huddle.TestCase
TestHuddle.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_numbers_never_move_back_and_a_version_counts_the_line() -> None:
    line = [b.AgendaBuilt(()), b.Started(NOW, ENDS), b.SightChanged(), b.Closed(NOW)]
    versions = [replay(EMPTY, line[:n]).version for n in range(len(line) + 1)]
    assert versions == [0, 1, 2, 3, 4]
