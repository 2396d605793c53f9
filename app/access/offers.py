"""Offers understand which roles a login service's claims give, and for what: HSA's, or a group's.

A vårdmedarbetaruppdrag (commission) names its purpose, its unit and its provider; a role is given
only where the purpose fits it. Who has none is given a role by a rule that names the scope itself.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.access.party import Role
from app.access.roles import SCOPES, purposes

MOST = 50
"""Commissions that are looked at; nobody has more, and a list without end is nobody's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever has `value` in `claim` has the role; for `scope`, else for the commission's own place."""

    claim: str
    value: str
    role: Role
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One role for one scope, and the commission that it rests on, with its end (UTC) where told."""

    role: Role
    scope: str
    commission: str | None = None
    name: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What an issuer's claims mean here: rules in order, and the HSA-ids that we know by others.

    `end` is the claim in which the issuer tells when a commission ends. HSA has no name for it that
    every service uses (Inera's IdP tells none), so it is said for each; without it a session lasts a
    shift.
    """

    rules: tuple[Rule, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    end: str | None = None


def offers(claims: Mapping[str, Any], by: Means, now: datetime) -> tuple[Offer, ...]:
    """Each role that the claims give, once, in the order of the commissions and of the rules."""
    found: dict[tuple[str, str, str | None], Offer] = {}
    for told in _commissions(claims, by.end):
        for rule in by.rules:
            offer = _offer(told, rule, by)
            if offer is not None and (offer.until is None or offer.until > now):
                found.setdefault((offer.role, offer.scope, offer.commission), offer)
    return tuple(found.values())


def _commissions(claims: Mapping[str, Any], end: str | None) -> Iterator[Mapping[str, Any]]:
    """The claims as they are for each commission: its own words before those told for all."""
    listed = claims.get("allCommissions")
    if isinstance(listed, str):
        try:
            listed = json.loads(listed)
        except ValueError:
            listed = None
    several = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not several:
        yield claims
        return
    # What is said of the commission that was chosen elsewhere is not said of the others.
    shared = {name: value for name, value in claims.items() if name not in OWN and name != end}
    for one in several[:MOST]:
        yield {**shared, **one}


OWN = frozenset(
    {
        "commissionHsaId", "commissionName", "commissionPurpose", "commissionRight",
        "healthCareUnitHsaId", "healthCareProviderHsaId", "allCommissions",
    }
)  # fmt: skip


def _offer(told: Mapping[str, Any], rule: Rule, by: Means) -> Offer | None:
    if rule.value not in _values(told.get(rule.claim)):
        return None
    commission = _text(told.get("commissionHsaId"))
    if rule.scope is None and commission is None:
        # A place without a commission is where somebody works, and no decision that they may read.
        return None
    if commission is not None and not _fits(told, rule.role):
        return None
    scope = rule.scope or _scope(told, rule.role, by)
    if scope is None:
        return None
    until = _end(told.get(by.end)) if commission and by.end else None
    return Offer(rule.role, scope, commission, _text(told.get("commissionName")), until)


def _fits(told: Mapping[str, Any], role: Role) -> bool:
    return any(purpose in purposes(role) for purpose in _values(told.get("commissionPurpose")))


def _scope(told: Mapping[str, Any], role: Role, by: Means) -> str | None:
    kinds = SCOPES[role]
    of_unit = any(kind in ("centre", "unit") for kind in kinds)
    place = _text(told.get("healthCareUnitHsaId" if of_unit else "healthCareProviderHsaId"))
    return None if place is None else by.units.get(place, place)


def _end(told: Any) -> datetime | None:
    """The end as an instant in UTC; what cannot be read has ended, since nobody knows that it has not."""
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _values(told: Any) -> Iterable[str]:
    if isinstance(told, str):
        return (told,)
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else ()


def _text(told: Any) -> str | None:
    return told if isinstance(told, str) and 0 < len(told) <= 200 and "\0" not in told else None
