"""Mutations understand how something valid is made strange: sign by sign, or value by value.

All of it comes from the dice that is given, so that the same number gives the same thing again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Json = Any
Place = tuple[Any, Any]
"""A dict or a list, and the key or index of a value in it."""

TOKENS = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"\\", b'"', b"{", b"}", b"[", b"]", b",",
    b":", b"null", b"true", b"1e999", b"-0", b"NaN", b"9" * 400, b"\r\n", b"\x0b", b"\x1c\r", b"|", b"^",
    b"%00", b"..", b"'; DROP TABLE event; --", "😀".encode(), "å".encode("latin-1"), b"\x1e",
    b" " * 300, b"[" * 500, b'{"a":' * 500,
]  # fmt: skip
ODD: list[Json] = [
    None, True, False, 0, -1, 1, 7, 10**6, -(2**63) - 1, 2**63, 2**64, 10**400, 0.5, 1e308, -1e-320,
    "", " ", "x", "x" * 501, "x" * 70_000, "\0", "a\0b", "\u202e", "😀" * 60, "e\u0301", "\x1e", "\x7f",
    [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}, ["x"] * 40,
    "2026-11-20", "2026-11-20T03:10:00", "2026-11-20T03:10:00Z", "2026-11-20T03:10:00+01:00",
    "2026-11-20T03:10:00.123456789+14:00", "2026-02-30", "2026-02-29T00:00:00Z", "0001-01-01",
    "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-12:00", "1900-01-01T00:00:00Z",
    "2026-10-25T02:30:00+02:00", "2026-06-30T23:59:60Z", "2026-11-20T24:00:00Z", "20261120", "i natt",
    "SE2321000131-DEMOVC01", "SE2321000131-FINNSEJ", "SE", "urn:kvarten:demo", "19340304T027",
    "19340230T027", "193403041234", "http://electronichealth.se/identifier/personnummer", "home",
    "dead", "sekretessmarkering", "1.0", "1.1", "D7", "D10", "*", "ed.visit.closed", "huddle.held",
    "person.merged", "action.done", "../../etc/passwd", "${jndi:x}", "%s%n", "<script>",
]  # fmt: skip


def of_bytes(dice: Random, raw: bytes) -> bytes:
    """One to four changes of single signs, stretches and ends."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(raw) + 1)
        to = min(len(raw), at + int(dice.expovariate(1 / 12)))
        match dice.randrange(8):
            case 0 if at < len(raw):
                raw = raw[:at] + bytes([raw[at] ^ (1 << dice.randrange(8))]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + dice.choice(TOKENS) + raw[at:]
            case 2:
                raw = raw[:at] + raw[to:]
            case 3:
                raw = raw[:to] + raw[at:to] * dice.choice([1, 1, 2, 50]) + raw[to:]
            case 4:
                raw = raw[:at]
            case 5:
                raw = raw[:at] + dice.randbytes(to - at) + raw[to:]
            case 6:
                raw = raw[:at] + dice.choice(TOKENS) + raw[to:]
            case _:
                other = dice.randrange(len(raw) + 1)
                raw = raw[:at] + raw[other : other + to - at] + raw[to:]
    return raw


def of_json(dice: Random, whole: Json, odd: list[Json] = ODD) -> Json:
    """One to four values of a JSON document changed, taken away, moved or told twice."""
    whole = _copy(whole)
    for _ in range(dice.randint(1, 4)):
        places = list(_places(whole))
        if not places:
            return _copy(dice.choice(odd))
        inside, key = dice.choice(places)
        match dice.randrange(9):
            case 0:
                del inside[key]
            case 1 if isinstance(inside, dict):
                inside[dice.choice(["", "x", str(key).upper(), f"{key}_", "id", "type"])] = (
                    inside.pop(key)
                )
            case 2:
                inside[key] = [inside[key]] * dice.choice([1, 2, 30])
            case 3:
                inside[key] = {dice.choice(["x", "value", str(key)]): inside[key]}
            case 4:
                other, its = dice.choice(places)
                if its in other if isinstance(other, dict) else its < len(other):
                    inside[key] = _copy(other[its])
            case 5 if isinstance(inside[key], str):
                inside[key] = of_bytes(dice, inside[key].encode()).decode("utf-8", "replace")
            case 6 if isinstance(inside[key], str):
                inside[key] = inside[key].swapcase()
            case _:
                inside[key] = _copy(dice.choice(odd))
    return whole


def _copy(value: Json) -> Json:
    return json.loads(json.dumps(value))


def written(dice: Random, whole: Json) -> bytes:
    """A JSON document as bytes, now and then as JSON would rather not have it."""
    raw = json.dumps(whole, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    if dice.random() < 0.05 and raw.startswith(b"{"):
        # Every key twice: the last is meant, by most.
        raw = raw[:-1] + b"," + raw[1:] if len(raw) > 2 else raw
    return raw


def either(dice: Random, raw: bytes, whole: Callable[[bytes], Json] = json.loads) -> bytes:
    """Something valid, as it is now and then, else changed by its values, its signs or both."""
    roll = dice.random()
    if roll < 0.1:
        return raw
    if roll < 0.7:
        raw = written(dice, of_json(dice, whole(raw)))
    return raw if roll < 0.6 else of_bytes(dice, raw)


def _places(value: Json) -> Iterator[Place]:
    match value:
        case dict():
            for key, inner in value.items():
                yield value, key
                yield from _places(inner)
        case list():
            for at, inner in enumerate(value):
                yield value, at
                yield from _places(inner)
