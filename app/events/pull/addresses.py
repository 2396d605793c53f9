"""Addresses understand where a source is fetched, as the settings file says and nobody else may.

Each stands in a section of its own in the file that KVARTEN_SETTINGS names:

    [pull.elvis-fil]
    format = csv
    address = https://uttag.example/akut.csv
    token_file = /etc/kvarten/uttag.token
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, cast

import httpx

from app.errors import Misconfigured

Format = Literal["csv", "fhir"]
SECTION = "pull."
KEYS = (
    "format", "address", "every", "search", "since", "token_file", "basic_file", "ca_file", "proxy",
)  # fmt: skip
EVERY = {"csv": 60, "fhir": 5}
LONGEST = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Address:
    """Where and how a source is fetched. `search` is what is asked for of a FHIR server."""

    source: str
    format: Format
    url: httpx.URL
    every: timedelta
    search: tuple[str, ...] = ()
    since: date | None = None
    token_file: Path | None = None
    basic_file: Path | None = None
    ca_file: Path | None = None
    proxy: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """What is asked with, apart from the credentials."""
        kinds = {"csv": "text/csv, application/*, text/*;q=0.5", "fhir": "application/fhir+json"}
        told = {"accept": kinds[self.format], "user-agent": "Kvarten"}
        if self.token_file is not None:
            told["authorization"] = f"Bearer {_secret(self.token_file)}"
        return told

    def basic(self) -> tuple[str, str] | None:
        """The name and the password, read each time so that they can be changed."""
        if self.basic_file is None:
            return None
        name, _, password = _secret(self.basic_file).partition(":")
        return name, password

    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed: the machine's authorities, or those of one file."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Misconfigured(f"Certifikatfilen {self.ca_file} går inte att läsa.") from error


def read(environ: Mapping[str, str]) -> dict[str, Address]:
    """The addresses by source, or what is wrong with them."""
    told = environ.get("KVARTEN_SETTINGS")
    if not told:
        return {}
    file = Path(told).expanduser()
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Inställningsfilen {file} går inte att läsa.") from error
    found: dict[str, Address] = {}
    for source, values in _sections(lines, file.name).items():
        try:
            found[source] = _address(source, values)
        except ValueError as error:
            raise Misconfigured(f"{file.name}, [{SECTION}{source}]: {error}") from error
    return found


def _sections(lines: list[str], name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith("["):
            source = line.removeprefix(f"[{SECTION}").removesuffix("]")
            if line != f"[{SECTION}{source}]" or not source or source in found:
                raise Misconfigured(
                    f"{name}, rad {number}: skriv [{SECTION}källans-id], en gång för varje källa."
                )
            section = found[source] = {}
        elif section is not None and line and not line.startswith("#"):
            key, equals, value = (part.strip() for part in line.partition("="))
            if not equals or key in section:
                raise Misconfigured(f"{name}, rad {number}: skriv nyckel = värde, en gång var.")
            section[key] = value
    return found


def _address(source: str, told: dict[str, str]) -> Address:
    for key in told:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            hint = f"Menades {near[0]}?" if near else f"Kända är {', '.join(KEYS)}."
            raise ValueError(f"okänd nyckel ”{key}”. {hint}")
    format_ = told.get("format", "")
    if format_ not in EVERY:
        raise ValueError("format ska vara csv eller fhir.")
    if "token_file" in told and "basic_file" in told:
        raise ValueError("ange token_file eller basic_file, inte båda.")
    search = tuple(told.get("search", "Encounter" if format_ == "fhir" else "").split())
    if search and format_ != "fhir":
        raise ValueError("search är bara för format fhir.")
    if any("_lastUpdated" in one or "_sort" in one for one in search):
        raise ValueError("search ska inte säga _lastUpdated eller _sort; dem lägger Kvarten till.")
    return Address(
        source,
        cast("Format", format_),
        _url(told.get("address", "")),
        timedelta(minutes=_minutes(told.get("every", str(EVERY[format_])))),
        search,
        since=_day(told["since"]) if "since" in told else None,
        token_file=_path(told, "token_file"),
        basic_file=_path(told, "basic_file"),
        ca_file=_path(told, "ca_file"),
        proxy=told.get("proxy"),
    )


def _path(told: dict[str, str], key: str) -> Path | None:
    return Path(told[key]).expanduser() if key in told else None


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.userinfo or not url.host:
        raise ValueError("address ska vara en adress utan namn och lösenord i sig.")
    if url.scheme != "https" and not (url.scheme == "http" and _loopback(url.host)):
        raise ValueError("address ska börja med https://.")
    return url


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST:
        raise ValueError(f"every ska vara minuter, 1–{LONGEST}.")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("since ska vara en dag som 2026-01-01.") from None


def _secret(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Filen {path} går inte att läsa.") from error
