"""How HL7 v2 is written: marks, letters, ends of lines, frames, and rubbish of every kind."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.hl7 import Unreadable, messages, translate
from tests.pure.hl7_messages import GOLDEN, MAPPING, acknowledged, admission, answer, events


@pytest.mark.parametrize("marks", ["|^~\\&", "$%*!@", ";:#?/", "¤§~\\&", "|^~\\&#"])
def test_the_marks_are_those_that_the_message_declares(marks: str) -> None:
    swap = str.maketrans(dict(zip("|^~\\&", marks, strict=False)))
    told = admission(pid_5="Berg\\T\\dal^Gulli~x", pid_3="7^^^SAS MRN&1.2&ISO~5").decode()
    header = marks + told[8:].split("\r")[0].translate(swap)
    rest = [line.translate(swap) for line in told.split("\r")[1:]]
    person, _ = events("\r".join(["MSH" + header, *rest]).encode())
    assert person["data"]["family_name"] == f"Berg{marks[4]}dal"
    assert person["data"]["person_id"]["value"] == "7"


@pytest.mark.parametrize("marks", ["|^^\\&", "|^A\\&", "| ~\\&", "|^~\x7f&", "|&"])
def test_marks_that_cannot_be_told_apart_are_refused_before_a_field_is_read(marks: str) -> None:
    told = admission().replace(b"|^~\\&", marks.encode())
    assert answer(told)["unreadable"] == "MSH-2"


@pytest.mark.parametrize(
    "header", ["", "MSH", "MSH|", "MSH||||", "MSHHHHHH", "MSH|^^\\&|", "PID|1"]
)
def test_a_header_without_five_different_marks_is_unreadable(header: str) -> None:
    with pytest.raises(Unreadable) as refused:
        translate(header.encode(), MAPPING)
    assert refused.value.field.startswith("MSH")


LETTERS = [
    # what MSH-18 says, what it is written in; why
    ("UNICODE UTF-8", "utf-8", "true"),
    ("UNICODE UTF-8", "latin-1", "a lie"),
    ("8859/1", "latin-1", "true"),
    ("8859/1", "utf-8", "the other lie"),
    ("ASCII", "latin-1", "more than it says"),
    ("ASCII", "utf-8", "more than it says"),
    ("", "latin-1", "not said"),
    ("ISO IR87", "utf-8", "a set we have not"),
    ("8859/15~ISO IR87", "iso8859-15", "the first is the message's own"),
]


@pytest.mark.parametrize(("said", "written", "why"), LETTERS)
def test_swedish_letters_survive_whatever_the_sender_says(said, written, why) -> None:
    message = admission(msh_18=said, pid_5="Åkerhäll^Örjan").decode().encode(written)
    data = events(message)[0]["data"]
    assert (data["family_name"], data["given_name"]) == ("Åkerhäll", "Örjan"), why


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("around", ["{}", "\ufeff{}", "\x0b{}\x1c\r", "\n\n{}\n\n"])
def test_messages_are_found_however_they_are_ended_and_framed(end: str, around: str) -> None:
    one, two = (admission(msh_10=number).decode().replace("\r", end) for number in "12")
    stream = around.replace("\ufeff", "").format(one + end) + around.format(two + end)
    raw = ("\ufeff" * ("\ufeff" in around) + stream.replace("\ufeff", "")).encode()
    found = list(messages(raw))
    ids = [events(message)[0]["id"] for message in found]
    assert ids == [f"00000000000{n}@20261120T031100/person" for n in (1, 2)]


def test_what_stands_before_the_first_message_is_not_lost() -> None:
    before, whole = messages(b"EVN|A01|2026\r\r" + admission())
    assert answer(before)["unreadable"] == "MSH"
    assert isinstance(answer(whole), list)
    assert list(messages(b"")) == list(messages(b"\r\n\x0b\x1c\r")) == []


def test_a_message_cut_off_anywhere_is_refused_or_lacks_only_its_end() -> None:
    whole = admission(pv1_19="VK-1")
    for length in range(len(whole)):
        told = answer(whole[:length])
        assert isinstance(told, dict) or b"PV1||I" in whole[:length]


def test_a_line_that_is_no_segment_makes_the_message_unreadable() -> None:
    torn = admission().replace("Öhrnäs".encode(), "Öhr\rnäs".encode())
    assert answer(torn) == {
        "unreadable": "rad 4",
        "reason": "Raden börjar inte med ett segmentnamn.",
    }


def test_nothing_of_a_message_is_written_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        answer(admission(pid_5=r"\XZZ\Öhrnäs\Qx\^\C2842\Gulli\.inX\ "))
    assert "rnäs" not in caplog.text


WHOLE = [
    message for file in sorted(GOLDEN.glob("*.hl7")) for message in messages(file.read_bytes())
]
PIECES = [
    b"|",
    b"^",
    b"~",
    b"\\",
    b"&",
    b"\r",
    b"\n",
    b"\x00",
    b"\xff",
    b"MSH",
    b"\\X",
    b"9" * 30,
    b"",
]


@given(
    st.sampled_from([*WHOLE, admission()]),
    st.lists(
        st.tuples(
            st.integers(0, 400), st.integers(0, 4), st.sampled_from(PIECES) | st.binary(max_size=3)
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_mutated_bytes_are_understood_or_unreadable_and_nothing_else(message, changes) -> None:
    for place, length, piece in changes:
        message = message[:place] + piece + message[place + length :]
    told = answer(message)
    json.dumps(told).encode("ascii")
    assert "\\u0000" not in json.dumps(told)
    # A separator beyond ASCII is two bytes of the answer.
    assert re.search(r"\nMSA.{1,2}A[AER]", acknowledged(message))
    for one in messages(message):
        answer(one)


@given(st.binary(max_size=200))
def test_rubbish_is_unreadable_and_nothing_worse(rubbish: bytes) -> None:
    for message in messages(rubbish):
        assert isinstance(answer(message), dict)
