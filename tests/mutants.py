"""Mutants understand how what is right is made wrong: a node dropped, doubled, retyped or replaced."""

import copy
import json
import random
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 5, 10**30, 1.5, "", " ", "x", "å\u0301", "\x00", "\ud800",
    "2026-11-20", "2026-13-45", "2026-11-20T25:00:00Z", "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00", "2026-11-20T03:10:00", "#", "Patient/", "urn:uuid:x", "Ö" * 5000,
    [], {}, [[]], [None], {"": None}, {"reference": "#"}, {"resourceType": "Patient"},
    {"coding": [{}]}, {"start": "2026-11-20"}, [{"url": "x"}],
)  # fmt: skip


def mutated(told: Any, dice: random.Random, times: int) -> Any:
    """A copy of a JSON value in which some nodes are not as they were."""
    whole = [copy.deepcopy(told)]
    for _ in range(times):
        places = list(_places(whole))
        inside, key = dice.choice(places)
        match dice.randrange(5):
            case 0 if isinstance(inside, dict):
                del inside[key]
            case 0 | 1:
                inside[key] = copy.deepcopy(dice.choice(ODD))
            case 2:
                inside[key] = [inside[key]]
            case 3:
                other, name = dice.choice(places)
                inside[key] = copy.deepcopy(
                    other.get(name) if isinstance(other, dict) else other[name]
                )
            case _:
                inside[key] = _retyped(inside[key])
        if len(json.dumps(whole)) > 200_000:
            return copy.deepcopy(told)
    return whole[0]


def torn(whole: bytes, dice: random.Random) -> bytes:
    """Bytes of which some are lost, changed or come twice."""
    told = bytearray(whole)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(told)) if told else 0
        end = min(len(told), at + dice.randrange(1, 30))
        match dice.randrange(3):
            case 0:
                del told[at:end]
            case 1:
                told[at:end] = dice.randbytes(end - at)
            case _:
                told[at:at] = told[at:end]
    return bytes(told)


def _places(told: Any) -> Any:
    """Every node, as what it lies in and where."""
    for key, inner in list(told.items() if isinstance(told, dict) else enumerate(told)):
        yield told, key
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


def _retyped(value: Any) -> Any:
    match value:
        case str():
            return int(value) if value.isdecimal() else {"value": value}
        case bool() | int() | float():
            return str(value)
        case list():
            return value[0] if value else "tom"
        case dict():
            return list(value.values())
        case _:
            return "null"
