"""The HL7 messages that the door's tests start from, and what the door answers them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.events import hl7
from app.events.hl7 import NotUsed, Unreadable, Unsupported, Verdict, translate
from app.events.mapping import load

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "hl7"
MAPPING = load(GOLDEN / "sjukhuset.yaml")


def segment(name: str, **fields: str) -> str:
    """A segment with the fields given as f3="…"; what is not given is empty."""
    told = {int(key[1:]): value for key, value in fields.items()}
    return "|".join([name, *(told.get(place, "") for place in range(1, max(told) + 1))])


def admission(**changed: str) -> bytes:
    """An A01 that is right in all, but for the fields changed: pid7="…", pv1_44="…"."""
    told: dict[str, dict[str, str]] = {
        "MSH": {"f8": "ADT^A01", "f9": "4711", "f6": "20261120041200"},
        "EVN": {"f1": "A01", "f2": "20261120041100"},
        "PID": {"f3": "19340304T027^^^KVARTEN DEMO", "f5": "Öhrnäs^Gulli", "f7": "19340304"},
        "PD1": {"f1": ""},
        "PV1": {"f2": "I", "f3": "AVA", "f44": "20261120031000"},
    }
    for key, value in changed.items():
        name, place = key.upper().split("_")
        # MSH-1 is the field mark itself, so its fields stand one place earlier in the line.
        told[name][f"f{int(place) - (name == 'MSH')}"] = value
    told["MSH"]["f1"] = "^~\\&"
    return "\r".join(segment(name, **fields) for name, fields in told.items()).encode()


def told(message: bytes) -> list[dict[str, Any]]:
    """The events of a message that has some."""
    found = translate(message, MAPPING)
    assert isinstance(found, list)
    return found


def events(message: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two events of a message that began a visit: the person's and the visit's."""
    person, visit = told(message)
    return person, visit


def answer(message: bytes) -> Any:
    """What a message is answered with, as the golden files have it."""
    try:
        told = translate(message, MAPPING)
    except Unreadable as refused:
        return {"unreadable": refused.field, "reason": refused.reason}
    if isinstance(told, NotUsed):
        return {"not_used": told.trigger, "reason": told.reason}
    return told


def acknowledged(message: bytes) -> str:
    """What the sender of a message is told of it, a line for each segment."""
    verdict = Verdict("AA")
    try:
        translate(message, MAPPING)
    except Unreadable as refused:
        code = "AR" if isinstance(refused, Unsupported) else "AE"
        verdict = Verdict(code, refused.reason, refused.field)
    told = hl7.answer(message, verdict, datetime(2026, 11, 20, 6, 40, tzinfo=UTC))
    letters = "utf-8" if "UTF-8" in told.decode("latin-1") else "latin-1"
    return told.decode(letters, "replace").replace("\r", "\n")
