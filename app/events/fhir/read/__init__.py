"""Read understands FHIR R4 resources as what happened to a person. It asks nobody and stores nothing."""

from app.events.fhir.read.mapping import SourceMapping
from app.events.fhir.read.parcel import Entry, Parcel, opened
from app.events.fhir.read.statement import NotUsed, Statement, Unreadable, wire_form
from app.events.fhir.read.translate import Meaning, Unsupported, meanings, translate

__all__ = [
    "Entry",
    "Meaning",
    "NotUsed",
    "Parcel",
    "SourceMapping",
    "Statement",
    "Unreadable",
    "Unsupported",
    "meanings",
    "opened",
    "translate",
    "wire_form",
]
