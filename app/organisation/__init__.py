"""Organisation understands who is who: providers, units, centres, and who is called to which huddle.

It is read from a file (`read`), written once (`import_file`) and held in memory as `Organisation`,
which is small (hundreds of units) and the same for every viewer.
"""

from app.organisation.difference import Change, Field, difference, in_words
from app.organisation.entries import (
    ROLES,
    WEEKDAYS,
    CentreEntry,
    File,
    MunicipalityEntry,
    Named,
    PartyEntry,
    ProviderEntry,
    SourceEntry,
    UnitEntry,
)
from app.organisation.known import Centre, Organisation
from app.organisation.reading import as_yaml, of_raw, read
from app.organisation.store import import_file, load, lock, present, version

__all__ = [
    "ROLES",
    "WEEKDAYS",
    "Centre",
    "CentreEntry",
    "Change",
    "Field",
    "File",
    "MunicipalityEntry",
    "Named",
    "Organisation",
    "PartyEntry",
    "ProviderEntry",
    "SourceEntry",
    "UnitEntry",
    "as_yaml",
    "difference",
    "import_file",
    "in_words",
    "load",
    "lock",
    "of_raw",
    "present",
    "read",
    "version",
]
