"""Whatever bytes come as a file: no crash, each row used, rejected or not used, and nothing quoted."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.hl7 import NotUsed, Unreadable
from app.events.mapping import FOLDER
from app.events.table import load, translate
from app.events.table.file import TableFile, meaning
from app.events.wire import Fault, read

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "table"
FILES = sorted(path for path in GOLDEN.iterdir() if path.suffix in {".csv", ".xlsx"})
MAPPINGS = {path.stem: load(FOLDER / f"{path.stem}.yaml") for path in FILES}
BEGINS = {path.stem: path.read_bytes() for path in FILES}
TOKENS = [
    b"\n",
    b'"',
    b";",
    b"\t",
    b",",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"2026-13-45 99:99",
]


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """The file with a few bytes changed, lost, doubled or put in."""
    body = bytearray(raw)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(body) + 1)
        match dice.randrange(5):
            case 0 if at < len(body):
                body[at] = dice.randrange(256)
            case 1:
                del body[at : at + dice.randint(1, 40)]
            case 2:
                body[at:at] = dice.choice(TOKENS)
            case 3:
                body[at:at] = body[at : at + dice.randint(1, 200)]
            case _:
                body = body[: max(at, 1)]
        if not body:
            return b""
    return bytes(body)


@contextmanager
def written(raw: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fil"
        path.write_bytes(raw)
        yield path


@pytest.mark.parametrize("name", sorted(MAPPINGS))
@given(seed=st.integers(0, 2**32))
def test_a_changed_file_is_read_row_by_row_or_says_why_not(name: str, seed: int) -> None:
    dice, mapping = random.Random(seed), MAPPINGS[name]
    with written(mutated(BEGINS[name], dice)) as path:
        numbers = []
        with suppress(Unreadable):
            for row in TableFile(path, mapping).rows():
                numbers.append(row.number)
                told = meaning(row, mapping)
                assert isinstance(told, (list, NotUsed, Unreadable))
        assert numbers == sorted(set(numbers)), "each row once, in order"


CELL = st.one_of(
    st.text(max_size=8), st.integers(-(10**15), 10**15), st.floats(), st.booleans(),
    st.sampled_from(["19340304T027", "192907059022", "2026-11-20 03:10", "AKUT", "HEM", "1e999"]),
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(MAPPINGS))
@given(data=st.data())
def test_any_cells_at_all_become_events_that_can_be_read_or_a_word(name: str, data) -> None:
    """What is told is whole: the line that everything takes can read it, whatever it then says."""
    mapping = MAPPINGS[name]
    columns = data.draw(st.lists(st.sampled_from(mapping.columns), unique=True))
    row = {column: data.draw(CELL) for column in columns}
    told: Any
    try:
        told = translate(msgspec.json.encode(row), mapping)
    except Unreadable as error:
        told = error
    if isinstance(told, Unreadable):
        assert told.field in {*mapping.columns, "rad"}
        quoted = [value for value in map(str, row.values()) if value in told.reason]
        assert all(len(value) < 4 for value in quoted)
        return
    for event in told if isinstance(told, list) else ():
        found = read(msgspec.json.encode(event))
        assert not isinstance(found, Fault) or found.field.startswith(("time", "data.")), found
