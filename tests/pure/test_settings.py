"""Settings are read once, and what is wrong with them is said in Swedish before anything starts."""

from pathlib import Path

import pytest

from app import settings
from app.access.law import ALWAYS, Basis
from app.errors import Misconfigured


def test_nothing_said_is_a_demo_machine() -> None:
    told = settings.read({})
    assert (told.host, told.port, told.mllp_port, told.demo) == ("127.0.0.1", 8000, 2575, False)
    assert told.database_url == ""
    assert told.home == Path(settings.__file__).parent.parent / ".kvarten"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kvarten.conf"
    file.write_text("# Borås\n\nKVARTEN_PORT = 9000\nKVARTEN_HOST=::1\n", encoding="utf-8")
    told = settings.read({"KVARTEN_SETTINGS": str(file), "KVARTEN_PORT": "9001"})
    assert (told.host, told.port) == ("::1", 9001)


REFUSED = [
    # name            value                    what is said                 why
    ("PORT", "http", "ska vara ett tal", "no number"),
    ("PORT", "70000", "0-65535", "no such port"),
    ("PORT", "-1", "ska vara ett tal", "a sign is no digit"),
    ("PORT", "٨٠٠٠", "ska vara ett tal", "digits of another script"),
    ("HOST", "kvarten.example", "IP-adress", "a name could resolve to anything"),
    ("MLLP_HOST", "sas.example", "KVARTEN_MLLP_HOST ska vara en IP-adress", "nor could this"),
    ("MLLP_PLAIN", "kanske", "ja eller nej", "neither"),
    ("MLLP_TLS_CERT", "/dorren.pem", "hör ihop", "a certificate without its key"),
    ("DATABASE_URL", "sqlite:///x.db", "bara PostgreSQL", "one engine everywhere"),
    ("DEMO", "kanske", "ja eller nej", "neither"),
    ("LEGAL_BASES", "SVOD_CONSENT,GDPR", "GDPR är ingen rättslig grund", "no basis of the table"),
    ("LEGAL_BASES", "OWN_CARE", "OWN_CARE är ingen", "that one is no choice"),
    ("CLOCK", "2026-03-29T02:30", "finns inte", "the hour that spring skips"),
    ("PUBLIC_URL", "kvarten.example", "KVARTEN_PUBLIC_URL", "no scheme: is it TLS or not?"),
    (
        "PUBLIC_URL",
        "https://a.example/kvarten",
        "KVARTEN_PUBLIC_URL",
        "a path; cookies are for the host",
    ),
    ("IDLE_TABLET", "0", "minuter 1-720", "locked before it is read"),
    ("IDLE_DESK", "en timme", "minuter 1-720", "no number"),
    ("PROT", "8000", "Okänd inställning: KVARTEN_PROT", "a slip of the pen is not silently lost"),
    ("SETTINGS", "/nowhere/kvarten.conf", "går inte att läsa", "the file is not there"),
]


@pytest.mark.parametrize(("name", "value", "says", "why"), REFUSED)
def test_a_setting_that_cannot_be_meant_is_refused(
    name: str, value: str, says: str, why: str
) -> None:
    with pytest.raises(Misconfigured) as refusal:
        settings.read({f"KVARTEN_{name}": value})
    assert says in str(refusal.value), why


def test_the_legal_bases_are_all_or_those_that_are_named_with_own_care_and_counts() -> None:
    assert settings.read({}).legal_bases == frozenset(Basis)
    told = settings.read({"KVARTEN_LEGAL_BASES": "statutory_notice_l612, SVOD_CONSENT"})
    named = {Basis.STATUTORY_NOTICE_L612, Basis.SVOD_CONSENT}
    assert told.legal_bases == ALWAYS | named


def test_a_line_of_the_file_that_is_no_setting_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "kvarten.conf"
    file.write_text("KVARTEN_PORT=9000\nPORT 9001\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="rad 2"):
        settings.read({"KVARTEN_SETTINGS": str(file)})


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)],
)
def test_it_is_known_whether_only_this_machine_can_reach_the_doors(
    host: str, only_here: bool
) -> None:
    assert settings.read({"KVARTEN_HOST": host}).loopback is only_here


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://kvarten_owner:hemligt@db/kvarten\n", encoding="utf-8")
    told = settings.read({"KVARTEN_DATABASE_URL_FILE": str(file)})
    assert told.database_url == "postgresql://kvarten_owner:hemligt@db/kvarten"
    conf = tmp_path / "kvarten.conf"
    conf.write_text(f"KVARTEN_DATABASE_URL_FILE={file}\n", encoding="utf-8")
    assert settings.read({"KVARTEN_SETTINGS": str(conf)}).database_url == told.database_url
    own = {"KVARTEN_SETTINGS": str(conf), "KVARTEN_DATABASE_URL": "postgresql://annan/kvarten"}
    assert settings.read(own).database_url == "postgresql://annan/kvarten", "the environment first"


def test_the_key_file_is_a_file_and_not_the_file_of_a_key(tmp_path: Path) -> None:
    assert settings.read({"KVARTEN_KEY_FILE": "/etc/kvarten/key"}).key_file == Path(
        "/etc/kvarten/key"
    )


def test_a_secret_is_not_given_twice_nor_read_from_where_nothing_is(tmp_path: Path) -> None:
    both = {"KVARTEN_DATABASE_URL": "postgresql://a/b", "KVARTEN_DATABASE_URL_FILE": "/x"}
    with pytest.raises(Misconfigured, match="är båda angivna: ange en"):
        settings.read(both)
    with pytest.raises(
        Misconfigured, match=r"Filen .*ingen som KVARTEN_DATABASE_URL_FILE pekar ut"
    ):
        settings.read({"KVARTEN_DATABASE_URL_FILE": str(tmp_path / "ingen")})


SECRET = "Sommar-2026"


def test_no_secret_is_told_by_the_settings_or_by_what_is_wrong_with_them(tmp_path: Path) -> None:
    url = f"postgresql://kvarten_owner:{SECRET}@db/kvarten"
    told = settings.read({"KVARTEN_DATABASE_URL": url})
    assert SECRET not in repr(told)
    wrong = [
        {"KVARTEN_DATABASE_URL": f"mysql://kvarten:{SECRET}@db/kvarten"},
        {"KVARTEN_DATABASE_URL": url, "KVARTEN_DATABASE_URL_FILE": "/x"},
        {"KVARTEN_DATABASE_URL": url, "KVARTEN_PROT": "1"},
    ]
    for environ in wrong:
        with pytest.raises(Misconfigured) as refusal:
            settings.read(environ)
        assert SECRET not in str(refusal.value)


def test_the_limits_have_defaults_and_0_takes_a_limit_away() -> None:
    told = settings.read({"KVARTEN_LIMIT_SESSION": "0", "KVARTEN_LIMIT_SIGN_IN": "5"}).limits
    assert (told.session, told.sign_in, told.refused) == (0, 5, settings.Limits().refused)
    for value in ("många", "-1", "1.5", "9" * 12):
        with pytest.raises(Misconfigured, match="KVARTEN_LIMIT_SESSION ska vara ett antal"):
            settings.read({"KVARTEN_LIMIT_SESSION": value})
