"""The source that the FHIR door's pure tests read for, and when."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from app.events.fhir.mapping_file import load

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "fhir"
NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)


def hidden(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


MAPPING = load(
    GOLDEN / "klinikerna.yaml",
    source="klinikerna",
    hide=hidden,
    centres=frozenset({"SE2321000131-DEMOVC01"}),
)
