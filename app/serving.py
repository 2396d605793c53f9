"""Serving understands how the app is run: one process, its log on standard error without names."""

import asyncio
import logging
import os
import socket
import sys
from datetime import timedelta

import structlog
import uvicorn

from app import faults, garbage
from app.access import issuers
from app.access.entrance import Entrance
from app.database import Database
from app.errors import Misconfigured
from app.events import mllp_line, pull
from app.main import create_app
from app.opening import Place, furnish
from app.rounds import Places
from app.settings import Settings


def check_port(settings: Settings) -> None:
    """Say at once that somebody else has the port, rather than after a year has been loaded."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise Misconfigured(
                f"Porten {settings.port} är upptagen. Stoppa det som använder den, eller välj en "
                "annan med KVARTEN_PORT."
            ) from None


def serve(
    settings: Settings, where: Place, *, demo: bool = False, ready: str | None = None
) -> None:
    """Serve until interrupted. `ready` is printed once the doors are open."""
    line = mllp_line.line(settings)
    told = issuers.read(settings.issuers) if settings.issuers else ()
    if told and not settings.public_url:
        raise Misconfigured("KVARTEN_ISSUERS kräver KVARTEN_PUBLIC_URL: dit skickas man tillbaka.")
    places = Places(
        settings.inbox or settings.home / "inkorg", pull.read(os.environ), settings.log_heads
    )
    # Python's own loop: uvloop is slower where many small answers are waited for (decision 20).
    asyncio.run(_serve(settings, line, places, told, where, demo, ready))


async def _serve(
    settings: Settings,
    line: mllp_line.Line | None,
    places: Places,
    found: tuple[issuers.Issuer, ...],
    where: Place,
    demo: bool,
    ready: str | None,
) -> None:
    faults.write_down()
    asyncio.get_running_loop().set_exception_handler(faults.in_loop)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    database = Database(where.url, where.vault)
    house = await furnish(database, where.vault, demo=demo, bases=where.bases)
    house.entrance = Entrance(
        settings.public_url,
        timedelta(minutes=settings.idle_tablet),
        timedelta(minutes=settings.idle_desk),
        found,
        settings.port,
    )
    server = _Server(
        uvicorn.Config(
            create_app(house, line, places, settings.limits),
            host=settings.host,
            port=settings.port,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=20,
            log_config=None,
            log_level="warning",
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            # Paths name centres and days, never persons; still nothing of them is logged.
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        ),
        ready,
    )
    garbage.settle()
    await server.serve()


class _Server(uvicorn.Server):
    """Says when the doors are open."""

    def __init__(self, config: uvicorn.Config, ready: str | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self._ready and not self.should_exit:
            print(self._ready, flush=True)  # noqa: T201 the demo's greeting
