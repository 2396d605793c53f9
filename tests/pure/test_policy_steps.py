"""The lesser known steps of domain facts 1.4, line by line: which words stand together, and what then.

inner/outer: a spärr on the unit the datum comes from. svod: consent to sammanhållen dokumentation;
informed, objected: what the person was told and said of it. served: the provider gives or assesses
insatser. incapable: assessed as lastingly unable to take a stand. emergency: one's own nödöppning.
protected, allowed: skyddade personuppgifter, and oneself on that person's list.
"""

import pytest

from app.access.law import ALWAYS, Basis, Law
from app.access.policy import Level, hears_name, name_basis, sight
from app.events.kinds import Category
from tests.sights import CONTROLLERS, LAW, ME, NOW, PARTIES, a_datum, assert_sight, the_state

TABLE = """
party     state                    category whose level basis                    why
ssk       inner                    D3  own      FULL    OWN_CARE                 a block never hides one's own unit's data
ssk       inner                    D3  sister   EXISTS  NONE                     PDL 4:4: another unit of the same provider
ssk       outer                    D3  sister   FULL    OWN_CARE                 an outer block is towards other providers
ssk       inner+sister             D3  sjukhus  FULL    REGION_INTERNAL_OSL25_11 another unit's block
ssk       outer                    D2  sjukhus  EXISTS  NONE                     25:11 opens nothing that is blocked
ssk       outer                    U2  sjukhus  EXISTS  NONE                     a datum of no told unit may be the blocked one's
ssk       inner                    D2  sjukhus  EXISTS  NONE                     an inner block holds outwards too
ssk       given+outer              D6  omsorg   EXISTS  NONE                     nor does consent, L913 2:3
ssk       outer                    D6  omsorg   NOTHING NONE                     what could not be seen anyway is not told of
privssk   outer+notice             N2  sjukhus  FULL    STATUTORY_NOTICE_L612    what the law tells is told
privssk   outer+notice+given       D2  sjukhus  EXISTS  NONE                     and no more than that
hsl       given+outer              D3  sjukhus  EXISTS  NONE                     "spärrade uppgifter finns"
planerare given+outer              D2  sjukhus  NOTHING NONE                     nothing, not even who
bistand   given+outer              D2  sjukhus  NOTHING NONE                     nothing
koordinator treated+outer          D2  region   EXISTS  NONE                     as the centre
privssk   svod+informed            D2  sjukhus  FULL    SVOD_CONSENT             told first, then asked
privssk   svod                     D2  sjukhus  NOTHING NONE                     L913 2:2: nothing before the person was informed
privssk   svod+informed+objected   D2  sjukhus  NOTHING NONE                     L913 2:3: blocked at once
privssk   given+informed+objected  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    a disclosure is another instrument
privssk   svod+informed+unlisted   D2  sjukhus  NOTHING NONE                     L913 3:1: a current relation
hsl       svod+informed            D2  sjukhus  NOTHING NONE                     L913 3:1: no relation
hsl       svod+informed+served     D2  sjukhus  FULL    SVOD_CONSENT             the municipality's care has the person
hslegen   svod+informed+enrolled   D2  sjukhus  FULL    SVOD_CONSENT             this very unit has
planerare svod+informed            D2  sjukhus  NOTHING NONE                     L913 3:2: receives no insats, is not assessed
planerare svod+informed+served     D2  sjukhus  FULL    SVOD_CONSENT             receives or is assessed for insatser
planerare given                    D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    the person's own word to a named party
ssk       svod+informed+given      D2  kommun   FULL    SVOD_CONSENT             of two the law's own is named
hsl       incapable+served         D2  sjukhus  FULL    SVOD_INCAPACITY          L913 3:3
hsl       incapable+served         D6  omsorg   FULL    SVOD_INCAPACITY          D2-D6 as needed
hsl       incapable+served         D7  sjukhus  NOTHING NONE                     stays where it is
hsl       incapable                D2  sjukhus  NOTHING NONE                     no relation
hsl       incapable+served+refused D2  sjukhus  NOTHING NONE                     said no while able to
hsl       incapable+served+objected D2 sjukhus  NOTHING NONE                     objected while able to
hsl       incapable+served+outer   D2  sjukhus  EXISTS  NONE                     blocked all the same
privssk   incapable                D2  sjukhus  FULL    SVOD_INCAPACITY          the person's own centre
privssk   incapable+unlisted       D2  sjukhus  NOTHING NONE                     another centre
ssk       incapable                D6  omsorg   FULL    SVOD_INCAPACITY          L913 3:3
koordinator incapable+treated      D3  kommun   FULL    SVOD_INCAPACITY          L913 3:3
planerare incapable+served         D2  sjukhus  NOTHING NONE                     L913 3:4: never from vårdgivare
planerare incapable+served         D4  region   NOTHING NONE                     L913 3:4: never from vårdgivare
planerare incapable+served         D6  privat   FULL    SVOD_INCAPACITY          L913 3:4: from other omsorgsgivare
planerare incapable                D6  privat   NOTHING NONE                     no insats here
planerare incapable+tested         D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    OSL 25:1, 10:1: the nurse has weighed it
planerare tested                   D2  sjukhus  NOTHING NONE                     the person can take a stand: ask
planerare incapable+tested+refused D2  sjukhus  NOTHING NONE                     never against a no
planerare incapable+tested+objected D2 sjukhus  NOTHING NONE                     nor against an objection
planerare incapable+tested+outer   D2  sjukhus  NOTHING NONE                     blocked all the same
bistand   incapable+served         D6  privat   FULL    SVOD_INCAPACITY          L913 3:4: from other omsorgsgivare
bistand   incapable+served         D5  region   NOTHING NONE                     L913 3:4: never from vårdgivare
hsl       emergency                D3  sjukhus  FULL    SVOD_EMERGENCY           L913 3:6
hsl       alone                    D3  sjukhus  NOTHING NONE                     another's nödöppning is another's
hsl       emergency+outer          D3  sjukhus  MASKED  SVOD_EMERGENCY           L913 3:5: who blocked, not what
ssk       emergency+inner          D3  sister   MASKED  SVOD_EMERGENCY           L913 3:5: who blocked, not what
privssk   emergency+objected       D3  sjukhus  MASKED  SVOD_EMERGENCY           an objection is a block
hsl       emergency                D7  sjukhus  NOTHING NONE                     stays where it is
koordinator emergency              D3  kommun   FULL    SVOD_EMERGENCY           as the centre
planerare emergency                D2  sjukhus  NOTHING NONE                     never in social care
bistand   emergency                D3  sjukhus  NOTHING NONE                     never in social care
chef      emergency                D2  own      NOTHING NONE                     denied
granskare emergency                D2  own      NOTHING NONE                     denied
ssk       protected                D1  own      NOTHING NONE                     on no board, in no list
ssk       protected+emergency      D3  own      NOTHING NONE                     the list comes before all else
ssk       protected+allowed        D3  own      FULL    OWN_CARE                 on that person's own list, alone
ssk       protected+allowed        D6  omsorg   NOTHING NONE                     and then as for anybody
planerare protected+allowed+given  D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    named staff of the municipality
planerare protected+given          D6  own      NOTHING NONE                     nobody else of it
hsl       to_me                    D2  sjukhus  FULL    INDIVIDUAL_DISCLOSURE    a consent to one employee
hsl       to_another               D2  sjukhus  NOTHING NONE                     to somebody else
"""
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


NAMES = """
party       state                   basis                    why
ssk         none                    OWN_CARE                 listed here
ssk         unlisted                NONE                     listed elsewhere
lakare      none                    OWN_CARE                 listed here
hsl         none                    NONE                     not even whom it is about
hsl         served                  NONE                     having the person is no leave to hear of the huddle
hsl         notice                  STATUTORY_NOTICE_L612    berörd enhet
hsl         incapable+served        SVOD_INCAPACITY          care may
hsl         emergency               SVOD_EMERGENCY           care may, one by one
planerare   notice                  STATUTORY_NOTICE_L612    berörd enhet
planerare   given                   INDIVIDUAL_DISCLOSURE    the person's own word
planerare   incapable+served        NONE                     L913 3:4: nothing of what care says
planerare   emergency               NONE                     never
koordinator none                    NONE                     no patient of theirs
koordinator treated                 OWN_CARE                 a patient now
ssk         protected               NONE                     on no board
ssk         protected+allowed       OWN_CARE                 on the list
chef        given                   NONE                     no person
admin       given                   NONE                     no person
"""
NAMED = [line.split(None, 3) for line in NAMES.strip().splitlines()[1:]]


@pytest.mark.parametrize(
    ("party", "state", "basis", "why"), NAMED, ids=["-".join(n[:2]) for n in NAMED]
)
def test_a_name_is_heard_as_the_table_says(party: str, state: str, basis: str, why: str) -> None:
    who, subject = the_state(state, PARTIES[party])
    assert name_basis(who, subject, LAW, NOW).value == basis, why
    assert hears_name(who, subject, LAW, NOW) == (basis != "NONE")


OFF = """
without                  party     state                 category whose   why
REGION_INTERNAL_OSL25_11 ssk       none                  D2       sjukhus a region that judges 25:11 otherwise
STATUTORY_NOTICE_L612    privssk   notice                N2       sjukhus a notice opens nothing
SVOD_CONSENT             privssk   svod+informed         D2       sjukhus not joined: L913 is voluntary
SVOD_INCAPACITY          ssk       incapable             D6       omsorg  not joined: L913 is voluntary
SVOD_EMERGENCY           hsl       emergency             D3       sjukhus not joined: L913 is voluntary
INDIVIDUAL_DISCLOSURE    planerare given                 D2       sjukhus no disclosure through Kvarten
"""
SWITCHED = [line.split(None, 5) for line in OFF.strip().splitlines()[1:]]


@pytest.mark.parametrize(
    ("without", "party", "state", "category", "whose", "why"),
    SWITCHED,
    ids=[s[0] for s in SWITCHED],
)
def test_a_basis_that_the_installation_does_not_use_opens_nothing(
    without: str, party: str, state: str, category: str, whose: str, why: str
) -> None:
    who, subject = the_state(state, PARTIES[party], whose)
    asked = a_datum(category, whose, who)
    alone = Law(CONTROLLERS, LAW.units, ALWAYS | {Basis(without)})
    assert sight(who, subject, asked, alone, NOW).basis == without, "it opens this by itself"
    others = Law(CONTROLLERS, LAW.units, frozenset(Basis) - {Basis(without)})
    assert sight(who, subject, asked, others, NOW).level is Level.NOTHING, why


@pytest.mark.parametrize("party", sorted(PARTIES))
@pytest.mark.parametrize("category", sorted(set(Category) - {Category.D9}))
def test_a_protected_person_is_shown_to_nobody_who_is_not_on_the_list(
    party: str, category: Category
) -> None:
    state = "protected+given+notice+served+treated+enrolled+emergency+incapable"
    who, subject = the_state(state, PARTIES[party])
    assert who.employee == ME
    for whose in ("own", "sjukhus"):
        for sign in ("D", "N"):
            asked = a_datum(sign + category[1], whose, who)
            assert sight(who, subject, asked, LAW, NOW).level is Level.NOTHING
    assert not hears_name(who, subject, LAW, NOW)
