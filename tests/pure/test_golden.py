"""Golden transcripts: the server's evolve and the browser's make the same board of the same changes.

Each file is {"name", "board", "changes", "result"} in the form of the wire; vitest runs the same.
"""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.huddle.board import Board
from app.huddle.evolve import replay
from app.huddle.messages import BoardView, ChangeView
from app.huddle.store import CHANGES

FOLDER = Path(__file__).resolve().parent.parent / "golden" / "transcripts"
FILES = sorted(FOLDER.glob("*.json"))
NOT_TOLD = {"sight_changed", "row_revealed"}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    return found


def change(body: dict[str, Any]) -> Any:
    fields = {name: value for name, value in body.items() if name != "type"}
    return msgspec.convert(fields, CHANGES[body["type"]], strict=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_changes_make_the_board_that_the_transcript_says(path: Path) -> None:
    one = told(path)
    board = msgspec.convert(one["board"], Board, strict=False)
    result = msgspec.convert(one["result"], Board, strict=False)
    assert replay(board, [change(body) for body in one["changes"]]) == result


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_transcript_is_in_the_form_of_the_wire(path: Path) -> None:
    one = told(path)
    assert set(one) == {"name", "board", "changes", "result"}
    for board in (one["board"], one["result"]):
        view = msgspec.convert(board, BoardView, strict=False)
        assert set(board) == set(msgspec.to_builtins(view)), "a field is missing or unknown"
    for body in one["changes"]:
        view = msgspec.convert(body, ChangeView, strict=False)
        assert set(body) == set(msgspec.to_builtins(view))


def test_every_kind_of_change_that_goes_over_the_wire_stands_in_a_transcript() -> None:
    used = {body["type"] for path in FILES for body in told(path)["changes"]}
    assert used == set(CHANGES) - NOT_TOLD


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_change_counts_one(path: Path) -> None:
    one = told(path)
    assert one["result"]["version"] == one["board"]["version"] + len(one["changes"])
