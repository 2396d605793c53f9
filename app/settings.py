"""Settings are read once, from KVARTEN_* in the environment and at most one file; then frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from app.access.law import ALWAYS, OPTIONAL, Basis
from app.clock import parse_local
from app.errors import Misconfigured

PREFIX = "KVARTEN_"
TRUE = {"1", "true", "ja", "yes", "on"}
FALSE = {"", "0", "false", "nej", "no", "off"}
FILES = (
    "key_file", "inbox", "issuers", "log_heads", "mllp_tls_cert", "mllp_tls_key",
    "mllp_tls_client_ca",
)  # fmt: skip
# Read by this module, the tests and the scripts; allowed, but no settings of the program.
ELSEWHERE = {"settings", "chrome", "python", "test_database_url", "test_postgres"}
# Read by the container file alone.
ELSEWHERE |= {"database_password", "name", "tls", "tls_folder", "http", "https"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the web takes, a minute but for `sockets`; 0 takes any amount.

    `session`: requests of one session. `address`: of one address, those of all sessions behind it
    too. `refused`: how many may be refused an address. `sign_in`: attempts from one. `sockets`: open
    at once for one session. `messages`: on one socket.
    """

    session: int = 600
    address: int = 6000
    refused: int = 60
    sign_in: int = 30
    sockets: int = 10
    messages: int = 300


LIMITS = tuple(Limits.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What this process was told. Empty `database_url`: use the embedded database."""

    home: Path
    database_url: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    mllp_port: int = 2575
    mllp_host: str = "127.0.0.1"
    mllp_tls_cert: Path | None = None
    mllp_tls_key: Path | None = None
    mllp_tls_client_ca: Path | None = None
    mllp_plain: bool = False
    clock: datetime | None = None
    key_file: Path | None = None
    inbox: Path | None = None
    log_heads: Path | None = None
    demo: bool = False
    legal_bases: frozenset[Basis] = frozenset(Basis)
    proxies: tuple[str, ...] = ("127.0.0.1/32", "::1/128")
    limits: Limits = field(default_factory=Limits)
    public_url: str = ""
    issuers: Path | None = None
    idle_tablet: int = 5
    idle_desk: int = 60

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the doors."""
        return _loopback(self.host)

    @property
    def mllp_loopback(self) -> bool:
        """Whether only this machine can reach the HL7 door."""
        return _loopback(self.mllp_host)


KNOWN = (
    *(name for name in Settings.__dataclass_fields__ if name != "limits"),
    *(f"limit_{name}" for name in LIMITS),
)


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; what the environment says goes before what the file says."""
    told = _told(os.environ if environ is None else environ)
    unknown = sorted(set(told) - set(KNOWN) - ELSEWHERE)
    if unknown:
        raise Misconfigured(
            f"Okänd inställning: {PREFIX}{unknown[0].upper()}. Kända är "
            + ", ".join(PREFIX + name.upper() for name in KNOWN)
            + "."
        )
    files = {name: _path(told[name]) if told.get(name) else None for name in FILES}
    if (files["mllp_tls_cert"] is None) != (files["mllp_tls_key"] is None):
        raise Misconfigured(
            f"{PREFIX}MLLP_TLS_CERT och {PREFIX}MLLP_TLS_KEY hör ihop: ange båda eller ingen."
        )
    return Settings(
        home=_path(told["home"]) if told.get("home") else default_home(),
        database_url=_database_url(told.get("database_url", "")),
        host=_host("host", told.get("host", "127.0.0.1")),
        port=_port("port", told.get("port", "8000")),
        mllp_port=_port("mllp_port", told.get("mllp_port", "2575")),
        mllp_host=_host("mllp_host", told.get("mllp_host", "127.0.0.1")),
        mllp_plain=_truth("mllp_plain", told.get("mllp_plain", "")),
        clock=parse_local(told["clock"]) if told.get("clock") else None,
        **files,
        demo=_truth("demo", told.get("demo", "")),
        legal_bases=_bases(told.get("legal_bases", "")),
        proxies=_addresses("proxies", told.get("proxies", "127.0.0.1, ::1")),
        limits=Limits(
            **{
                name: _count(f"limit_{name}", told[f"limit_{name}"])
                for name in LIMITS
                if told.get(f"limit_{name}")
            }
        ),
        public_url=_public_url(told.get("public_url", "")),
        idle_tablet=_minutes("idle_tablet", told.get("idle_tablet", "5")),
        idle_desk=_minutes("idle_desk", told.get("idle_desk", "60")),
    )


def _bases(text: str) -> frozenset[Basis]:
    """The legal bases that are named, with those that nobody can do without; all when none is."""
    names = [name.strip().upper() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in OPTIONAL]
    if wrong:
        raise Misconfigured(
            f"{PREFIX}LEGAL_BASES: {wrong[0]} är ingen rättslig grund att välja. "
            f"Skriv en eller flera av {', '.join(sorted(OPTIONAL))}, med komma mellan."
        )
    return ALWAYS | {Basis(name) for name in names} if names else frozenset(Basis)


def checkout() -> Path | None:
    """The folder of the checkout this code runs from, or None when it is installed."""
    folder = Path(__file__).resolve().parent.parent
    return folder if (folder / "pyproject.toml").is_file() else None


def default_home() -> Path:
    """Where everything that is written goes when nothing else was said."""
    folder = checkout()
    return folder / ".kvarten" if folder else Path.home() / ".local" / "share" / "kvarten"


def _told(environ: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    file = environ.get(PREFIX + "SETTINGS")
    if file:
        try:
            lines = _path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"Inställningsfilen {file} går inte att läsa: {error}.") from error
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if line.lstrip().startswith("["):
                # From here on where sources are fetched; app/events/pull reads it.
                break
            name, equals, value = line.partition("=")
            if not equals or not name.strip().startswith(PREFIX):
                raise Misconfigured(
                    f"{file}, rad {number}: skriv {PREFIX}NAMN=värde, en inställning per rad."
                )
            told[name.strip().removeprefix(PREFIX).lower()] = value.strip()
    here = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environ.items()
        if name.startswith(PREFIX)
    }
    return _opened(told) | _opened(here)


def _opened(told: Mapping[str, str]) -> dict[str, str]:
    """`KVARTEN_X_FILE` is a file in which the value of `KVARTEN_X` stands, as secrets are handed out."""
    found = dict(told)
    for name in told:
        means = name.removesuffix("_file")
        if means == name or name in KNOWN or means not in KNOWN:
            continue
        if means in told:
            raise Misconfigured(
                f"{PREFIX}{means.upper()} och {PREFIX}{name.upper()} är båda angivna: ange en."
            )
        path = found.pop(name)
        try:
            found[means] = _path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(
                f"Filen {path} som {PREFIX}{name.upper()} pekar ut går inte att läsa."
            ) from None
    return found


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _port(name: str, text: str) -> int:
    # 0 lets the system choose a free one; the HL7 door it leaves closed.
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Misconfigured(f"{PREFIX}{name.upper()} ska vara ett tal 0-65535, inte ”{text}”.")
    return int(text)


def _count(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Misconfigured(
            f"{PREFIX}{name.upper()} ska vara ett antal, och 0 för obegränsat, inte ”{text}”."
        )
    return int(text)


def _loopback(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback


def _host(name: str, text: str) -> str:
    try:
        return text if text == "localhost" else str(ip_address(text))
    except ValueError:
        raise Misconfigured(
            f"{PREFIX}{name.upper()} ska vara en IP-adress eller localhost, inte ”{text}”."
        ) from None


def _addresses(name: str, text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one.strip())) for one in text.split(",") if one.strip())
    except ValueError:
        raise Misconfigured(
            f"{PREFIX}{name.upper()} ska vara IP-adresser eller nät som 10.0.0.0/8, med komma "
            f"emellan, inte ”{text}”."
        ) from None


def _database_url(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise Misconfigured(
            f"{PREFIX}DATABASE_URL ska börja med postgresql:// – bara PostgreSQL används."
        )
    return text


def _public_url(text: str) -> str:
    found = urlsplit(text)
    whole = found.scheme in ("http", "https") and found.netloc and not found.path.strip("/")
    if text and not (whole and not found.query and not found.fragment):
        raise Misconfigured(
            f"{PREFIX}PUBLIC_URL ska vara adressen som webbläsare når Kvarten på, till exempel "
            f"https://kvarten.example.se, inte ”{text}”."
        )
    return text.rstrip("/")


def _minutes(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 720:
        raise Misconfigured(f"{PREFIX}{name.upper()} ska vara minuter 1-720, inte ”{text}”.")
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise Misconfigured(f"{PREFIX}{name.upper()} ska vara ja eller nej, inte ”{text}”.")
