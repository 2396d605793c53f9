"""Sights understands how a test tells who looks, at whom, and what the person has allowed.

Pure: one region with its health centres and its hospital as two authorities, one municipality with
health care and social care, a private health centre and a private home help.
"""

from datetime import UTC, datetime, timedelta

from app.access.policy import Controller, Party, Subject
from app.people.person import Consent, Stamp

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
DAY = timedelta(days=1)
VC, NEXT_VC, PRIVATE_VC = "vc", "vc2", "privvc"
HSL, HOME_HELP, PRIVATE_HELP, NEEDS = "kp", "ht", "privht", "bi"

CONTROLLERS = {
    one.id: one
    for one in (
        Controller("region", "vardgivare", "region"),
        Controller("sjukhus", "vardgivare", "region"),
        Controller("kommun", "vardgivare", "kommun"),
        Controller("omsorg", "omsorgsgivare", "kommun"),
        Controller("privat", "omsorgsgivare", "privat"),
        Controller("privatvard", "vardgivare", "privat"),
    )
}
PARTIES = {
    "ssk": Party("aldre_ssk", VC, CONTROLLERS["region"]),
    "grannssk": Party("aldre_ssk", NEXT_VC, CONTROLLERS["region"]),
    "privssk": Party("aldre_ssk", PRIVATE_VC, CONTROLLERS["privatvard"]),
    "hsl": Party("kommun_hsl", HSL, CONTROLLERS["kommun"]),
    "hslegen": Party("kommun_hsl", "kp2", CONTROLLERS["kommun"]),
    "planerare": Party("hemtjanst_planerare", HOME_HELP, CONTROLLERS["omsorg"]),
    "privplan": Party("hemtjanst_planerare", PRIVATE_HELP, CONTROLLERS["privat"]),
    "bistand": Party("bistandshandlaggare", NEEDS, CONTROLLERS["omsorg"]),
    "chef": Party("chef", VC, CONTROLLERS["region"]),
}
CALLED = tuple(PARTIES[name] for name in ("ssk", "hsl", "planerare", "privplan", "bistand"))
"""Whom the public centre's huddle calls."""


def a_stamp(
    controller: str = "region", at: datetime = NOW - DAY, *, sensitive: bool = False
) -> Stamp:
    return Stamp(f"k/{controller}", "k", controller, None, at, at, at, sensitive=sensitive)


def a_consent(state: str, unit: str = "") -> tuple[Consent, ...]:
    """The consents of a person in a state, as it concerns a unit."""
    stamp, long_ago = a_stamp(), NOW - 30 * DAY
    given = {"purpose": "sammanhallen", "state": "given", "start": long_ago}
    told = {
        "none": None,
        "given": {},
        "refused": {"state": "refused", "start": None},
        "ended": {"state": "ended"},
        "voided": {"state": "voided"},
        "not_begun": {"start": NOW + DAY},
        "expired": {"end": NOW - DAY},
        "begins_now": {"start": NOW},
        "ends_now": {"end": NOW},
        "other_unit": {"units": ("somebody-else",)},
        "this_unit": {"units": ("somebody-else", unit)},
        "sip_only": {"purpose": "sip"},
        "utlamnande": {"purpose": "utlamnande"},
    }[state]
    return () if told is None else (Consent(stamp, **{**given, **told}),)  # type: ignore[arg-type]


def a_subject(
    consent: str = "none", party: Party = PARTIES["ssk"], *, concerned: bool = False
) -> Subject:
    """A person listed at the party's own centre, if it is one, else at the public one."""
    listed = PRIVATE_VC if party.unit == PRIVATE_VC else VC
    return Subject(
        listed,
        a_consent(consent, party.unit),
        (party.unit,) if concerned else (),
        ("kp2",),
    )
