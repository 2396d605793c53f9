"""Roles understand which scope each of the fourteen may have: a permission is role × scope, never a list."""

from collections.abc import Iterable, Mapping
from typing import Literal

from app.access.party import Role

ScopeKind = Literal["centre", "unit", "provider", "region"]

SCOPES: Mapping[Role, tuple[ScopeKind, ...]] = {
    "aldre_ssk": ("centre",),
    "vc_lakare": ("centre",),
    "vc_rehab": ("centre",),
    "kommun_hsl": ("unit",),
    "hemtjanst_planerare": ("unit",),
    "bistandshandlaggare": ("unit",),
    "sjukhus_koordinator": ("unit",),
    "mobilt_team": ("unit",),
    "chef": ("centre", "unit", "provider"),
    "processledare": ("provider", "region"),
    "logg_granskare": ("provider",),
    "mas": ("provider",),
    "mar": ("provider",),
    "systemadmin": ("region",),
}
"""The kinds of scope a role may have, the most usual first. A log reviewer's is the own controller
(patientdatalagen 4 kap. 3 §: each care provider checks its own)."""
PROVIDES: Mapping[Role, str] = {
    "hemtjanst_planerare": "omsorgsgivare",
    "bistandshandlaggare": "omsorgsgivare",
    **dict.fromkeys(
        ("aldre_ssk", "vc_lakare", "vc_rehab", "kommun_hsl", "sjukhus_koordinator", "mobilt_team"),
        "vardgivare",
    ),
}
"""What the unit's provider must be: care and social care read by different laws."""
PURPOSES: Mapping[Role, tuple[str, ...]] = {
    "chef": ("Vård och behandling", "Administration", "Kvalitetssäkring"),
    "processledare": ("Administration", "Kvalitetssäkring"),
    "logg_granskare": ("Administration", "Kvalitetssäkring", "Tillsyn"),
    "mas": ("Administration", "Kvalitetssäkring", "Tillsyn"),
    "mar": ("Administration", "Kvalitetssäkring", "Tillsyn"),
    "systemadmin": ("Administration",),
}
CARE = ("Vård och behandling",)


def purposes(role: Role) -> tuple[str, ...]:
    """The purposes (commissionPurpose) of a vårdmedarbetaruppdrag that fit a role: the others care."""
    return PURPOSES.get(role, CARE)


def kind_of(role: Role, fits: Iterable[ScopeKind]) -> ScopeKind | None:
    """Of the kinds of scope that a place is, the first that the role may have."""
    found = set(fits)
    return next((kind for kind in SCOPES[role] if kind in found), None)
