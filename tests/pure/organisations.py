"""Organisations understands the smallest organisation that holds, for tests that spoil a part of it."""

from copy import deepcopy
from typing import Any

VC = "SE2321000131-E000000000001"
TEAM = "SE2120001553-E000000000002"
CARE = "SE2321000131-E000000000000"
TOWN = "SE2120001553-E000000000001"
SMALL: dict[str, Any] = {
    "region": {"name": "Västra Götalandsregionen", "hsa_id": CARE},
    "municipalities": [{"code": "1490", "name": "Borås"}],
    "providers": [
        {"hsa_id": CARE, "name": "Regionen", "kind": "vardgivare", "authority": "region"},
        {"hsa_id": TOWN, "name": "Borås, hälso- och sjukvård", "kind": "vardgivare",
         "authority": "kommun", "municipality": "1490"},
    ],
    "units": [
        {"hsa_id": VC, "name": "Åsens vårdcentral", "short": "Åsen", "kind": "vardcentral",
         "provider": CARE, "municipality": "1490", "phone": "031-390 06 30"},
        {"hsa_id": TEAM, "name": "Team Å", "short": "Team Å", "kind": "kommunal_primarvard",
         "provider": TOWN},
    ],
    "centres": [
        {"unit": VC, "time": "08:00", "weekdays": ["ons"], "closed": ["2026-12-23"],
         "group": "Närvårdsgruppen Borås",
         "parties": [{"unit": VC, "role": "aldre_ssk"}, {"unit": TEAM, "role": "kommun_hsl"}]},
    ],
    "sources": [
        {"id": "elvis", "name": "Elvis", "controller": CARE, "kinds": ["ed.visit.*"],
         "interval_minutes": "1440", "missing": "Akutbesök kan saknas.",
         "legal_basis": "OSL 25:11", "purpose": "Följa upp", "fields": ["ed.visit.*.*"],
         "valid_from": "2026-01-01", "valid_to": "2028-12-31", "weekdays": ["mån", "tis"],
         "opens": "06:00", "closes": "18:00", "peers": ["10.1.2.0/24"], "rate_per_minute": "600"},
    ],
}  # fmt: skip


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """The small organisation with one value changed, or taken away when it is `...`."""
    raw = deepcopy(SMALL)
    *steps, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    place: Any = raw
    for one in steps:
        place = place[one]
    if value is ...:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return raw
