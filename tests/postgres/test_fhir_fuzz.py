"""Whatever is sent to the FHIR door is answered: accepted and rejected and refused are what was sent."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fhir import send, statuses
from tests.intake import count, door, kept
from tests.mutants import mutated, torn

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "fhir"
ROUNDS = int(os.environ.get("KVARTEN_EXAMPLES", "100")) // 5
SEED = os.environ.get("KVARTEN_FUZZ_SEED", "1")
ANSWERS = {200, 201, 400, 403, 404, 413, 415, 422}


def resources() -> list[Any]:
    """The resources of the golden files, as the demo takes them."""
    found = []
    for path in sorted(GOLDEN.glob("*.json")):
        if not path.name.endswith(".svar.json"):
            found += [entry["resource"] for entry in json.loads(path.read_bytes())["entry"]]
    return found


async def test_every_entry_of_a_batch_of_mutants_is_answered_once(house) -> None:
    dice, right = random.Random(SEED), resources()
    became: Counter[str] = Counter()
    async with door(house) as client:
        for _ in range(ROUNDS):
            entries = [
                {"resource": _mutant(dice.choice(right), dice, dice.randrange(3))}
                for _ in range(20)
            ]
            whole = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
            before = await count(house, "event")
            answer = await send(client, whole.encode())
            assert answer.status_code == 200, answer.text
            told = statuses(answer)
            became.update(told)
            assert len(told) == len(entries)
            assert {int(one) for one in told} <= ANSWERS
            stored = await count(house, "event") - before
            # What was answered 201 is stored, and nothing of what was answered otherwise.
            assert stored >= told.count("201")
            assert stored == 0 or "201" in told
            again = statuses(await send(client, whole.encode()))
            assert "201" not in again or _twice(entries), "what is sent twice is there once"
    # Of very many there is little left that has not been told before.
    assert became["200"] + became["201"] > ROUNDS
    assert became["422"] > ROUNDS
    assert sum(became.values()) == ROUNDS * 20
    rejected = sum(one["times"] for one in await kept(house) if one["outcome"] == "rejected")
    assert rejected >= became["422"]


def _mutant(told: Any, dice: random.Random, times: int) -> Any:
    """A mutant that can be written: one sign that JSON cannot hold breaks the whole Bundle."""
    while "\\ud800" in json.dumps(mutant := mutated(told, dice, times)):
        pass
    return mutant


def _twice(entries: list[Any]) -> bool:
    """Whether a Bundle contradicts itself: then it does so again when it is sent again."""
    ids = [json.dumps(one["resource"].get("id")) if isinstance(one["resource"], dict) else ""
           for one in entries]  # fmt: skip
    return len(set(ids)) < len(ids)


async def test_a_transaction_of_mutants_goes_in_whole_or_not_at_all(house) -> None:
    dice, right = random.Random(4712), resources()
    whole = 0
    async with door(house) as client:
        for _ in range(ROUNDS * 2):
            entries = [
                {"resource": mutated(dice.choice(right), dice, dice.randrange(2)),
                 "request": {"method": "POST", "url": "x"}}
                for _ in range(dice.randrange(1, 4))
            ]  # fmt: skip
            told = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
            before = await count(house, "event")
            answer = await send(client, told)
            assert answer.status_code in ANSWERS, answer.text
            if answer.status_code == 200:
                whole += 1
                assert {one[:1] for one in statuses(answer)} == {"2"}
            else:
                assert await count(house, "event") == before
    assert whole > ROUNDS / 4


async def test_torn_and_odd_bytes_are_answered(house) -> None:
    dice, right = random.Random(4713), resources()
    async with door(house) as client:
        for _ in range(ROUNDS * 5):
            raw = torn(json.dumps(dice.choice(right)).encode(), dice)
            answer = await send(client, raw)
            assert answer.status_code in ANSWERS, answer.text
            assert answer.json()["resourceType"] in {"OperationOutcome", "Bundle"}
