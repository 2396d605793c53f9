"""Who calls at the HL7 door: a certificate or an address, never what the message says of itself."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import clock
from app.errors import Misconfigured
from app.events import keys, mllp, mllp_callers
from app.events.mllp_callers import Caller, Speaker, caller
from app.events.mllp_line import line
from app.house import House
from app.settings import Settings
from tests.callers import adt, calling, code, framed, pv1
from tests.callers import mllp as door
from tests.intake import count, kept, told_of

IN_WARD = adt("A01", 20, "0312", pv1(began="0300"))


@dataclass(frozen=True, slots=True)
class Signed:
    """A key pair and its certificate, as files."""

    key: Path
    certificate: Path
    der: bytes

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(self.der).digest()


def certificate(folder: Path, name: str) -> Signed:
    """A certificate that has signed itself, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Signed(
        folder / f"{name}.key",
        folder / f"{name}.pem",
        made.public_bytes(serialization.Encoding.DER),
    )
    found.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    found.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return found


def settings(folder: Path, **told: object) -> Settings:
    return replace(Settings(folder), **told)  # type: ignore[arg-type]


@pytest.fixture
def secured(tmp_path: Path) -> tuple[ssl.SSLContext, Signed, Signed]:
    """The door's TLS, its certificate, and the one sender's that it trusts."""
    ours, theirs = certificate(tmp_path, "dorren"), certificate(tmp_path, "elvis")
    told = settings(
        tmp_path, mllp_host="192.0.2.1", mllp_tls_cert=ours.certificate, mllp_tls_key=ours.key,
        mllp_tls_client_ca=theirs.certificate,
    )  # fmt: skip
    at = line(told)
    assert at is not None
    assert at.tls is not None
    return at.tls, ours, theirs


def client(ours: Signed, theirs: Signed | None) -> ssl.SSLContext:
    tls = ssl.create_default_context(cafile=str(ours.certificate))
    if theirs:
        tls.load_cert_chain(theirs.certificate, theirs.key)
    return tls


async def trust(house: House, source: str, signed: Signed) -> None:
    async with house.database.work() as session:
        await keys.give_certificate(session, source, signed.fingerprint, clock.real_now())


def known(house: House, source: str = "elvis", peers: Sequence[str] = ()) -> None:
    """A hospital that sends HL7, beside the simulated one."""
    told = house.organisation.sources[source]
    told.mapping, told.peers = "simhospital.yaml", list(peers)
    told.kinds = []
    told.local_systems = ["urn:kvarten:local:simulator-mrn"]
    told.fields = ["*"]


async def test_whose_certificate_it_is_that_source_it_is(house: House, secured) -> None:
    tls, ours, theirs = secured
    known(house)
    await trust(house, "elvis", theirs)
    async with door(house, tls) as port, calling(port, ssl=client(ours, theirs)) as sender:
        assert await sender.say(IN_WARD.replace("|ELVIS|", "|SIMHOSP|")) == ["AA"]
    assert {row["source"] for row in await told_of(house, "19340304T027")} == {"elvis"}


async def test_a_certificate_that_is_nobody_s_is_refused_though_the_address_is_right(
    house: House, secured
) -> None:
    tls, ours, theirs = secured
    async with door(house, tls) as port, calling(port, ssl=client(ours, theirs)) as sender:
        assert await sender.say(IN_WARD) == ["AR"]
        assert await sender.closed()
    assert (await count(house, "event"), await kept(house)) == (0, [])


async def test_without_a_certificate_nobody_comes_in_where_one_is_asked_for(
    house: House, secured
) -> None:
    tls, ours, _ = secured
    async with door(house, tls) as port:
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            await _ask(port, client(ours, None))
    assert await count(house, "event") == 0


async def _ask(port: int, tls: ssl.SSLContext) -> None:
    async with calling(port, ssl=tls) as sender:
        await sender.ask(IN_WARD)


async def test_a_certificate_that_is_taken_back_closes_the_line_it_stands_on(
    house: House, secured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mllp, "ASKED_ANEW", -1.0)
    tls, ours, theirs = secured
    known(house)
    await trust(house, "elvis", theirs)
    async with door(house, tls) as port, calling(port, ssl=client(ours, theirs)) as sender:
        assert await sender.say(IN_WARD) == ["AA"]
        async with house.database.work() as session:
            from sqlalchemy import text

            await session.execute(text("DELETE FROM source_key WHERE kind = 'certificate'"))
        assert await sender.say(IN_WARD) == ["AR"]


async def test_in_care_an_address_that_no_source_has_is_answered_once_and_shut_out(
    house: House,
) -> None:
    house.demo = False
    async with door(house) as port, calling(port) as sender:
        answer = await sender.ask(IN_WARD)
        assert code(answer) == "AR"
        assert "Avsändaren är inte en källa" in answer
        assert await sender.closed()
    assert (await count(house, "event"), await kept(house)) == (0, [])


async def test_a_stranger_has_little_time_and_little_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.demo = False
    monkeypatch.setattr(mllp, "STRANGER", 0.05)
    async with door(house) as port:
        async with calling(port) as sender:
            assert await sender.closed()
        async with calling(port) as sender:
            await sender.put(framed(IN_WARD + "x" * mllp.STRANGERS))
            assert code(await sender.answer()) == "AR"


ADDRESSES = [
    # the address, what sources are told, demo, who it is; why
    ("10.1.2.3", {"elvis": ["10.1.2.3"]}, False, ["elvis"], "the very address"),
    ("10.1.2.3", {"elvis": ["10.1.0.0/16"]}, False, ["elvis"], "a net"),
    ("10.2.2.3", {"elvis": ["10.1.0.0/16"]}, False, [], "another net"),
    ("::1", {"elvis": ["10.1.0.0/16", "::1"]}, False, ["elvis"], "one of several, of two kinds"),
    ("10.1.2.3", {"elvis": ["10.1.2.3"], "simhospital": ["10.0.0.0/8"]}, False,
     ["elvis", "simhospital"], "two sources behind one address"),
    ("10.1.2.3", {"elvis": ["10.1.2"]}, False, [], "what cannot be read lets nobody in"),
    ("127.0.0.1", {}, True, ["simhospital"], "in the demo the same machine is the simulated hospital"),
    ("10.1.2.3", {}, True, [], "and no other machine"),
    ("127.0.0.1", {}, False, [], "in care not even the same machine is somebody"),
    ("127.0.0.1", {"elvis": ["127.0.0.1"]}, True, ["elvis"], "who is told of goes first"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "told", "demo", "who", "why"), ADDRESSES)
async def test_an_address_is_the_sources_that_have_it(
    house: House, address: str, told: dict[str, list[str]], demo: bool, who: list[str], why: str
) -> None:
    house.demo = demo
    known(house)
    for source, peers in told.items():
        house.organisation.sources[source].peers = peers
    found = await caller(house, address, None)
    assert sorted(one.source.id for one in found.speakers) == who, why


def test_of_two_sources_behind_one_address_the_message_says_which(house: House) -> None:
    mapping = mllp_callers._mapping("simhospital.yaml")
    assert mapping is not None
    sources = house.organisation.sources
    speakers = (
        Speaker(sources["elvis"], replace(mapping, senders=frozenset({"ELVIS|SAS"}))),
        Speaker(sources["asynja"], replace(mapping, senders=frozenset({"ASYNJA"}))),
    )
    found = Caller(house.organisation, speakers, 0.0)

    def who(message: str, speakers: Caller = found) -> str | None:
        told = speakers.speaker(message.encode())
        return told.source.id if told else None

    assert who("MSH|^~\\&|ELVIS|SAS|") == "elvis"
    assert who("MSH|^~\\&|ELVIS|SU|") is None, "another hospital's"
    assert who("\r\nMSH$%*!@$ASYNJA$HUVUDET$") == "asynja"
    assert who("MSH|^~\\&|COSMIC|SAS|") is None
    assert who("") is who("MSH") is who("skrap") is None
    assert who("MSH|^~\\&|COSMIC|", Caller(house.organisation, speakers[:1], 0.0)) == "elvis"


SETTINGS = [
    # settings, whether there is a door or what is said; why
    ({"mllp_port": 0}, None, "closed"),
    ({}, "127.0.0.1", "this machine alone"),
    ({"mllp_host": "0.0.0.0"}, "KVARTEN_MLLP_TLS_CERT", "the net could read it"),
    ({"mllp_host": "0.0.0.0", "mllp_plain": True}, "0.0.0.0", "an exception in writing"),
    ({"mllp_host": "::1"}, "::1", "this machine too"),
    ({"mllp_tls_cert": Path("/borta"), "mllp_tls_key": Path("/borta")}, "går inte att läsa", "no file"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "expected", "why"), SETTINGS)
def test_nothing_crosses_a_net_in_the_open(tmp_path: Path, told, expected, why) -> None:
    assert (expected or "") in (found := opened(tmp_path, told)), why
    assert bool(expected) == bool(found), why


def opened(folder: Path, told: dict[str, object]) -> str:
    """Where the door is, or why it is not opened."""
    try:
        at = line(settings(folder, **told))
    except Misconfigured as refused:
        return str(refused)
    return at.host if at else ""


async def test_while_another_has_the_port_the_door_waits_for_it(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.events.door import Doorkeeper
    from app.events.gather import Gatherer
    from app.events.mllp_line import Line
    from app.huddle.refresher import Refresher

    monkeypatch.setattr(mllp, "PORT_AGAIN", 0.05)
    second = mllp.Door(house, Gatherer(house), Refresher(house), Doorkeeper(house))
    async with door(house) as port:
        running = asyncio.create_task(second.run(Line("127.0.0.1", port)))
        await asyncio.sleep(0.2)
        assert not running.done()
    async with asyncio.timeout(10):
        while True:
            try:
                async with calling(port) as sender:
                    assert await sender.say(IN_WARD) == ["AA"]
                    break
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert capsys.readouterr().out.count("HL7-dörren är stängd") == 1
