"""Decide understands what a command makes of the board, or why it makes nothing of it.

Pure: the answer is the list of changes, or a refusal in words the user can read. Doing a thing
twice is `[]`, not an error.
"""

from datetime import date, datetime, timedelta
from typing import assert_never, get_args

from app.days import local_date
from app.events.kinds.own import Route
from app.huddle.board import (
    Actor,
    Board,
    Change,
    Close,
    Closed,
    Command,
    Decide,
    Decided,
    Decision,
    LeaveRow,
    NotHeld,
    OpenRow,
    PresenceSet,
    Refused,
    Reopen,
    Reopened,
    Reveal,
    Row,
    RowLeft,
    RowOpened,
    RowRevealed,
    SetPresence,
    Start,
    Started,
    undecided,
)

START_EARLY = timedelta(minutes=20)
"""A huddle planned for 08.00 may be started from 07.40."""
SHOWN_FOR = timedelta(seconds=30)
"""How long the wall shows a whole name."""
FOUR_WAYS = "Gör i dag, lämna över, lyft till veckan eller avför med skäl."
"""The ends of a third morning, or whichever the centre has set (rule `oavslutad`): what is carried on and on is nobody's."""
FAR = timedelta(days=366)
LONGEST = 500


def decide(board: Board, command: Command, actor: Actor, now: datetime) -> list[Change] | Refused:
    """The changes a command makes to the board at `now`, or why it makes none."""
    if not actor.leads:
        return Refused("Bara den som leder avstämningen kan ändra på tavlan.")
    match command:
        case Start():
            return _start(board, actor, now)
        case Close():
            return _close(board, command, now)
        case SetPresence():
            return _set_presence(board, command)
        case OpenRow():
            return _open_row(board, command, now)
        case LeaveRow():
            return _leave(board, now) if board.current == command.row else []
        case Decide():
            return _decide_row(board, command, now)
        case Reopen():
            return _reopen(board, command)
        case Reveal():
            return _reveal(board, command, now)
        case _:
            assert_never(command)


def _start(board: Board, actor: Actor, now: datetime) -> list[Change] | Refused:
    """Whoever convenes is there from the start, and may say afterwards that it is by link."""
    if board.state == "running":
        return []
    if board.state != "prepared":
        return Refused("Avstämningen är avslutad för i dag.")
    if now < board.starts_at - START_EARLY:
        return Refused("Det är för tidigt att starta. Avstämningen kan startas 20 minuter före.")
    here = [
        PresenceSet(unit, "room")
        for unit, where in board.presence.items()
        if (unit, where) == (actor.party, "absent")
    ]
    return [Started(now, now + (board.ends_at - board.starts_at)), *here]


def _close(board: Board, command: Close, now: datetime) -> list[Change] | Refused:
    if board.over:
        return []
    if board.state == "prepared":
        if not command.by_timetable:
            return Refused("Avstämningen är inte startad.")
        return [NotHeld(now)]
    silent = [row for row in board.rows if row.urgency == "rod" and undecided(row)]
    if silent and not command.by_timetable:
        count = "En röd rad" if len(silent) == 1 else f"{len(silent)} röda rader"
        return Refused(f"{count} är inte beslutade. Besluta dem innan avstämningen avslutas.")
    third = [row for row in board.rows if row.forced and undecided(row)]
    if third and not command.by_timetable:
        count = "En rad" if len(third) == 1 else f"{len(third)} rader"
        return Refused(f"{count} har stått för många morgnar. {FOUR_WAYS}")
    return [*_leave(board, now), Closed(now)]


def _set_presence(board: Board, command: SetPresence) -> list[Change] | Refused:
    if command.party not in board.presence:
        return Refused("Parten är inte kallad till den här avstämningen.")
    if board.presence[command.party] == command.presence:
        return []
    if over := _over(board):
        return over
    return [PresenceSet(command.party, command.presence)]


def _open_row(board: Board, command: OpenRow, now: datetime) -> list[Change] | Refused:
    if board.current == command.row:
        return []
    if board.state != "running":
        return Refused("Starta avstämningen för att ta upp rader.")
    if isinstance(found := _live_row(board, command.row), Refused):
        return found
    return [*_leave(board, now), RowOpened(command.row, now)]


def _leave(board: Board, now: datetime) -> list[Change]:
    if board.current is None or board.current_since is None:
        return []
    return [RowLeft(board.current, max(0, round((now - board.current_since).total_seconds())))]


def _decide_row(board: Board, command: Decide, now: datetime) -> list[Change] | Refused:
    row = _live_row(board, command.row)
    if isinstance(row, Refused):
        return row
    if row.decision is not None:
        if row.decision == command.decision:
            return []
        return Refused("Raden är redan beslutad. Ångra beslutet först.")
    if board.state != "running":
        return _over(board) or Refused("Starta avstämningen för att besluta.")
    if row.forced and command.decision.kind == "defer":
        return Refused(f"Raden har stått för många morgnar och kan inte skjutas upp. {FOUR_WAYS}")
    if fault := _fault(command.decision, now) or _disagreed(board, command.decision):
        return Refused(fault)
    left = _leave(board, now) if board.current == command.row else []
    return [*left, Decided(command.row, command.decision)]


def _reopen(board: Board, command: Reopen) -> list[Change] | Refused:
    row = _live_row(board, command.row)
    if isinstance(row, Refused):
        return row
    if row.decision is None:
        return []
    if board.state != "running":
        return Refused("Avstämningen är avslutad. Beslutet ändras i Mina åtgärder.")
    if row.action is not None and row.action.state in ("accepted", "done"):
        return Refused("Åtgärden är redan mottagen. Lämna över den i Mina åtgärder i stället.")
    return [Reopened(command.row)]


def _reveal(board: Board, command: Reveal, now: datetime) -> list[Change] | Refused:
    row = _live_row(board, command.row)
    if isinstance(row, Refused):
        return row
    if board.state != "running" or board.current != command.row:
        return _over(board) or Refused("Ta upp raden först. Bara den rad som tas upp visas så.")
    if row.shown_until is not None and now < row.shown_until:
        return []
    return [RowRevealed(command.row, now + SHOWN_FOR)]


def _live_row(board: Board, key: str) -> Row | Refused:
    row = board.row(key)
    if row is None:
        return Refused("Raden finns inte på tavlan.")
    if row.withdrawn:
        return Refused("Uppgiften har tagits tillbaka av den som lämnade den.")
    return row


def _over(board: Board) -> Refused | None:
    return Refused("Avstämningen är avslutad för i dag.") if board.over else None


def _fault(decision: Decision, now: datetime) -> str | None:
    """What is wrong with a decision, whoever sent it: it stands in a person's facts for good."""
    texts = (decision.what, decision.owner, decision.role, decision.reason)
    if any(text is not None and len(text) > LONGEST for text in texts):
        return f"Texten är för lång. Skriv högst {LONGEST} tecken."
    if any(text is not None and "\0" in text for text in texts):
        return "Texten innehåller ett tecken som inte går att spara."
    if decision.route is not None and decision.route not in get_args(Route):
        return "Vägen finns inte."
    if decision.journaled is not None and decision.kind not in ("done", "not_needed"):
        return "Journalfört anges om det som är klart eller inte aktuellt."
    return _missing(decision, now) or _impossible(decision.due, decision.until, now)


def _disagreed(board: Board, decision: Decision) -> str | None:
    """What is wrong with the views of a disagreement: it is between two who are called, in their words."""
    if not decision.views:
        return None
    if decision.kind != "lift":
        return "Oenighet om ansvar lyfts till veckan."
    units, texts = [one.unit for one in decision.views], [one.text for one in decision.views]
    if len(set(units)) != 2 or len(units) != 2 or not all(unit in board.presence for unit in units):
        return "Välj två parter som är kallade till avstämningen."
    if not all(0 < len(text.strip()) <= LONGEST and "\0" not in text for text in texts):
        return f"Skriv båda parternas syn, med högst {LONGEST} tecken var."
    return None


def _missing(decision: Decision, now: datetime) -> str | None:
    match decision.kind:
        case "action":
            if not (decision.what or "").strip() or not decision.owner:
                return "Säg vad som ska göras och vem som gör det."
            if decision.due is None or decision.due.tzinfo is None or decision.due <= now:
                return "Välj en tid som inte har passerat."
        case "defer":
            if decision.until is None or decision.until <= local_date(now):
                return "Välj en dag efter i dag att skjuta upp till."
            if not (decision.reason or "").strip():
                return "Skriv varför raden skjuts upp."
        case "lift" | "drop" | "not_needed":
            if not (decision.reason or "").strip():
                return "Välj eller skriv ett skäl."
        case "done":
            pass
        case _:
            assert_never(decision.kind)
    return None


def _impossible(due: datetime | None, until: date | None, now: datetime) -> str | None:
    if due is not None and due.tzinfo is None:
        return "Tiden saknar tidszon."
    if (due is not None and due > now + FAR) or (until is not None and until > (now + FAR).date()):
        return "Välj en tid inom ett år."
    return None
