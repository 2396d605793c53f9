"""Blocks: whatever TCP does to the bytes, the same messages come of them, and none is too large."""

from hypothesis import given
from hypothesis import strategies as st

from app.events.hl7.blocks import HEAD, Block, Blocks
from tests.pure.hl7_messages import admission

LARGEST = 5000
messages = st.binary(max_size=60).map(
    lambda raw: b"MSH|" + raw.translate(None, b"\x0b\x1c")
) | st.sampled_from([admission(), b"", b"MSH" + b"x" * LARGEST, b"MSH" + b"y" * 3 * LARGEST])
between = st.sampled_from([b"\r", b"", b"\r\n", b"\n\n", b"skrap", b"\r\x1c\r"])


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[bytes], bytes]:
    sent = draw(st.lists(messages, max_size=6))
    parts = [b"\x0b" + one + b"\x1c" + draw(between) for one in sent]
    return sent, draw(between).replace(b"\x1c", b"") + b"".join(parts)


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(stream)) for place in places} | {len(stream)})
    return [stream[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


@given(streams(), st.lists(st.integers(0, 4 * LARGEST), max_size=12))
def test_any_cut_of_the_bytes_gives_the_same_messages(told, places) -> None:
    sent, stream = told
    blocks = Blocks(LARGEST)
    found = [block for part in cut(stream, places) for block in blocks.feed(part)]
    assert found == [
        Block(one) if len(one) <= LARGEST else Block(one[:HEAD], whole=False) for one in sent
    ]
    assert not blocks.inside


@given(st.lists(st.binary(min_size=1, max_size=3), max_size=200))
def test_rubbish_fills_no_memory_and_stops_nothing(parts: list[bytes]) -> None:
    blocks = Blocks(100)
    for part in parts:
        blocks.feed(part)
        assert len(blocks._buffer) <= 100 + 3
    blocks.feed(b"\x1c")
    assert blocks.feed(b"\x0bMSH|igen\x1c") == [Block(b"MSH|igen")]


def test_a_message_that_was_broken_off_is_not_taken_for_the_next_one_s_beginning() -> None:
    blocks = Blocks(LARGEST)
    assert blocks.feed(b"\x0bMSH|^~\\&|A\rPID|1|") == []
    assert blocks.feed(b"\x0b" + admission() + b"\x1c\r") == [Block(admission())]


def test_a_vertical_tab_within_a_text_is_no_beginning() -> None:
    message = admission() + b"\rNTE|1||rad ett\x0brad tv\xc3\xa5"
    assert Blocks(LARGEST).feed(b"\x0b" + message + b"\x1c\r") == [Block(message)]


def test_a_message_of_exactly_the_largest_size_is_whole() -> None:
    blocks = Blocks(10)
    assert blocks.feed(b"\x0b" + b"1234567890" + b"\x1c") == [Block(b"1234567890")]
    assert blocks.feed(b"\x0b" + b"12345678901" + b"\x1c") == [Block(b"12345678901", whole=False)]
