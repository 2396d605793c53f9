"""Entries understand the organisation as a document: what a file, the page and an export all say.

One shape for all of them, so that there is one way in. What an entry may say stands in its fields;
what must hold between entries stands in faults.py.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from app.huddle.packs import BOOK

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
ROLES = ("aldre_ssk", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare")
PROVIDER_KINDS = ("vardgivare", "omsorgsgivare")
AUTHORITIES = ("region", "kommun", "privat")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    hsa_id: str


class MunicipalityEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str


class ProviderEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A controller. A municipality is two: health care and social care have a secrecy each."""

    hsa_id: str
    name: str
    kind: str
    authority: str
    municipality: str | None = None


class UnitEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hsa_id: str
    name: str
    short: str
    kind: str
    provider: str
    municipality: str | None = None
    phone: str | None = None


class PartyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is called, as what. `in_place_of`: the unit that this one comes instead of."""

    unit: str
    role: str
    in_place_of: str | None = None


class CentreEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A health centre's huddle; the first of its parties is the centre itself, which convenes.

    `pack` is the pack of rules that it goes by, the book when it has chosen none.
    `weekly_day`, `weekly_time` and `weekly_minutes` are when it goes through its week, and for how
    long; `group` is to whom a disagreement on responsibility is lifted, by name.
    """

    unit: str
    time: str
    weekdays: list[str]
    parties: list[PartyEntry]
    closed: list[date] = []
    pack: str = BOOK
    weekly_day: str = "tor"
    weekly_time: str = "13:00"
    weekly_minutes: int = 45
    group: str | None = None


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source, and the request by which it may tell us: basis, purpose, fields and time.

    `fields` and `free_text` are patterns over kind.field. `controllers` are those it speaks for
    beside its own, `units` those it may name: none means any of its controllers'. `weekdays`,
    `opens` and `closes` are the hours in which it is expected to be heard of.
    """

    id: str
    name: str
    controller: str
    kinds: list[str]
    interval_minutes: int
    missing: str
    legal_basis: str
    purpose: str
    fields: list[str]
    valid_to: date
    valid_from: date | None = None
    free_text: list[str] = []
    phone: str | None = None
    mapping: str | None = None
    local_systems: list[str] = []
    controllers: list[str] = []
    units: list[str] = []
    peers: list[str] = []
    weekdays: list[str] = []
    opens: str | None = None
    closes: str | None = None
    rate_per_minute: int | None = None


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    region: Named
    municipalities: list[MunicipalityEntry]
    providers: list[ProviderEntry]
    units: list[UnitEntry]
    centres: list[CentreEntry]
    sources: list[SourceEntry]


SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "municipalities": MunicipalityEntry,
    "providers": ProviderEntry,
    "units": UnitEntry,
    "centres": CentreEntry,
    "sources": SourceEntry,
}
KEY = {
    "region": "hsa_id", "municipalities": "code", "providers": "hsa_id", "units": "hsa_id",
    "centres": "unit", "sources": "id",
}  # fmt: skip
"""What each section's entries are known by."""
WORD = {
    "region": "Regionen", "municipalities": "Kommunen", "providers": "Huvudmannen",
    "units": "Enheten", "centres": "Vårdcentralen", "sources": "Källan",
}  # fmt: skip


def told(entry: msgspec.Struct) -> dict[str, Any]:
    """What an entry says, without what it leaves at its default."""
    defaults = {f.name: _default(f) for f in msgspec.structs.fields(entry)}
    said = msgspec.to_builtins(entry)
    return {
        name: [told(one) for one in getattr(entry, name)] if name == "parties" else value
        for name, value in said.items()
        if getattr(entry, name) != defaults[name]
    }


def _default(field: Any) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
