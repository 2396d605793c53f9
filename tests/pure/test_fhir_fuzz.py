"""Whatever is sent as FHIR means something, means nothing, or is refused with a word: it never crashes."""

import json
import random
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.events import wire
from app.events.fhir.read import (
    NotUsed,
    Statement,
    Unreadable,
    Unsupported,
    meanings,
    opened,
    wire_form,
)
from tests.mutants import mutated, torn
from tests.pure.fhir_mapping import GOLDEN, MAPPING, NOW

BUNDLES: list[Any] = [
    json.loads(path.read_bytes())
    for path in sorted(GOLDEN.glob("*.json"))
    if not path.name.endswith(".svar.json")
]
RESOURCES: list[Any] = [entry["resource"] for one in BUNDLES for entry in one["entry"]]
EACH = 40
"""Mutants for each example."""
SEEDS = st.integers(0, 2**64)


def is_answered(raw: bytes) -> list[Any]:
    """The meanings, each of which is one of the four that there are."""
    try:
        parcel = opened(raw)
        found = meanings(parcel, MAPPING, NOW)
    except Unreadable as refused:
        return [refused]
    assert len(found) == len(parcel.entries)
    return [is_one_of_four(meaning) for meaning in found]


def is_one_of_four(meaning: Any) -> Any:
    match meaning:
        case Unreadable():
            assert meaning.reason.endswith(".")
            assert len(meaning.field) < 200
        case Unsupported() | NotUsed():
            pass
        case _:
            for one in meaning:
                is_told(one)
    return meaning


def is_told(one: Statement) -> None:
    """A statement can be written as an event that can be read, or is at fault in a field."""
    told = wire.read(msgspec.json.encode(wire_form(one, "klinikerna")))
    if isinstance(told, wire.Parsed):
        assert (told.kind, told.source) == (one.kind, "klinikerna")
        assert len(told.id) < 100
    else:
        assert told.field, "the fault lies in what was told, not in its form"


@given(seed=SEEDS)
def test_a_resource_with_some_nodes_changed_is_answered(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(EACH):
        told = mutated(dice.choice(RESOURCES), dice, dice.randrange(1, 4))
        raw = json.dumps(told, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
        is_answered(raw)


@given(seed=SEEDS)
def test_a_bundle_with_some_nodes_changed_is_answered_entry_by_entry(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        told = mutated(dice.choice(BUNDLES), dice, dice.randrange(1, 8))
        is_answered(json.dumps(told).encode())


@given(seed=SEEDS)
def test_torn_bytes_are_answered(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(EACH):
        is_answered(torn(json.dumps(dice.choice(RESOURCES)).encode(), dice))


NAMES = st.sampled_from(["resourceType", "id", "entry", "type", "status"])


def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner)


SIMPLE = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
JSON = st.recursive(SIMPLE, deeper, max_leaves=8)


@given(told=JSON, kind=st.sampled_from(["Patient", "Encounter", "Bundle", "Consent", "", None]))
def test_any_json_at_all_is_answered(told: Any, kind: str | None) -> None:
    whole = {**told, "resourceType": kind} if isinstance(told, dict) and kind else told
    is_answered(msgspec.json.encode(whole))


def test_what_is_right_is_understood_as_the_golden_files_have_it() -> None:
    """The mutants start from what is taken, so that they are only a little wrong."""
    found = [meaning for one in BUNDLES for meaning in is_answered(json.dumps(one).encode())]
    told = sum(isinstance(meaning, list) for meaning in found)
    assert told > 0.5 * len(found)
