"""Who may see what about a person, line by line as in domain facts 1.4; the last column says why.

The columns *no consent* and *active consent*; what a spärr, an incapacity, an emergency, a protection
and the lesser known steps do stands in test_policy_steps.py.

Whose: own (the party's own provider), sjukhus (a hospital of the same region, another authority),
region (the public health centres), kommun (health care of a municipality), omsorg (its social care),
privat (a private home help), privatvard (a private health centre). `given` is a consent to utlämnande.
"""

from datetime import timedelta

import pytest

from app.access.policy import Level, sight
from app.events.kinds import Category
from tests.sights import LAW, NOW, PARTIES, a_datum, assert_sight, the_state

TABLE = """
party       state                  category whose level basis                    why
ssk         none                   D1  own      FULL    OWN_CARE                 own records, all of them
ssk         none                   D3  own      FULL    OWN_CARE                 own records, all of them
ssk         none                   D7  own      FULL    OWN_CARE                 the sensitive too, where it was made
ssk         refused                D6  own      FULL    OWN_CARE                 a no to sharing is no spärr within the house
ssk         none                   D1  sjukhus  FULL    REGION_INTERNAL_OSL25_11 listed here: 25:11 p 2 opens D1-D4
ssk         none                   D2  sjukhus  FULL    REGION_INTERNAL_OSL25_11 home from the emergency department
ssk         none                   D3  sjukhus  FULL    REGION_INTERNAL_OSL25_11 why the person came there
ssk         refused                D4  sjukhus  FULL    REGION_INTERNAL_OSL25_11 a refused consent does not close 25:11
ssk         none                   D5  sjukhus  NOTHING NONE                     a SIP is shared by consent alone
ssk         none                   D6  sjukhus  NOTHING NONE                     no hospital has it, and 25:11 p 2 stops at D4
ssk         none                   D7  sjukhus  NOTHING NONE                     stays where it is
ssk         given                  D7  sjukhus  NOTHING NONE                     stays where it is, whatever is consented to
ssk         given                  D5  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    consent opens the SIP
ssk         none                   D0  kommun   EXISTS  NONE                     that there is something, not what
ssk         given                  D0  kommun   EXISTS  NONE                     a consent never takes away
ssk         none                   D2  kommun   NOTHING NONE                     another provider, no consent
ssk         none                   D6  omsorg   NOTHING NONE                     social care is another secrecy
ssk         given                  D2  kommun   FULL    INDIVIDUAL_DISCLOSURE    kommunal HSL with consent
ssk         given                  D3  kommun   FULL    INDIVIDUAL_DISCLOSURE    kommunal HSL with consent
ssk         given                  D6  omsorg   FULL    INDIVIDUAL_DISCLOSURE    and home help
ssk         given                  D8  omsorg   NOTHING NONE                     another unit's action is its own
ssk         none                   D2  privat   NOTHING NONE                     private is no authority of the region
ssk         given                  D2  privat   FULL    INDIVIDUAL_DISCLOSURE    consent reaches private care too
grannssk    none                   D2  sjukhus  NOTHING NONE                     not listed there: 25:11 needs the relation
grannssk    given                  D2  sjukhus  NOTHING NONE                     consent needs the relation as well, L913 3:1
grannssk    none                   D3  own      FULL    OWN_CARE                 which persons are its own is the first lock's
privssk     none                   D3  own      FULL    OWN_CARE                 own records, private or not
privssk     none                   D2  sjukhus  NOTHING NONE                     25:11 does not reach a private provider
privssk     none                   D4  sjukhus  NOTHING NONE                     nor the frailty score
privssk     none                   D0  sjukhus  EXISTS  NONE                     that there is something, not what
privssk     notice                 N2  sjukhus  FULL    STATUTORY_NOTICE_L612    the planned discharge, as it was sent
privssk     notice                 N1  sjukhus  FULL    STATUTORY_NOTICE_L612    and whose it is
privssk     none                   N2  sjukhus  NOTHING NONE                     no recipient of the notice, or it is over
privssk     notice                 D2  sjukhus  NOTHING NONE                     the notice opens itself and no more
privssk     notice                 N3  sjukhus  NOTHING NONE                     nothing clinical comes by notice
privssk     notice                 N7  sjukhus  NOTHING NONE                     nor anything extra sensitive
privssk     given                  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    with consent D2-D6 of others
privssk     given                  D6  omsorg   FULL    INDIVIDUAL_DISCLOSURE    with consent D2-D6 of others
privssk     refused                D2  sjukhus  NOTHING NONE                     refused is no
privssk     ended                  D2  sjukhus  NOTHING NONE                     taken back: at once
privssk     voided                 D2  sjukhus  NOTHING NONE                     never was
privssk     not_begun              D2  sjukhus  NOTHING NONE                     begins tomorrow
privssk     expired                D2  sjukhus  NOTHING NONE                     ended yesterday
privssk     ends_now               D2  sjukhus  NOTHING NONE                     the end itself is outside
privssk     begins_now             D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    the start itself is inside
privssk     other_unit             D2  sjukhus  NOTHING NONE                     given to somebody else
privssk     this_unit              D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    given to this unit by name
privssk     sip_only               D2  sjukhus  NOTHING NONE                     a consent to a SIP shares nothing else
hsl         none                   D3  own      FULL    OWN_CARE                 the municipality's own nursing records
hsl         none                   D2  sjukhus  NOTHING NONE                     another provider, no consent
hsl         notice                 N2  sjukhus  FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
hsl         notice                 D2  sjukhus  NOTHING NONE                     and no more than PUD
hsl         none                   D0  sjukhus  NOTHING NONE                     D0 only for those enrolled with the unit
hslegen     enrolled                   D0  sjukhus  EXISTS  NONE                     enrolled with the own unit
hslegen     enrolled                   D2  sjukhus  NOTHING NONE                     enrolled is a relation, not a consent
hsl         given                  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    region D2-D5
hsl         given                  D3  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    region D2-D5
hsl         given                  D4  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    region D2-D5
hsl         given                  D5  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    region D2-D5
hsl         given                  D6  omsorg   FULL    INDIVIDUAL_DISCLOSURE    home help's D6
hsl         none                   D8  own      FULL    OWN_CARE                 own action
hsl         given                  D7  sjukhus  NOTHING NONE                     stays where it is
planerare   none                   D6  own      FULL    OWN_CARE                 own visits and services
planerare   none                   D2  own      NOTHING NONE                     a planner reads services, not health care
planerare   notice                 N2  sjukhus  FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
planerare   notice                 D2  sjukhus  NOTHING NONE                     and no more than PUD
planerare   none                   D0  sjukhus  NOTHING NONE                     not even that there is something
planerare   given                  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    who came home
planerare   given                  D4  sjukhus  MASKED  INDIVIDUAL_DISCLOSURE    D4 for this role is the level only
planerare   given                  B4  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    how frail: that is the level
planerare   none                   B4  sjukhus  NOTHING NONE                     and not that without consent
planerare   none                   D8  own      MASKED  OWN_CARE                 own action, "kontakta VC om N.N." only
planerare   given                  D8  own      FULL    INDIVIDUAL_DISCLOSURE    own action, in its own words
planerare   given                  D5  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    the shared plan
planerare   given                  D3  sjukhus  NOTHING NONE                     why is for health care
planerare   given                  P3  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    but what it means in practice
planerare   none                   P3  sjukhus  NOTHING NONE                     not without consent
planerare   given                  D6  privat   NOTHING NONE                     another home help's services
planerare   given                  D7  sjukhus  NOTHING NONE                     never
planerare   given                  D0  sjukhus  NOTHING NONE                     its own line is missing in the table: deny
planerare   ended                  D2  sjukhus  NOTHING NONE                     taken back: at once
planerare   other_unit             D2  sjukhus  NOTHING NONE                     given to somebody else
bistand     none                   D6  own      FULL    OWN_CARE                 own cases, also under assessment
bistand     none                   D2  sjukhus  NOTHING NONE                     another provider, no consent
bistand     notice                 N2  sjukhus  FULL    STATUTORY_NOTICE_L612    PUD when berörd enhet
bistand     given                  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    D2, D4, D5, D6, D8
bistand     none                   D8  own      FULL    OWN_CARE                 own action
bistand     given                  D4  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    D2, D4, D5, D6, D8
bistand     given                  D6  privat   FULL    INDIVIDUAL_DISCLOSURE    the private home help's too
bistand     given                  D3  sjukhus  NOTHING NONE                     why is for health care
bistand     given                  P3  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    but what it means in practice
bistand     none                   D0  sjukhus  NOTHING NONE                     not even that there is something
bistand     given                  D5  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    the shared plan
bistand     given                  D7  sjukhus  NOTHING NONE                     never
lakare      none                   D3  own      FULL    OWN_CARE                 the centre's doctor as its nurse
lakare      none                   D2  sjukhus  FULL    REGION_INTERNAL_OSL25_11 the centre's doctor as its nurse
lakare      given                  D6  omsorg   FULL    INDIVIDUAL_DISCLOSURE    the centre's doctor as its nurse
rehab       none                   D2  sjukhus  FULL    REGION_INTERNAL_OSL25_11 the centre's rehabilitation as well
rehab       none                   D6  omsorg   NOTHING NONE                     social care is another secrecy
koordinator none                   D3  own      FULL    OWN_CARE                 own records, all of them
koordinator treated                D1  region   FULL    REGION_INTERNAL_OSL25_11 the centre's D1, D2, D4 of a current patient
koordinator treated                D2  region   FULL    REGION_INTERNAL_OSL25_11 the centre's D1, D2, D4 of a current patient
koordinator treated                D4  region   FULL    REGION_INTERNAL_OSL25_11 the centre's D1, D2, D4 of a current patient
koordinator treated                D3  region   NOTHING NONE                     but not why
koordinator none                   D2  region   NOTHING NONE                     no patient of theirs now
koordinator given+treated          D3  kommun   FULL    INDIVIDUAL_DISCLOSURE    with consent the municipality's D3, D5, D6
koordinator given+treated          D5  kommun   FULL    INDIVIDUAL_DISCLOSURE    with consent the municipality's D3, D5, D6
koordinator given+treated          D6  omsorg   FULL    INDIVIDUAL_DISCLOSURE    with consent the municipality's D3, D5, D6
koordinator given+treated          D2  kommun   NOTHING NONE                     no line opens it
koordinator given+treated          D3  region   NOTHING NONE                     a consent adds what is the municipality's
koordinator given                  D3  kommun   NOTHING NONE                     consent needs the relation, L913 3:1
malt        treated                D4  region   FULL    REGION_INTERNAL_OSL25_11 the team at home as the ward
malt        given+treated          D6  privat   FULL    INDIVIDUAL_DISCLOSURE    a private home help's is the municipality's side
chef        none                   D9  own      FULL    AGGREGATE                counts without persons
chef        given                  D1  own      NOTHING NONE                     no person, not even a name
chef        given+notice           D2  own      NOTHING NONE                     nor by notice
planerare   none                   D9  own      FULL    AGGREGATE                counts are for all
processledare none                 D9  own      FULL    AGGREGATE                counts without persons
processledare given                D2  own      NOTHING NONE                     no person
granskare   given                  D1  own      NOTHING NONE                     the log alone
granskare   none                   D9  own      NOTHING NONE                     the log alone
mas         none                   D9  own      FULL    AGGREGATE                as the reviewer, and counts
mas         given                  D2  own      NOTHING NONE                     as the reviewer, and counts
mar         none                   D9  own      FULL    AGGREGATE                as the reviewer, and counts
mar         given                  D6  own      NOTHING NONE                     as the reviewer, and counts
admin       none                   D9  own      NOTHING NONE                     no patient data, not even counted
admin       given                  D1  own      NOTHING NONE                     no patient data
"""
TICK = timedelta(microseconds=1)
LINES = [line.split(None, 6) for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(
    ("party", "state", "category", "whose", "level", "basis", "why"),
    LINES,
    ids=["-".join(line[:4]) for line in LINES],
)
def test_a_datum_is_seen_as_the_table_says(
    party: str, state: str, category: str, whose: str, level: str, basis: str, why: str
) -> None:
    assert_sight(party, state, category, whose, level, basis, why)


def test_the_table_has_a_line_for_every_role_and_every_category_that_is_shared() -> None:
    told = {(PARTIES[line[0]].role, "D" + line[2][1]) for line in LINES}
    assert {role for role, _ in told} == {party.role for party in PARTIES.values()}
    called = ("aldre_ssk", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare")
    shared = [c.value for c in Category if c not in (Category.D1, Category.D8, Category.D9)]
    assert not {(role, c) for role in called for c in shared} - told


def test_of_two_consents_one_in_force_is_enough() -> None:
    """Disclosure and shared records are two instruments; a no to the one is no end of the other."""
    who, subject = the_state("refused+svod+informed", PARTIES["privssk"])
    found = sight(who, subject, a_datum("D2", "sjukhus", who), LAW, NOW)
    assert found.level is Level.FULL


def test_a_consent_ends_at_its_end_and_not_before() -> None:
    who, subject = the_state("expired", PARTIES["privssk"])
    asked = a_datum("D2", "sjukhus", who)
    end = subject.consents[0].end
    assert end is not None
    assert sight(who, subject, asked, LAW, end - TICK).level is Level.FULL
    assert sight(who, subject, asked, LAW, end).level is Level.NOTHING
