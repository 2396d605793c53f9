"""Outcome understands how FHIR is answered: an OperationOutcome, or a Bundle with one per entry."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from app.errors import (
    Forbidden,
    NotSignedIn,
    Refusal,
    TooMuch,
    TooOften,
    Unavailable,
    Unknown,
    Unpackable,
)
from app.events.fhir.read import Unreadable
from app.events.fhir.result import Result

FORM = frozenset({
    "structure", "required", "value", "invariant", "code-invalid", "extension", "invalid",
})  # fmt: skip
"""What FHIR's own rules say is wrong, and not only ours: 400, not 422."""
SAYS = {
    "new": "Lagrad.",
    "known": "Fanns redan, eller är ersatt av något senare; inget ändrades.",
    "not_used": "Används inte.",
}
CODES: tuple[tuple[type[Refusal], str], ...] = (
    (NotSignedIn, "login"),
    (Forbidden, "forbidden"),
    (TooMuch, "too-costly"),
    (TooOften, "throttled"),
    (Unavailable, "transient"),
    (Unknown, "not-found"),
    (Unpackable, "not-supported"),
)

Json = dict[str, Any]


def issue(severity: str, code: str, says: str, *expression: str) -> Json:
    told: Json = {"severity": severity, "code": code, "diagnostics": says}
    where = [one for one in expression if one]
    return {**told, "expression": where} if where else told


def outcome(issues: Iterable[Json]) -> Json:
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def refused(refusal: Refusal) -> tuple[int, Json]:
    """A refusal at the door, as status and outcome."""
    if isinstance(refusal, Unreadable):
        told = issue("error", refusal.code, refusal.reason, refusal.field)
        return unreadable_status(refusal.code), outcome([told])
    code = next((code for kind, code in CODES if isinstance(refusal, kind)), "invalid")
    return int(refusal.status), outcome([issue("error", code, refusal.detail)])


def unreadable_status(code: str) -> int:
    return 400 if code in FORM else 422


def status(result: Result) -> int:
    """The status of one entry, as if it had come alone."""
    match result.status:
        case "new":
            return 201
        case "known" | "not_used":
            return 200
        case "unsupported":
            return 404
        case "refused":
            return 403
        case "rejected":
            return unreadable_status(result.code)


def of_result(result: Result) -> Json:
    """What became of one entry."""
    if result.failed:
        return issue("error", result.code, result.reason or "", result.expression)
    said = SAYS[result.status]
    if result.status == "not_used" and result.reason:
        said = f"{said} {result.reason}"
    return issue("information", "informational", said)


def whole(results: Sequence[Result]) -> tuple[int, Json]:
    """A transaction that was refused: every fault in it, and nothing of it stored."""
    failed = [one for one in results if one.failed]
    statuses = {status(one) for one in failed}
    answer = statuses.pop() if len(statuses) == 1 else 422
    return 422 if answer == 404 else answer, outcome(map(of_result, failed))


def bundle(kind: str, results: Sequence[Result]) -> Json:
    """The answers to the entries, in their order."""
    entries = [
        {"response": {"status": _line(status(one)), "outcome": outcome([of_result(one)])}}
        for one in results
    ]
    name = "transaction-response" if kind == "transaction" else "batch-response"
    return {"resourceType": "Bundle", "type": name, "entry": entries}


def _line(number: int) -> str:
    return f"{number} {HTTPStatus(number).phrase}"
