"""Who may see what about a person, line by line as in domain facts 1.4; the last column says why.

Whose: own (the party's own provider), sjukhus (a hospital of the same region, another authority),
kommun (health care of a municipality), omsorg (its social care), privat (another private provider).
Listed: the person is listed at the party's centre. Concerned: a notice in force names the unit.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.policy import Basis, Datum, Level, sight
from app.events.kinds import Category
from tests.sights import CONTROLLERS, NOW, PARTIES, a_subject

TABLE = """
party     consent      category whose   concerned level   basis                    why
ssk       none         D1       own     -         FULL    OWN_CARE                 own records, all of them
ssk       none         D3       own     -         FULL    OWN_CARE                 own records, all of them
ssk       none         D7       own     -         FULL    OWN_CARE                 the sensitive too, where it was made
ssk       refused      D6       own     -         FULL    OWN_CARE                 a no to sharing is no spärr within the house
ssk       none         D1       sjukhus -         FULL    REGION_INTERNAL_OSL25_11 listed here: 25:11 p 2 opens D1-D4
ssk       none         D2       sjukhus -         FULL    REGION_INTERNAL_OSL25_11 home from the emergency department
ssk       none         D3       sjukhus -         FULL    REGION_INTERNAL_OSL25_11 why the person came there
ssk       refused      D4       sjukhus -         FULL    REGION_INTERNAL_OSL25_11 a refused consent does not close 25:11
ssk       none         D5       sjukhus -         NOTHING NONE                     a SIP is shared by consent alone
ssk       none         D6       sjukhus -         NOTHING NONE                     no hospital has it, and 25:11 p 2 stops at D4
ssk       none         D7       sjukhus -         NOTHING NONE                     stays where it is
ssk       given        D7       sjukhus -         NOTHING NONE                     stays where it is, whatever is consented to
ssk       given        D5       sjukhus -         FULL    SVOD_CONSENT             consent opens the SIP
ssk       none         D0       kommun  -         EXISTS  NONE                     that there is something, not what
ssk       given        D0       kommun  -         EXISTS  NONE                     a consent never takes away
ssk       none         D2       kommun  -         NOTHING NONE                     another provider, no consent
ssk       none         D6       omsorg  -         NOTHING NONE                     social care is another secrecy
ssk       given        D2       kommun  -         FULL    SVOD_CONSENT             kommunal HSL with consent
ssk       given        D3       kommun  -         FULL    SVOD_CONSENT             kommunal HSL with consent
ssk       given        D6       omsorg  -         FULL    SVOD_CONSENT             and home help
ssk       given        D8       omsorg  -         NOTHING NONE                     another unit's action is its own
ssk       none         D2       privat  -         NOTHING NONE                     private is no authority of the region
ssk       given        D2       privat  -         FULL    SVOD_CONSENT             consent reaches private care too
grannssk  none         D2       sjukhus -         NOTHING NONE                     not listed there: 25:11 needs the relation
grannssk  given        D2       sjukhus -         NOTHING NONE                     consent needs the relation as well, L913 3:1
grannssk  none         D3       own     -         FULL    OWN_CARE                 which persons are its own is the first lock's
privssk   none         D3       own     -         FULL    OWN_CARE                 own records, private or not
privssk   none         D2       sjukhus -         NOTHING NONE                     25:11 does not reach a private provider
privssk   none         D4       sjukhus -         NOTHING NONE                     nor the frailty score
privssk   none         D0       sjukhus -         EXISTS  NONE                     that there is something, not what
privssk   none         N2       sjukhus yes       FULL    STATUTORY_NOTICE_L612    the planned discharge, as it was sent
privssk   none         N1       sjukhus yes       FULL    STATUTORY_NOTICE_L612    and whose it is
privssk   none         N2       sjukhus -         NOTHING NONE                     no recipient of the notice, or it is over
privssk   none         D2       sjukhus yes       NOTHING NONE                     the notice opens itself and no more
privssk   none         N3       sjukhus yes       NOTHING NONE                     nothing clinical comes by notice
privssk   none         N7       sjukhus yes       NOTHING NONE                     nor anything extra sensitive
privssk   given        D2       sjukhus -         FULL    SVOD_CONSENT             with consent D2-D6 of others
privssk   given        D6       omsorg  -         FULL    SVOD_CONSENT             with consent D2-D6 of others
privssk   refused      D2       sjukhus -         NOTHING NONE                     refused is no
privssk   ended        D2       sjukhus -         NOTHING NONE                     taken back: at once
privssk   voided       D2       sjukhus -         NOTHING NONE                     never was
privssk   not_begun    D2       sjukhus -         NOTHING NONE                     begins tomorrow
privssk   expired      D2       sjukhus -         NOTHING NONE                     ended yesterday
privssk   ends_now     D2       sjukhus -         NOTHING NONE                     the end itself is outside
privssk   begins_now   D2       sjukhus -         FULL    SVOD_CONSENT             the start itself is inside
privssk   other_unit   D2       sjukhus -         NOTHING NONE                     given to somebody else
privssk   this_unit    D2       sjukhus -         FULL    SVOD_CONSENT             given to this unit by name
privssk   sip_only     D2       sjukhus -         NOTHING NONE                     a consent to a SIP shares nothing else
privssk   utlamnande   D2       sjukhus -         FULL    SVOD_CONSENT             disclosure by consent, OSL 10:1, 12:2
hsl       none         D3       own     -         FULL    OWN_CARE                 the municipality's own nursing records
hsl       none         D2       sjukhus -         NOTHING NONE                     another provider, no consent
hsl       none         N2       sjukhus yes       FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
hsl       none         D2       sjukhus yes       NOTHING NONE                     and no more than PUD
hsl       none         D0       sjukhus -         NOTHING NONE                     D0 only for those enrolled with the unit
hslegen   none         D0       sjukhus -         EXISTS  NONE                     enrolled with the own unit
hslegen   none         D2       sjukhus -         NOTHING NONE                     enrolled is a relation, not a consent
hsl       given        D2       sjukhus -         FULL    SVOD_CONSENT             region D2-D5
hsl       given        D3       sjukhus -         FULL    SVOD_CONSENT             region D2-D5
hsl       given        D4       sjukhus -         FULL    SVOD_CONSENT             region D2-D5
hsl       given        D5       sjukhus -         FULL    SVOD_CONSENT             region D2-D5
hsl       given        D6       omsorg  -         FULL    SVOD_CONSENT             home help's D6
hsl       given        D7       sjukhus -         NOTHING NONE                     stays where it is
planerare none         D6       own     -         FULL    OWN_CARE                 own visits and services
planerare none         D2       own     -         NOTHING NONE                     a planner reads services, not health care
planerare none         N2       sjukhus yes       FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
planerare none         D2       sjukhus yes       NOTHING NONE                     and no more than PUD
planerare none         D0       sjukhus -         NOTHING NONE                     not even that there is something
planerare given        D2       sjukhus -         FULL    SVOD_CONSENT             who came home
planerare given        D4       sjukhus -         FULL    SVOD_CONSENT             how frail
planerare given        D5       sjukhus -         FULL    SVOD_CONSENT             the shared plan
planerare given        D3       sjukhus -         NOTHING NONE                     why is for health care
planerare given        P3       sjukhus -         FULL    SVOD_CONSENT             but what it means in practice
planerare none         P3       sjukhus -         NOTHING NONE                     not without consent
planerare given        D6       privat  -         NOTHING NONE                     another home help's services
planerare given        D7       sjukhus -         NOTHING NONE                     never
planerare given        D0       sjukhus -         NOTHING NONE                     its own line is missing in the table: deny
planerare ended        D2       sjukhus -         NOTHING NONE                     taken back: at once
planerare other_unit   D2       sjukhus -         NOTHING NONE                     given to somebody else
bistand   none         D6       own     -         FULL    OWN_CARE                 own cases, also under assessment
bistand   none         D2       sjukhus -         NOTHING NONE                     another provider, no consent
bistand   none         N2       sjukhus yes       FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
bistand   given        D2       sjukhus -         FULL    SVOD_CONSENT             D2, D4, D5, D6, D8
bistand   given        D4       sjukhus -         FULL    SVOD_CONSENT             D2, D4, D5, D6, D8
bistand   given        D6       privat  -         FULL    SVOD_CONSENT             the private home help's too
bistand   given        D3       sjukhus -         NOTHING NONE                     why is for health care
bistand   given        P3       sjukhus -         FULL    SVOD_CONSENT             but what it means in practice
bistand   none         D0       sjukhus -         NOTHING NONE                     not even that there is something
bistand   given        D5       sjukhus -         FULL    SVOD_CONSENT             the shared plan
bistand   given        D7       sjukhus -         NOTHING NONE                     never
chef      none         D9       own     -         FULL    AGGREGATE                counts without persons
chef      given        D1       own     -         NOTHING NONE                     no person, not even a name
chef      given        D2       own     yes       NOTHING NONE                     nor by notice
planerare none         D9       own     -         FULL    AGGREGATE                counts are for all
"""
LINES = [line.split(None, 7) for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(
    ("party", "consent", "category", "whose", "concerned", "level", "basis", "why"),
    LINES,
    ids=["-".join(line[:5]) for line in LINES],
)
def test_a_datum_is_seen_as_the_table_says(
    party: str, consent: str, category: str, whose: str, concerned: str, level: str, basis: str,
    why: str,
) -> None:  # fmt: skip
    who = PARTIES[party]
    subject = a_subject(consent, who, concerned=concerned == "yes")
    found = sight(who, subject, datum(category, whose, party), CONTROLLERS, NOW)
    assert (found.level.name, found.basis.value) == (level, basis), why
    assert found.because.endswith("."), "each answer carries its reason in words"


def datum(category: str, whose: str, party: str) -> Datum:
    """D3 is a datum of the category, N2 the same as a notice told it, P3 marked as practical."""
    controller = PARTIES[party].provider.id if whose == "own" else whose
    kind = Category("D" + category[1])
    return Datum(kind, controller, notice=category[0] == "N", practical=category[0] == "P")


def test_the_table_has_a_line_for_every_role_and_every_category_that_is_shared() -> None:
    told = {(PARTIES[line[0]].role, "D" + line[2][1]) for line in LINES}
    roles = {role for role, _ in told}
    assert len(roles) == 5
    shared = [c.value for c in Category if c not in (Category.D1, Category.D8, Category.D9)]
    missing = {(role, c) for role in roles - {"chef"} for c in shared} - told
    assert not missing


@pytest.mark.parametrize("party", [name for name in PARTIES if name != "chef"])
@pytest.mark.parametrize("category", sorted(set(Category) - {Category.D9}))
def test_a_protected_person_is_shown_to_nobody(party: str, category: Category) -> None:
    """Skyddade personuppgifter: there is no list of those allowed yet, so nobody is."""
    who = PARTIES[party]
    subject = replace(a_subject("given", who, concerned=True), protected=True)
    for whose in (who.provider.id, "sjukhus"):
        found = sight(who, subject, Datum(category, whose, notice=True), CONTROLLERS, NOW)
        assert found.level is Level.NOTHING
        assert found.basis is Basis.NONE


def test_of_two_consents_one_in_force_is_enough() -> None:
    """Disclosure and shared records are two instruments; a no to the one is no end of the other."""
    who = PARTIES["privssk"]
    subject = a_subject("given", who)
    no = subject.consents[0].but(purpose="utlamnande", state="refused", start=None)
    both = replace(subject, consents=(no, *subject.consents))
    assert sight(who, both, Datum(Category.D2, "sjukhus"), CONTROLLERS, NOW).level is Level.FULL


def test_a_consent_ends_at_its_end_and_not_before() -> None:
    who = PARTIES["privssk"]
    subject = a_subject("expired", who)
    asked = Datum(Category.D2, "sjukhus")
    end = subject.consents[0].end
    assert end is not None
    before = end - timedelta(microseconds=1)
    assert sight(who, subject, asked, CONTROLLERS, before).level is Level.FULL
    assert sight(who, subject, asked, CONTROLLERS, end).level is Level.NOTHING
