"""Answers: in the sender's own marks and letters, with what is wrong, and never with whom it is about."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events import hl7
from app.events.hl7 import Verdict, answer
from tests.pure.hl7_messages import admission

AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
REFUSED = Verdict("AE", "Födelsedatumet är fel.", "PID-7")


def told(verdict: Verdict, **changed: str) -> list[list[str]]:
    raw = answer(admission(**changed), verdict, AT)
    assert raw.endswith(b"\r")
    return [segment.split("|") for segment in raw.decode("latin-1").rstrip("\r").split("\r")]


def test_the_header_is_the_message_s_own_the_other_way_round() -> None:
    msh, msa = told(
        Verdict("AA"), msh_3="ELVIS", msh_4="SAS", msh_5="KVARTEN", msh_6="VGR", msh_11="P",
        msh_12="2.5.1",
    )  # fmt: skip
    assert msh[2:6] == ["KVARTEN", "VGR", "ELVIS", "SAS"]
    assert msh[6] == "20261120064000+0000"
    assert msh[8:12] == ["ACK^A01^ACK", "K4711", "P", "2.5.1"]
    assert msa == ["MSA", "AA", "4711"]


VERSIONS = [
    # version, MSH-9, ERR; why
    ("2.1", "ACK^A01", ["ERR", "PID^1^7^102"], "the oldest"),
    ("2.3.1", "ACK^A01^ACK", ["ERR", "PID^1^7^102"], "with its structure"),
    ("2.5.1", "ACK^A01^ACK",
     ["ERR", "", "PID^1^7", "102^^HL70357", "E", "", "", "", "Fodelsedatumet ar fel."], "by field"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "kind", "error", "why"), VERSIONS)
def test_each_version_has_its_own_answer(version, kind, error, why) -> None:
    msh, msa, err = told(REFUSED, msh_12=version)
    assert msh[8] == kind, why
    assert msa == ["MSA", "AE", "4711", "Fodelsedatumet ar fel."], why
    assert err == error, why


LETTERS = [
    # MSH-18, how the sentence is written; why
    ("8859/1", "Födelsedatumet är fel.".encode("latin-1"), "as it says"),
    ("UNICODE UTF-8", "Födelsedatumet är fel.".encode(), "as it says"),
    ("", b"Fodelsedatumet ar fel.", "it does not say"),
    ("ASCII", b"Fodelsedatumet ar fel.", "ASCII has no rings and dots"),
    ("ISO IR87", b"Fodelsedatumet ar fel.", "a set we have not"),
]


@pytest.mark.parametrize(("said", "written", "why"), LETTERS)
def test_the_sentence_is_in_letters_that_the_sender_reads(said, written, why) -> None:
    assert written in answer(admission(msh_18=said), REFUSED, AT), why


@pytest.mark.parametrize("marks", ["|^~\\&", "$%*!@", ";:#?/"])
def test_no_mark_of_the_sender_s_stands_in_the_sentence(marks: str) -> None:
    swap = str.maketrans(dict(zip("|^~\\&", marks, strict=True)))
    message = admission().decode().translate(swap).encode()
    reason = f"Fel {marks} i det."
    msa = answer(message, Verdict("AE", reason), AT).decode().split("\r")[1]
    assert msa.count(marks[0]) == 3
    escape = marks[3]
    spelt = "".join(f"{escape}{code}{escape}" for code in "FSRET")
    assert msa.split(marks[0])[3] == f"Fel {spelt} i det."


@pytest.mark.parametrize(
    ("field", "code"),
    [("PID-3", "204"), ("data.person_id", "204"), ("MSH-11", "202"), ("MSH-12", "203"),
     ("", "207"), ("rad 4", "102"), ("PV1", "102")],
)  # fmt: skip
def test_the_error_has_the_standard_s_number(field: str, code: str) -> None:
    err = told(Verdict("AE", "Fel.", field), msh_12="2.5")[2]
    assert err[3].split("^")[0] == code


@pytest.mark.parametrize("message", [b"", b"MSH", b"MSH|", b"MSH||||||||", b"PID|1", b"\xff" * 9])
def test_what_has_no_header_is_answered_too(message: bytes) -> None:
    msh, msa, _ = answer(message, REFUSED, AT).decode().rstrip("\r").split("\r")
    assert msh.startswith("MSH|^~\\&|")
    assert msa.startswith("MSA|AE|")


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda rest: b"MSH|^~\\&" + rest))
def test_an_answer_has_three_segments_whatever_came(message: bytes) -> None:
    found = answer(message, REFUSED, AT)
    assert found.count(b"\r") == 3
    assert not {0x0B, 0x1C} & set(found)


@pytest.mark.parametrize(
    ("accept", "application", "silent"),
    [("NE", "NE", True), ("NE", "AL", False), ("AL", "NE", False), ("", "", False), ("AL", "", False)],
)  # fmt: skip
def test_only_who_has_said_so_twice_is_not_answered(accept, application, silent) -> None:
    assert hl7.wants_none(admission(msh_15=accept, msh_16=application)) == silent
