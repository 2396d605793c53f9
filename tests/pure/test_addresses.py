"""Where a source is fetched stands in the settings file alone, and is read before anything starts."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app import settings
from app.errors import Misconfigured
from app.events.pull.addresses import read

LEAST = "format = csv\naddress = https://uttag.example/akut.csv\n"


def told(folder: Path, text: str) -> dict[str, str]:
    file = folder / "kvarten.conf"
    file.write_text(text, "utf-8")
    return {"KVARTEN_SETTINGS": str(file)}


def test_no_settings_file_is_nowhere_to_ask() -> None:
    assert read({}) == {}
    assert read({"KVARTEN_PULL": "https://uttag.example"}) == {}


def test_little_needs_to_be_told(tmp_path: Path) -> None:
    [one] = read(told(tmp_path, f"[pull.elvis-fil]\n{LEAST}")).values()
    assert (one.source, one.format, one.every) == ("elvis-fil", "csv", timedelta(hours=1))
    assert (one.token_file, one.basic_file, one.ca_file, one.since) == (None, None, None, None)


def test_all_may_be_told(tmp_path: Path) -> None:
    text = (
        "# hämtas\n[pull.samsa]\nformat=fhir\naddress=https://samsa.example/fhir\nevery = 15\n"
        "search = Encounter?_include=Encounter:subject CarePlan\nsince = 2026-01-01\n"
        "token_file = /etc/kvarten/samsa.token\nca_file = /etc/kvarten/samsa.pem\n"
        "proxy = http://proxy.example:3128\n\n[pull.medrave]\n"
    )
    found = read(told(tmp_path, text + LEAST))
    one = found["samsa"]
    assert set(found) == {"samsa", "medrave"}
    assert one.search == ("Encounter?_include=Encounter:subject", "CarePlan")
    assert (one.since, one.every) == (date(2026, 1, 1), timedelta(minutes=15))
    assert one.token_file == Path("/etc/kvarten/samsa.token")


def test_the_other_settings_stand_before_the_addresses(tmp_path: Path) -> None:
    environ = told(tmp_path, f"KVARTEN_PORT=9000\nKVARTEN_INBOX=/srv/in\n[pull.elvis-fil]\n{LEAST}")
    found = settings.read(environ)
    assert (found.port, found.inbox) == (9000, Path("/srv/in"))
    assert set(read(environ)) == {"elvis-fil"}


WRONG = [
    # the section, part of the answer; why
    ("[pull.a]\nformat = csv\n", "address ska vara en adress", "nowhere"),
    (f"[pull.a]\n{LEAST}adress = x\n", "okänd nyckel ”adress”. Menades address?", "a slip"),
    ("[pull.a]\nformat = xml\naddress = https://a.example\n", "format ska vara csv eller fhir", "x"),
    ("[pull.a]\nformat = csv\naddress = http://a.example/b\n", "ska börja med https", "in clear"),
    ("[pull.a]\nformat = csv\naddress = ftp://a.example/b\n", "ska börja med https", "another way"),
    ("[pull.a]\nformat = csv\naddress = https://u:p@a.example/b\n", "utan namn och lösenord",
     "it would be written down with the address"),
    (f"[pull.a]\n{LEAST}every = 0\n", "every ska vara minuter", "without pause"),
    (f"[pull.a]\n{LEAST}every = 1.5\n", "every ska vara minuter", "half"),
    (f"[pull.a]\n{LEAST}search = Encounter\n", "search är bara för format fhir", "a file"),
    ("[pull.a]\nformat = fhir\naddress = https://a.example\nsearch = Encounter?_lastUpdated=ge2026\n",
     "search ska inte säga _lastUpdated", "it is ours to say"),
    (f"[pull.a]\n{LEAST}since = i fjol\n", "since ska vara en dag", "no day"),
    (f"[pull.a]\n{LEAST}token_file = a\nbasic_file = b\n", "inte båda", "which of the two"),
    (f"[pull.a]\n{LEAST}[pull.a]\n{LEAST}", "rad 4: skriv [pull.källans-id]", "twice"),
    (f"[push.a]\n{LEAST}", "rad 1: skriv [pull.källans-id]", "another section"),
    ("[pull.]\n", "rad 1: skriv [pull.källans-id]", "no source"),
    (f"[pull.a]\n{LEAST}KVARTEN_PORT\n", "rad 4: skriv nyckel = värde", "no value"),
    (f"[pull.a]\n{LEAST}format = csv\n", "rad 4: skriv nyckel = värde", "twice"),
    (f"[pull.a]\n{LEAST}KVARTEN_PORT = 1\n", "okänd nyckel ”KVARTEN_PORT”", "it would be lost"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says", "why"), WRONG)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, says: str, why: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(told(tmp_path, text))
    assert says in str(refused.value), why
    assert str(refused.value).startswith("kvarten.conf"), why
    assert "u:p" not in str(refused.value)
