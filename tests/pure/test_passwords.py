"""Passwords, codes and waits: what is refused, when a code holds, and how long one must wait."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access import attempts, credentials
from app.access.attempts import ACCOUNT, ADDRESS, CLOSED, LONGEST_WAIT
from app.access.passwords import fault

REFUSED = [
    ("kortlösen", "nine characters"),
    ("elvateckens", "eleven"),
    ("å" * 129, "longer than anybody types"),
    ("aaaaaaaaaaaaaaaa", "one key"),
    ("abcabcabcabcabc", "the same few again and again"),
    ("abcdefghijklmnop", "the alphabet"),
    ("qwertyuiopåasd", "the keyboard"),
    ("lkjhgfdsaåpoiu", "the keyboard, backwards"),
    ("123456789012", "digits"),
    ("Password1234!", "the most common of all"),
    ("P@ssw0rd123456", "the same with signs"),
    ("Sommaren2026!", "a season and a year"),
    ("Lösenord-1234", "its own name"),
    ("kvartenkvarten", "ours"),
    ("Karin1234Vallmo", "the owner's name"),
    ("karin.vallmo2026", "the owner's login"),
]
TAKEN = [
    ("tre gula hästar i regn", "a sentence"),
    ("Qm7rTz-kfW2p", "twelve made by a machine"),
    ("sommaren då vi åt krusbär", "a common word among others"),
    ("ÅÄÖ vid Åsunden!", "letters beyond ASCII"),
    ("日本語のパスワードをつかう", "another script"),
]


@pytest.mark.parametrize(("password", "why"), REFUSED)
def test_what_is_guessed_first_is_refused_in_words(password: str, why: str) -> None:
    said = fault(password, "Karin Vallmo", "karin.vallmo")
    assert said is not None, why
    assert said.startswith("Lösenordet"), why


@pytest.mark.parametrize(("password", "why"), TAKEN)
def test_any_long_thing_of_ones_own_is_taken(password: str, why: str) -> None:
    assert fault(password, "Karin Vallmo", "karin.vallmo") is None, why


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 11, 23, 6, 40, 10, tzinfo=UTC)
HELD = [(-31, True), (-61, False), (0, True), (20, True), (31, True), (61, False)]


@pytest.mark.parametrize(("seconds", "holds"), HELD)
def test_a_code_holds_in_its_own_step_and_in_the_one_on_each_side(
    seconds: int, holds: bool
) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))
    found = credentials.step_of(SECRET, code, NOW)
    assert (found is not None) is holds
    assert found in (None, int((NOW + timedelta(seconds=seconds)).timestamp()) // 30)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "0" * 20, "\x00"])
def test_what_is_no_code_is_no_step(code: str) -> None:
    assert credentials.step_of(SECRET, code, NOW) is None


def test_a_code_is_read_as_apps_show_it() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    assert credentials.step_of(SECRET, f" {code[:3]} {code[3:]}", NOW) is not None


WAITS = [
    # failures  seconds to wait
    (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (99, 900),
]  # fmt: skip


@pytest.mark.parametrize(("failures", "seconds"), WAITS)
def test_each_failure_makes_one_wait_twice_as_long(failures: int, seconds: int) -> None:
    assert (ACCOUNT.wait(failures) or timedelta(0)).total_seconds() == seconds


def test_after_a_hundred_nobody_tries_again() -> None:
    assert ACCOUNT.wait(100) == CLOSED


@given(st.integers(0, 10_000))
def test_an_address_waits_later_than_an_account_and_is_never_closed(failures: int) -> None:
    wait = ADDRESS.wait(failures) or timedelta(0)
    assert wait <= (ACCOUNT.wait(failures) or timedelta(0))
    assert wait <= LONGEST_WAIT


NEIGHBOURS = [
    ("192.0.2.1", "192.0.2.2", False, "two machines"),
    ("2001:db8:1:2::a", "2001:db8:1:2:ffff::b", True, "one household has them all"),
    ("2001:db8:1:2::a", "2001:db8:1:3::a", False, "the next household"),
    ("testclient", "testclient", True, "no address at all"),
]


@pytest.mark.parametrize(("one", "other", "same", "why"), NEIGHBOURS)
def test_an_address_is_as_much_as_one_may_have_for_oneself(
    one: str, other: str, same: bool, why: str
) -> None:
    assert (attempts._network(one) == attempts._network(other)) is same, why


def test_the_hash_for_nobody_costs_as_much_as_anybodys() -> None:
    assert credentials.NOBODY_PASSWORD.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not credentials.HASHER.check_needs_rehash(credentials.NOBODY_PASSWORD)
