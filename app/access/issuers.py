"""Issuers understand the file that says which login services are believed, and what their claims mean.

The client's secret is in a file or an environment variable of its own, never in this one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from app import plain
from app.access.offers import Means, Rule
from app.access.party import Role
from app.errors import Misconfigured

NEEDED = ("id", "name", "issuer", "client_id", "decider", "review_on", "roles")
KNOWN = {*NEEDED, "client_secret_file", "client_secret_env", "scopes", "units", "hsa_prefixes",
         "end_claim"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issuer:
    """One login service. `decider` decided what its claims give, to be looked at on `review_on`.

    `hsa_prefixes`: whose HSA-ids it may vouch for; an account made here before is then known by it.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    means: Means
    decider: str
    review_on: date
    scopes: tuple[str, ...] = ("openid", "profile")
    hsa_prefixes: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)

    def vouches_for(self, hsa_id: str) -> bool:
        return any(hsa_id.startswith(one) for one in self.hsa_prefixes)


def read(path: Path, environ: Mapping[str, str] = os.environ) -> tuple[Issuer, ...]:
    """The issuers of a file. Raises Misconfigured with what is wrong, and never with a secret."""
    told = plain.read(path)
    entries = told.get("issuers") if isinstance(told, dict) else None
    if not isinstance(entries, list):
        raise Misconfigured(f"{path}: skriv issuers: och en inloggningstjänst per post.")
    found = tuple(_issuer(path, number, one, environ) for number, one in enumerate(entries, 1))
    if len({one.id for one in found}) < len(found) or len({one.issuer for one in found}) < len(
        found
    ):
        raise Misconfigured(f"{path}: två poster har samma id eller samma issuer.")
    return found


def _issuer(path: Path, number: int, told: Any, environ: Mapping[str, str]) -> Issuer:
    where = f"{path}, post {number}"
    if not isinstance(told, dict) or (missing := [one for one in NEEDED if not told.get(one)]):
        lacks = ", ".join(NEEDED if not isinstance(told, dict) else missing)
        raise Misconfigured(f"{where}: saknar {lacks}.")
    if unknown := sorted(set(told) - KNOWN):
        raise Misconfigured(
            f"{where}: {unknown[0]} finns inte. Kända är {', '.join(sorted(KNOWN))}."
        )
    address = str(told["issuer"])
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not (parts.scheme == "https" and parts.hostname) and not here:
        raise Misconfigured(f"{where}: issuer ska börja med https://.")
    try:
        review_on = date.fromisoformat(str(told["review_on"]))
    except ValueError:
        raise Misconfigured(f"{where}: review_on ska vara en dag, som 2027-06-01.") from None
    return Issuer(
        str(told["id"]), str(told["name"]), address, str(told["client_id"]),
        Means(
            tuple(_rule(where, one) for one in told["roles"]),
            {str(key): str(value) for key, value in (told.get("units") or {}).items()},
            str(told["end_claim"]) if told.get("end_claim") else None,
        ),
        str(told["decider"]), review_on,
        tuple(told.get("scopes") or ("openid", "profile")),
        tuple(told.get("hsa_prefixes") or ()),
        _secret(where, told, environ),
    )  # fmt: skip


def _rule(where: str, told: Any) -> Rule:
    try:
        rule = Rule(str(told["claim"]), str(told["value"]), told["role"], told.get("scope"))
    except (KeyError, TypeError, AttributeError):
        raise Misconfigured(f"{where}: varje roll har claim, value och role.") from None
    if rule.role not in get_args(Role):
        raise Misconfigured(f"{where}: rollen {rule.role} finns inte.")
    return rule


def _secret(where: str, told: dict[str, Any], environ: Mapping[str, str]) -> str | None:
    file, name = told.get("client_secret_file"), told.get("client_secret_env")
    if file and name:
        raise Misconfigured(f"{where}: ange client_secret_file eller client_secret_env, inte båda.")
    if name:
        if not environ.get(str(name)):
            raise Misconfigured(f"{where}: miljövariabeln {name} är inte satt.")
        return environ[str(name)]
    if file:
        try:
            return Path(str(file)).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(f"{where}: {file} går inte att läsa.") from None
    return None
