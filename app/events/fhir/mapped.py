"""Mapped understands which mapping the resources of a source are read by."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import structlog

from app.errors import Misconfigured, Unavailable
from app.events import mapping
from app.events.fhir.mapping_file import load
from app.events.fhir.read import SourceMapping
from app.house import House
from app.tables import Source

log = structlog.get_logger()


def mapping_of(house: House, source: Source) -> SourceMapping:
    """What the source means: by its mapping file, if it has one for FHIR, else by the standard."""
    path = mapping.FOLDER / source.mapping if source.mapping else None
    known = {
        "source": source.id,
        "hide": lambda text: house.vault.hash("fhir", text).hex()[:32],
        "local_systems": frozenset(source.local_systems),
        "centres": frozenset(house.organisation.centres),
    }
    try:
        if path is None or not _is_for_fhir(path):
            return SourceMapping(**known)  # type: ignore[arg-type]
        return replace(_loaded(path), **known)  # type: ignore[arg-type]
    except Misconfigured as error:
        log.error("mapping.wrong", source=source.id, says=str(error))
        raise Unavailable(
            "Källans mappning går inte att läsa. Försök igen när den är rättad."
        ) from None


@cache
def _is_for_fhir(path: Path) -> bool:
    return mapping.strict(path).get("format") == "fhir"


@cache
def _loaded(path: Path) -> SourceMapping:
    return load(path, source="", hide=str)
