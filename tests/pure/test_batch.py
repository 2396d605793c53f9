"""A batch is taken apart into its events; one that is broken does not take the others with it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.batch import split

GOOD = b'{"id": "e1", "data": {"a": [1, "]},{["]}}'
DEEP = b"[" * 3000 + b"]" * 3000

# The batch, its events (None: it is no list that could be taken apart), and what is hard about it.
BATCHES: list[tuple[bytes, list[bytes] | None, str]] = [
    (b"[]", [], "nothing in it"),
    (b" [ ] ", [], "nothing but room"),
    (b"[" + GOOD + b"]", [GOOD], "brackets within a string"),
    (b"[" + GOOD + b"," + GOOD + b"]", [GOOD, GOOD], "two"),
    (b"\n[" + GOOD + b',\r\n{"a": tru}]\n', [GOOD, b'{"a": tru}'], "one that is no JSON"),
    (b'[{"a": "\\ud800"},' + GOOD + b"]", [b'{"a": "\\ud800"}', GOOD], "half a surrogate pair"),
    (b"[" + DEEP + b"," + GOOD + b"]", [DEEP, GOOD], "one that is deeper than is followed"),
    (b'[{"a": "\xff"},' + GOOD + b"]", [b'{"a": "\xff"}', GOOD], "one that is not UTF-8"),
    (b'[{"a": "\\"]"} x, 7]', [b'{"a": "\\"]"} x', b"7"], "a quotation mark within a string"),
    (b"[" + GOOD + b",]", [GOOD, b""], "a comma too many"),
    (b"[,]", [b"", b""], "nothing but a comma"),
    (b"[{]}", None, "crossed brackets end it before its end"),
    (b"[" + GOOD, None, "cut off"),
    (b"[" + GOOD + b',{"id": "e', None, "cut off in a string"),
    (b"[" + GOOD + b"]]", None, "ended twice"),
    (b"[" + GOOD + b"}", None, "ended by another sign"),
    (GOOD, None, "an event alone"),
    (b"", None, "nothing at all"),
    (b'"[]"', None, "a text"),
]


@pytest.mark.parametrize(("body", "events", "_comment"), BATCHES, ids=[b[2] for b in BATCHES])
def test_a_batch_is_taken_apart(body: bytes, events: list[bytes] | None, _comment: str) -> None:
    found = split(body)
    assert (found if found is None else [bytes(one) for one in found]) == events


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('a"\\[]{},', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('"]a', max_size=3), inner),
    max_leaves=5,
)


@given(st.lists(JSON, max_size=4), st.integers(0, 4))
def test_the_whole_events_around_a_broken_one_come_out_as_they_went_in(
    events: list[object], at: int
) -> None:
    parts = [json.dumps(event).encode() for event in events]
    broken = [*parts[:at], b'{"a": tru}', *parts[at:]]
    found = split(b"[" + b" , ".join(broken) + b"]")
    assert found is not None
    assert [bytes(one) for one in found] == broken


# Sixteen megabytes that would take minutes if each place in them were tried.
LONG = [
    b'["' + b'\\"' * 4_000_000,
    b"[" + b'"' * 8_000_001,
    b"[" * 8_000_000,
    b'["' + b"a" * 8_000_000,
]


@pytest.mark.parametrize("body", LONG, ids=["escapes", "quotes", "brackets", "one string"])
def test_a_hostile_batch_is_given_up_at_once(body: bytes) -> None:
    begun = time.process_time()
    assert split(body) is None
    assert time.process_time() - begun < 5
