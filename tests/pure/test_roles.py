"""Role × scope: which place each of the fourteen may be given, and what is said when it may not."""

from typing import get_args

import pytest

from app import tables
from app.access.party import Role
from app.access.roles import PROVIDES, PURPOSES, SCOPES, purposes
from app.access.scopes import fault, scope_kind
from app.access.viewer import ROLE_TEXT, WITHOUT_ROWS
from app.days import Calendar
from app.organisation import Centre, Organisation

CARE, SOCIAL, REGION = "SE-VARD", "SE-OMSORG", "SE-REGION"
VC, TEAM, HELP, CLOSED = "SE-VC", "SE-TEAM", "SE-HEMTJANST", "SE-NEDLAGD"


def unit(key: str, provider: str, *, in_use: bool = True) -> tables.Unit:
    return tables.Unit(
        hsa_id=key, name=key.title(), short=key, kind="x", provider=provider, in_use=in_use
    )


KNOWN = Organisation(
    {
        CARE: tables.Provider(hsa_id=CARE, name="Vården", kind="vardgivare", authority="region"),
        SOCIAL: tables.Provider(
            hsa_id=SOCIAL, name="Omsorgen", kind="omsorgsgivare", authority="kommun"
        ),
    },
    {
        VC: unit(VC, CARE), TEAM: unit(TEAM, CARE), HELP: unit(HELP, SOCIAL),
        CLOSED: unit(CLOSED, CARE, in_use=False),
    },
    {VC: Centre(VC, "Lindåsen", Calendar.__new__(Calendar), ())},
    {},
    region=tables.Region(hsa_id=REGION, name="Regionen"),
)  # fmt: skip

FITS: list[tuple[Role, str, str | None, str]] = [
    # role                place   kind of scope  why
    ("aldre_ssk", VC, "centre", "convenes there"),
    ("aldre_ssk", TEAM, None, "no centre"),
    ("vc_rehab", VC, "centre", "works there"),
    ("kommun_hsl", TEAM, "unit", "a team of the municipality's"),
    ("kommun_hsl", CARE, None, "a whole provider is more than the task needs"),
    ("kommun_hsl", HELP, None, "care read by who provides social care"),
    ("hemtjanst_planerare", HELP, "unit", "home help"),
    ("hemtjanst_planerare", TEAM, None, "social care read by who provides care"),
    ("chef", VC, "centre", "of one centre"),
    ("chef", CARE, "provider", "of all of them"),
    ("chef", REGION, None, "no care provider"),
    ("logg_granskare", CARE, "provider", "each controller checks its own log"),
    ("logg_granskare", VC, None, "the log is the controller's"),
    ("mas", SOCIAL, "provider", "of the municipality"),
    ("processledare", REGION, "region", "counts of the whole region"),
    ("systemadmin", REGION, "region", "looks after all of it"),
    ("systemadmin", VC, None, "the organisation is one document"),
    ("aldre_ssk", CLOSED, None, "taken out of use"),
    ("aldre_ssk", "SE-NOBODY", None, "no such place"),
]


@pytest.mark.parametrize(("role", "place", "kind", "why"), FITS)
def test_a_role_is_given_for_a_place_that_fits_it(
    role: Role, place: str, kind: str | None, why: str
) -> None:
    said = fault(KNOWN, role, place)
    assert (said is None) is (kind is not None), why
    if kind is None:
        assert said is not None
        assert said.endswith("."), why
    else:
        assert scope_kind(KNOWN, role, place) == kind, why


def test_all_fourteen_have_a_scope_and_a_name_and_who_sees_rows_has_a_provider() -> None:
    roles = set(get_args(Role))
    assert len(roles) == 14
    assert set(SCOPES) == set(ROLE_TEXT) == roles
    assert roles - set(PROVIDES) == set(WITHOUT_ROWS)
    assert set(PURPOSES) == set(WITHOUT_ROWS)
    assert all(purposes(role) == ("Vård och behandling",) for role in PROVIDES)
