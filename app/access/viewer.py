"""Viewer understands who is asking: role, unit, provider, and the huddles the unit is called to."""

from dataclasses import dataclass
from uuid import UUID

from app.access.law import Controller
from app.access.party import CENTRE, Party, Role
from app.house import House

COOKIE = "kvarten_session"
WALL_COOKIE = "kvarten_wall"
"""The wall's own: it opens nothing but what the wall shows."""
ROLE_TEXT = {
    "aldre_ssk": "äldre-sjuksköterska",
    "vc_lakare": "läkare vid vårdcentralen",
    "vc_rehab": "rehabilitering vid vårdcentralen",
    "kommun_hsl": "sjuksköterska, kommunal primärvård",
    "hemtjanst_planerare": "hemtjänstplanerare",
    "bistandshandlaggare": "biståndshandläggare",
    "sjukhus_koordinator": "koordinator vid sjukhuset",
    "mobilt_team": "mobilt team",
    "chef": "chef",
    "processledare": "processledare",
    "logg_granskare": "loggranskare",
    "mas": "medicinskt ansvarig sjuksköterska",
    "mar": "medicinskt ansvarig för rehabilitering",
    "systemadmin": "systemförvaltare",
}
WITHOUT_ROWS = ("chef", "processledare", "logg_granskare", "mas", "mar", "systemadmin")
COUNTS_ALONE = ("chef", "processledare", "mas", "mar")
"""Roles that see that huddles are held, and counts without persons (D9)."""


def secured(cookie: str) -> str:
    """A cookie's name over TLS, which no other host and no plain page can set (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{cookie}"


CONSOLE = "kommandoraden"
"""Whoever has the machine itself, as the logs name them."""
UNKNOWN = "okänd"
"""Whoever was turned away under a name that nobody has, as the log names them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody under one assignment: who, in which role, for which unit, provider or region.

    `session` is the public id of the session it was found by, `commission` the HSA-id of the
    vårdmedarbetaruppdrag behind it; None where there is none.
    """

    account: str
    name: str
    assignment: UUID
    role: Role
    scope_kind: str
    scope: str
    session: str | None = None
    commission: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """One signed-in person. `centres` are the HSA-ids PostgreSQL shows rows of.

    `session` is the public id of the session, which is no secret; `commission` the HSA-id of the
    vårdmedarbetaruppdrag it was begun under, where there is one. Both stand in the log.
    """

    id: str
    name: str
    party: Party
    centres: tuple[str, ...]
    session: str | None = None
    commission: str | None = None

    @property
    def role(self) -> str:
        return self.party.role

    @property
    def unit(self) -> str:
        return self.party.unit

    def works_at(self, centre: str) -> bool:
        """Whether the viewer is of the centre's own staff, in its patients' care."""
        return self.role in CENTRE and self.unit == centre

    def leads(self, centre: str) -> bool:
        """Whether the viewer convenes the centre's huddle."""
        return self.role == "aldre_ssk" and self.unit == centre


def viewer_of(house: House, one: Standing) -> Viewer:
    """The viewer that somebody is under an assignment, as the organisation is now."""
    party = Party(one.role, one.scope, _controller(house, one))
    # A role that sees aggregates alone, or no patient data, is shown no rows at all.
    centres = () if one.role in WITHOUT_ROWS else house.organisation.called_to(one.scope)
    return Viewer(one.account, one.name, party, centres, one.session, one.commission)


def counted(house: House, viewer: Viewer) -> tuple[str, ...]:
    """The centres of which a viewer may see counts, in order of their names.

    Of the region's own process leader all; of whoever else counts alone those of the own provider and
    those that its units are called to; of the centre's own convenor that one.
    """
    region, centres = house.organisation.region, house.organisation.centres
    if viewer.role not in COUNTS_ALONE:
        return tuple(key for key in centres if viewer.leads(key))
    if region is not None and viewer.role == "processledare" and viewer.unit == region.hsa_id:
        found = list(centres)
    else:
        units, own = house.organisation.units, viewer.party.provider.id
        found = [
            key
            for key, centre in centres.items()
            if any(units[party.unit].provider == own for party in centre.parties)
        ]
    return tuple(sorted(found, key=lambda key: centres[key].name))


def _controller(house: House, one: Standing) -> Controller:
    unit = house.organisation.units.get(one.scope)
    key = one.scope if unit is None else unit.provider
    # A region need not be a provider of its own; it is the authority that its roles work for.
    return house.controllers.get(key) or Controller(key, "vardgivare", "region")


def console(region: str) -> Viewer:
    """Whoever has the machine itself, as the logs have them; `region` is the region's HSA-id."""
    party = Party("systemadmin", region, Controller(region, "vardgivare", "region"))
    return Viewer(CONSOLE, "Kommandoraden", party, ())


def operator(house: House) -> Viewer:
    """Whoever has the machine itself, of a house that may have no region yet."""
    region = house.organisation.region
    return console(region.hsa_id if region is not None else "-")


def nobody(house: House, account: str | None) -> Viewer:
    """Somebody without an assignment, as the log has them: `account` when they have one."""
    where = operator(house).party
    # No role at all: it opens nothing, and only the log is told of it.
    party = Party(UNKNOWN, where.unit, where.provider)  # type: ignore[arg-type]
    return Viewer(account or UNKNOWN, "", party, ())
