"""Other side understands the system that Kvarten asks: a real HTTP server in a thread of its own."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from tests.processes import free_port

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATIENCE = 20.0


@dataclass
class OtherSide:
    """What was asked, and what to answer: set `answer` to whatever a test needs."""

    base: str
    answer: Callable[[Request], Response]
    asked: list[Request] = field(default_factory=list)


@contextlib.contextmanager
def other_side(certificate: tuple[Path, Path] | None = None) -> Iterator[OtherSide]:
    """The server, up for as long as this is entered; with TLS when it has a certificate and a key."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    port = free_port()
    scheme = "https" if certificate else "http"
    told = OtherSide(f"{scheme}://127.0.0.1:{port}", lambda _: PlainTextResponse("", 404))

    def answer(request: Request) -> Response:
        told.asked.append(request)
        return told.answer(request)

    cert, key = certificate or (None, None)
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=[Route("/{path:path}", answer)]),
            port=port,
            log_config=None,
            ssl_certfile=cert,
            ssl_keyfile=key,
            timeout_graceful_shutdown=1,
            date_header=False,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    last = time.perf_counter() + PATIENCE
    while not server.started:
        assert time.perf_counter() < last, "the other side did not start"
        time.sleep(0.01)
    try:
        yield told
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that no authority has signed, for loopback, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "uttag")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, keyed = folder / "uttag.pem", folder / "uttag.key"
    cert.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    keyed.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, keyed
