"""The vault: what is sealed opens in its own place alone, and a bad key file is said in Swedish."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from app.access import keyfile
from app.access.vault import Purpose, Vault, Wrapped, WrongKey, token_hash
from app.errors import Misconfigured
from app.events.identifiers import DEMO, PERSONNUMMER

VAULT = Vault(bytes(range(32)))
OTHER = Vault(bytes(range(1, 33)))
VALUE = "19340304T027"


@given(text=st.text(max_size=40), about=st.binary(max_size=40))
def test_what_is_sealed_is_opened_again(text: str, about: bytes) -> None:
    assert VAULT.unseal(VAULT.seal(text, about), about) == text


def test_what_is_sealed_opens_in_its_own_place_alone() -> None:
    sealed = VAULT.seal(VALUE, b"Gunborg")
    with pytest.raises(InvalidTag):
        VAULT.unseal(sealed, b"Sven")


def test_what_is_sealed_opens_with_its_own_key_alone() -> None:
    with pytest.raises(InvalidTag):
        OTHER.unseal(VAULT.seal(VALUE, b"Gunborg"), b"Gunborg")


@given(st.integers(min_value=0, max_value=8 * 42 - 1))
def test_a_cipher_with_a_single_bit_turned_does_not_open(bit: int) -> None:
    sealed = bytearray(VAULT.seal(VALUE, b""))
    assert len(sealed) == 42
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidTag):
        VAULT.unseal(bytes(sealed), b"")


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    assert len({VAULT.seal(VALUE, b"") for _ in range(50)}) == 50


def test_a_cipher_does_not_hold_the_text() -> None:
    assert VALUE.encode() not in VAULT.seal(VALUE, b"")


def test_an_identifier_is_found_again_under_its_hash() -> None:
    assert VAULT.hash(DEMO, VALUE) == Vault(bytes(range(32))).hash(DEMO, VALUE)


# What is hashed, and why it must not be found under the first's hash.
DIFFERENT = [
    (VAULT, DEMO, "19340304T028", "another number"),
    (VAULT, PERSONNUMMER, VALUE, "the same number in another system"),
    (OTHER, DEMO, VALUE, "the same number in an installation with another key"),
    (VAULT, "urn:kvarten", "demo|" + VALUE, "signs moved from one part to the other"),
]


@pytest.mark.parametrize(("vault", "system", "value", "_comment"), DIFFERENT)
def test_the_hash_differs_by_system_number_and_key(
    vault: Vault, system: str, value: str, _comment: str
) -> None:
    assert vault.hash(system, value) != VAULT.hash(DEMO, VALUE)
    assert vault.person(vault.hash(system, value)) != VAULT.person(VAULT.hash(DEMO, VALUE))


def test_the_person_s_id_tells_nothing_of_the_hash_it_was_made_of() -> None:
    hashed = VAULT.hash(DEMO, VALUE)
    person = VAULT.person(hashed)
    assert person == VAULT.person(hashed)
    assert person.bytes not in hashed


def test_each_role_has_a_password_of_its_own_and_the_key_decides_it() -> None:
    passwords = {vault.password(role) for vault in (VAULT, OTHER) for role in ("work", "view")}
    assert len(passwords) == 4
    assert VAULT.password("work") == Vault(bytes(range(32))).password("work")


def test_a_token_is_kept_as_a_hash() -> None:
    assert token_hash("hemlig") == token_hash("hemlig")
    assert token_hash("hemlig") != token_hash("Hemlig")
    assert b"hemlig" not in token_hash("hemlig")


def test_a_key_is_made_once_for_this_user_s_eyes_alone(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "key"
    made = Vault.open(path, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(path.read_bytes())) == 32
    again = Vault.open(path, create=True)
    assert again.unseal(made.seal(VALUE, b""), b"") == VALUE
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_starts_at_the_same_time_agree_on_one_key(tmp_path: Path) -> None:
    for n in range(20):
        path = tmp_path / f"key{n}"
        with ThreadPoolExecutor(4) as pool:
            starts = [pool.submit(Vault.open, path, create=True) for _ in range(4)]
        hashes = {start.result().hash(DEMO, VALUE) for start in starts}
        assert hashes == {Vault.open(path).hash(DEMO, VALUE)}


def test_a_key_that_is_not_there_is_not_made_unless_told_to(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"Nyckelfilen .*key går inte att läsa"):
        Vault.open(tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"Nyckelfilen .* går inte att läsa"):
        Vault.open(tmp_path, create=True)


def test_a_key_that_cannot_be_made_is_said_in_swedish(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"Nyckelfilen .* går inte att läsa"):
        Vault.open(tmp_path / "file" / "key", create=True)


# What stands in the file, and why it is no key.
NO_KEYS = [
    (b"", "empty: the disk was full"),
    (b"abc", "no base64: its padding is missing"),
    (base64.b64encode(bytes(31)), "a byte too short"),
    (base64.b64encode(bytes(33)), "a byte too long"),
    (bytes(range(32)), "the bytes themselves"),
    (b"nyckeln ligger i valvet", "words"),
    (b"\xff" * 44, "no text at all"),
]


@pytest.mark.parametrize(("content", "_comment"), NO_KEYS)
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes, _comment: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(Misconfigured, match="ska innehålla 32 byte i base64"):
        Vault.open(path, create=True)
    assert path.read_bytes() == content


def test_a_key_with_a_line_end_or_without_is_the_same_key(tmp_path: Path) -> None:
    key = base64.b64encode(os.urandom(32))
    hashes = set()
    for n, end in enumerate((b"", b"\n", b"\r\n", b"  \n")):
        path = tmp_path / str(n)
        path.write_bytes(key + end)
        hashes.add(Vault.open(path).hash(DEMO, VALUE))
    assert len(hashes) == 1


def test_a_file_with_two_keys_uses_the_first_and_signs_in_with_either(tmp_path: Path) -> None:
    path = tmp_path / "key"
    before = Vault.open(path, create=True)
    keyfile.begin(path)
    both = Vault.open(path)
    _, second = both.passwords("work")
    assert both.hash(DEMO, VALUE) == before.hash(DEMO, VALUE)
    assert both.password("work") == before.password("work")
    assert len(set(both.passwords("work"))) == 2
    keyfile.begin(path)
    assert Vault.open(path).passwords("work") == both.passwords("work"), "no third comes"
    keyfile.end(path)
    keyfile.end(path)
    after = Vault.open(path)
    assert after.passwords("work") == [second]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_vault_reads_the_file_anew_when_it_has_been_written(tmp_path: Path) -> None:
    path = tmp_path / "key"
    vault = Vault.open(path, create=True)
    keyfile.begin(path)
    keyfile.end(path)
    assert vault.password("work") == Vault.open(path).password("work")
    path.write_text("skräp")
    assert vault.password("work"), "a file spoilt under a running process takes nothing from it"


def wrapped(by: Vault, **keys: bytes) -> list[Wrapped]:
    purposes: dict[str, Purpose] = {"join": "join", "first": "cipher", "second": "cipher"}
    return [
        by.masters[0].wrap(n, purposes[name], key) for n, (name, key) in enumerate(keys.items(), 1)
    ]


JOIN, FIRST, SECOND = (bytes([n]) * 32 for n in range(3))


def test_the_data_keys_of_the_database_go_before_the_file_s_own() -> None:
    vault = Vault(bytes(range(32)))
    vault.adopt(wrapped(VAULT, join=JOIN, first=FIRST))
    assert vault.hash(DEMO, VALUE) != VAULT.hash(DEMO, VALUE)
    with pytest.raises(InvalidTag):
        VAULT.raw(vault.seal(VALUE, b""), b"")
    with pytest.raises(InvalidTag):
        vault.raw(VAULT.seal(VALUE, b""), b"")


def test_two_data_keys_live_side_by_side_and_the_newest_seals() -> None:
    vault = Vault(bytes(range(32)))
    vault.adopt(wrapped(VAULT, join=JOIN, first=FIRST))
    old = vault.seal(VALUE, b"")
    vault.learn = lambda: wrapped(VAULT, join=JOIN, first=FIRST, second=SECOND)
    vault.refresh()
    new = vault.seal(VALUE, b"")
    assert (old[:2], new[:2]) == (b"\0\2", b"\0\3")
    assert vault.unseal(old, b"") == vault.unseal(new, b"") == VALUE


def test_a_vault_that_meets_a_key_it_does_not_know_asks_for_it() -> None:
    behind, ahead = Vault(bytes(range(32))), Vault(bytes(range(32)))
    behind.adopt(wrapped(VAULT, join=JOIN, first=FIRST))
    ahead.adopt(wrapped(VAULT, join=JOIN, first=FIRST, second=SECOND))
    behind.learn = lambda: wrapped(VAULT, join=JOIN, first=FIRST, second=SECOND)
    assert behind.unseal(ahead.seal(VALUE, b""), b"") == VALUE


def test_another_installation_s_data_keys_are_not_adopted() -> None:
    vault = Vault(bytes(range(32)))
    with pytest.raises(WrongKey):
        vault.adopt(wrapped(OTHER, join=JOIN, first=FIRST))
    assert vault.hash(DEMO, VALUE) == VAULT.hash(DEMO, VALUE), "and nothing has changed"


def test_a_data_key_moved_to_another_s_place_is_not_adopted() -> None:
    join, first = wrapped(VAULT, join=JOIN, first=FIRST)
    swapped = [replace(join, wrapped=first.wrapped), replace(first, wrapped=join.wrapped)]
    with pytest.raises(WrongKey):
        Vault(bytes(range(32))).adopt(swapped)
