"""Which numbers name a person, how they are written, and which are taken where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events import identifiers
from app.events.identifiers import (
    DEMO,
    NATIONAL_RESERVE,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    STOCKHOLM_RESERVE,
    TEST_NUMBERS,
    UNKNOWN_LOCAL,
    VARMLAND_RESERVE,
    VGR_RESERVE,
    Identifier,
    InvalidIdentifier,
    birth_date,
    luhn,
    parse,
)

LOCAL = "urn:kvarten:local:simulator-mrn"
P, S, N, V = PERSONNUMMER, SAMORDNINGSNUMMER, NATIONAL_RESERVE, VGR_RESERVE

ONE_FORM = [
    # told system, told value → system, value, born; why
    (P, "192810317079", P, "192810317079", date(1928, 10, 31), "as it is stored"),
    ("1.2.752.129.2.1.3.1", "19281031-7079", P, "192810317079", date(1928, 10, 31), "bare OID"),
    ("urn:oid:1.2.752.129.2.1.3.1", "19281031+7079", P, "192810317079", date(1928, 10, 31), "plus"),
    (" URN:OID:1.2.752.129.2.1.3.1 ", " 19281031 7079 ", P, "192810317079", date(1928, 10, 31), ""),
    (P, "189002029800", P, "189002029800", date(1890, 2, 2), "born in the 19th century"),
    (S, "196109732393", S, "196109732393", date(1961, 9, 13), "day + 60"),
    ("1.2.752.129.2.1.3.3", "193001612385", S, "193001612385", date(1930, 1, 1), "OID"),
    (P, "193001612385", S, "193001612385", date(1930, 1, 1), "sent as personnummer: the day tells"),
    (S, "192810317079", P, "192810317079", date(1928, 10, 31), "and the other way"),
    ("1.2.752.74.9.1", "98240301-aa06", N, "98240301AA06", date(2024, 3, 1), "century + 78"),
    (N, "22950606FH20", N, "22950606FH20", date(1995, 6, 6), "century + 3"),
    (N, "25780404KHD5", N, "25780404KHD5", date(1978, 4, 4), "century + 6, sex not known"),
    (N, "00342145BZ31", N, "00342145BZ31", None, "birth date not known"),
    (N, "20210325K069", V, "20210325K069", date(2021, 3, 25), "a VGR number sent as national"),
    ("1.2.752.113.11.0.2.1.1.1", "19810829M071", V, "19810829M071", date(1981, 8, 29), "odd: M"),
    (V, "19450829K088", V, "19450829K088", date(1945, 8, 29), "even: K"),
    (V, "19930829X802", V, "19930829X802", date(1993, 8, 29), "80–89: X"),
    ("1.2.752.97.3.1.3", "991981000010", STOCKHOLM_RESERVE, "991981000010", None, "a year alone"),
    (VARMLAND_RESERVE, "19400102SF1A", VARMLAND_RESERVE, "19400102SF1A", date(1940, 1, 2), ""),
    (DEMO, "19340304T027", DEMO, "19340304T027", date(1934, 3, 4), "nobody's"),
    (LOCAL, " 0070411 ", LOCAL, "0070411", None, "leading zeros belong to a local id"),
]


@pytest.mark.parametrize(("told", "written", "system", "value", "born", "why"), ONE_FORM)
def test_a_number_has_one_system_and_one_form(told, written, system, value, born, why) -> None:
    found = parse(told, written, demo=True, local_systems=frozenset({LOCAL}))
    assert found == Identifier(system, value), why
    assert birth_date(found) == born, why
    assert parse(system, value, demo=True, local_systems=frozenset({LOCAL})) == found, "again"


WRONG = [
    # system, value, part of the reason; why
    (P, "281031-7079", "tolv siffror", "ten digits do not tell the century"),
    (P, "2810317079", "tolv siffror", "the same without a dash"),
    (P, "192810317078", "kontrollsiffra", "the check digit is 9"),
    (P, "192802317079", "datum", "31 February"),
    (P, "192813317079", "datum", "month 13"),
    (P, "192810327079", "datum", "day 32 is neither a day nor a day + 60"),
    (P, "192810310009", "kontrollsiffra", "the serial number 000 is never given out"),
    (P, "172810317079", "tolv siffror", "nobody born in the 18th century is alive"),
    (P, "١٩٢٨١٠٣١٧٠٧٩", "tolv siffror", "digits of another script"),
    (P, "", "tolv siffror", "empty"),
    (S, "192810927079", "datum", "day 92 is past 31 + 60"),
    (N, "98240301AA05", "kontrollsiffra", "the check digit is 6"),
    (N, "98240301AI06", "tolv tecken", "I may be read as 1 and is not used"),
    (N, "20240301AA06", "datumdel", "18–21 would be taken for a personnummer"),
    (N, "98240231AA06", "datumdel", "31 February"),
    (N, "00240301AA06", "datumdel", "not known, yet written as a date"),
    (V, "19810829M072", "kontrollsiffra", "the check digit is 1"),
    (V, "19810829K071", "löpnummer", "07 is odd and so M"),
    (V, "19810829M801", "löpnummer", "80–89 belong to X"),
    (V, "19810230M071", "datum", "30 February"),
    (STOCKHOLM_RESERVE, "991981000011", "kontrollsiffra", "the check digit is 0"),
    (STOCKHOLM_RESERVE, "981981000010", "99", "begins with 99"),
    (VARMLAND_RESERVE, "194001021234", "ÅÅÅÅMMDDSxnx", "has letters"),
    (DEMO, "19340230T027", "datum", "30 February"),
    (DEMO, "1934034T027", "ÅÅÅÅMMDDTnnn", "one digit short"),
    (LOCAL, "", "1–64 tecken", "empty"),
    (LOCAL, "7041\x0011", "1–64 tecken", "a sign the database cannot hold"),
    ("urn:kvarten:local:other", "70411", "inte angivet av källan", "not declared"),
    ("", "70411", "okänt", "no system at all"),
]


@pytest.mark.parametrize(("system", "value", "reason", "why"), WRONG)
def test_what_cannot_be_a_number_is_refused_with_a_reason(system, value, reason, why) -> None:
    with pytest.raises(InvalidIdentifier, match=reason) as refused:
        parse(system, value, demo=True, local_systems=frozenset({LOCAL}))
    assert value == "" or value not in refused.value.reason, why


HERE_OR_THERE = [
    # system, value, in demo, outside demo; why
    (P, "192810317079", True, True, "an official test number"),
    (
        P,
        "183001012388",
        False,
        True,
        "not on the list (and long dead: no test may name the living)",
    ),
    (S, "193001612385", True, True, "an official test number"),
    (S, "183001612393", False, True, "a coordination number that is not on the list"),
    (DEMO, "19340304T027", True, False, "a demo number among real persons is nobody"),
    (N, "98240301AA06", True, True, "a reserve number"),
    (V, "19450829K088", True, True, "a reserve number"),
    (UNKNOWN_LOCAL, "SE2321000131-E00000000170411", False, True, "a local id nobody declared"),
]


@pytest.mark.parametrize(("system", "value", "demo", "outside", "why"), HERE_OR_THERE)
def test_demo_takes_only_numbers_that_are_nobodys(system, value, demo, outside, why) -> None:
    for mode, taken in ((True, demo), (False, outside)):
        if taken:
            assert parse(system, value, demo=mode, local_systems=frozenset()).value == value, why
            continue
        with pytest.raises(InvalidIdentifier):
            parse(system, value, demo=mode, local_systems=frozenset())


def test_a_source_that_declares_personnummer_as_local_gets_no_way_around_the_check() -> None:
    with pytest.raises(InvalidIdentifier, match="kontrollsiffra"):
        parse(P, "192810317078", demo=False, local_systems=frozenset({P}))


def test_an_unknown_local_id_begins_with_its_sources_hsa_id() -> None:
    declared = frozenset({UNKNOWN_LOCAL})
    told = "SE2321000131-E00000000170411"
    found = parse("1.2.752.129.2.1.2.1", told, demo=True, local_systems=declared)
    assert found == Identifier(UNKNOWN_LOCAL, told)
    with pytest.raises(InvalidIdentifier, match="HSA-id"):
        parse(UNKNOWN_LOCAL, "70411", demo=True, local_systems=declared)


UNSURE = [
    # the first eight digits of a coordination number; why its birth date is not known
    ("18300061", "month 00"),
    ("18300160", "day 60"),
    ("18300291", "31 + 60 in February"),
]


@pytest.mark.parametrize(("begins", "why"), UNSURE)
def test_a_coordination_number_may_be_unsure_of_its_birth_date(begins: str, why: str) -> None:
    value = begins + "239"
    value += str(luhn(value[2:]))
    found = parse(S, value, demo=False, local_systems=frozenset())
    assert found == Identifier(SAMORDNINGSNUMMER, value), why
    assert birth_date(found) is None, why


@pytest.mark.parametrize("value", sorted(TEST_NUMBERS))
def test_every_listed_test_number_is_a_number(value: str) -> None:
    assert parse(P, value, demo=True, local_systems=frozenset()).value == value


@given(
    st.sampled_from([*sorted(identifiers.SYSTEMS), LOCAL]),
    st.text("0189-+ KMXTASF", max_size=14) | st.text(max_size=14),
    st.booleans(),
)
def test_any_text_is_a_number_or_refused_and_a_number_stays_itself(system, value, demo) -> None:
    declared = frozenset({LOCAL})
    try:
        found = parse(system, value, demo=demo, local_systems=declared)
    except InvalidIdentifier:
        return
    assert parse(found.system, found.value, demo=demo, local_systems=declared) == found
    birth_date(found)


@given(
    st.sampled_from(
        [(P, v) for v in sorted(TEST_NUMBERS)] + [(V, "19450829K088"), (N, "25780404KHD5")]
    ),
    st.integers(2, 11),
    st.integers(1, 9),
)
def test_one_mistyped_digit_is_always_seen(number, place, step) -> None:
    system, value = number
    if not value[place].isdigit():
        return
    mistyped = value[:place] + str((int(value[place]) + step) % 10) + value[place + 1 :]
    with pytest.raises(InvalidIdentifier):
        parse(system, mistyped, demo=False, local_systems=frozenset())
