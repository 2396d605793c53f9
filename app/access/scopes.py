"""Scopes understand whether a role and a place fit together, as the organisation is now."""

from app.access.party import Role
from app.access.roles import PROVIDES, SCOPES, ScopeKind, kind_of
from app.organisation import Organisation

SAID = {
    "centre": "en vårdcentral",
    "unit": "en enhet",
    "provider": "en huvudman",
    "region": "regionen",
}


def scope_kind(known: Organisation, role: Role, key: str) -> ScopeKind | None:
    """What kind of scope the HSA-id is for the role; None when it is none that the role may have."""
    return kind_of(role, _kinds(known, key))


def fault(known: Organisation, role: Role, key: str) -> str | None:
    """Why the role may not have this scope, in Swedish; None when it may."""
    kinds = _kinds(known, key)
    if not kinds:
        return f"{key} finns inte i organisationen."
    if kind_of(role, kinds) is None:
        wanted = " eller ".join(SAID[kind] for kind in SCOPES[role])
        return f"Rollen ges för {wanted}, och {known.place(key)} är något annat."
    provides = PROVIDES.get(role)
    if provides is not None and known.provider_of(key).kind != provides:
        other = "vårdgivare" if provides == "vardgivare" else "omsorgsgivare"
        return f"Rollen finns hos en {other}, och {known.place(key)} hör inte till någon."
    return None


def _kinds(known: Organisation, key: str) -> set[ScopeKind]:
    found = set[ScopeKind]()
    if key in known.centres:
        found.add("centre")
    if key in known.units and known.units[key].in_use:
        found.add("unit")
    if key in known.providers and known.providers[key].in_use:
        found.add("provider")
    if known.region is not None and known.region.hsa_id == key:
        found.add("region")
    return found
