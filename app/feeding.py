"""Feeding understands what an operator does with the sources: their keys, and what they sent in vain."""

import secrets
import ssl
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import clock
from app.errors import Misconfigured

if TYPE_CHECKING:
    from app.house import House

source = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)

ID = typer.Argument(help="Källans id, som i organisationen.")
OPERATOR = "systemförvaltare vid terminalen"


@source.command("list")
def listed() -> None:
    """Visa källorna, när de hördes av senast och vad som väntar."""
    from app.events import feeds
    from app.opening import inside

    async def work(home: "House") -> None:
        now = clock.now()
        async with home.database.work() as session:
            for one in await feeds.view(session, home, now):
                heard = one.last_heard
                when = clock.local(heard).strftime("%Y-%m-%d %H.%M") if heard else "aldrig"
                told = f"{one.id}: {one.name}, hördes {when}, {one.letters} avvisade väntar"
                out.print(f"{told}. {one.closed}" if one.closed else told, markup=False)

    inside(work)


@source.command()
def token(
    id_: Annotated[str, ID],
    overlap: Annotated[
        int, typer.Option(help="Timmar som källans äldre tokens gäller vidare.", min=0, max=720)
    ] = 24,
) -> None:
    """Ge källan en ny token. Den visas en gång; bara ett avtryck sparas."""
    from app.access.viewer import CONSOLE
    from app.events import keys
    from app.opening import inside

    async def work(home: "House") -> str:
        async with home.database.work(CONSOLE) as session:
            _known(home.organisation.sources, id_)
            made = secrets.token_urlsafe(32)
            now = clock.real_now()
            await keys.give_token(session, id_, made, now)
            await keys.rotate_token(session, id_, made, now + timedelta(hours=overlap))
        return made

    out.print(inside(work), markup=False, soft_wrap=True)


@source.command()
def certificate(
    id_: Annotated[str, ID],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PEM-fil.")],
) -> None:
    """Släpp in källan med ett klientcertifikat."""
    import hashlib

    from app.access.viewer import CONSOLE
    from app.events import keys
    from app.opening import inside

    async def work(home: "House") -> None:
        async with home.database.work(CONSOLE) as session:
            _known(home.organisation.sources, id_)
            if not await keys.give_certificate(session, id_, fingerprint, clock.real_now()):
                raise Misconfigured("Certifikatet hör redan till en annan källa.")
        out.print(f"Certifikatet {fingerprint.hex()[:16]}… släpper in {id_}.", markup=False)

    try:
        der = ssl.PEM_cert_to_DER_cert(file.read_text("ascii").strip())
    except (ValueError, UnicodeDecodeError):
        raise Misconfigured(f"{file.name} är inget certifikat i PEM-form.") from None
    fingerprint = hashlib.sha256(der).digest()
    inside(work)


@source.command()
def revoke(id_: Annotated[str, ID]) -> None:
    """Ta tillbaka källans alla tokens och certifikat."""
    from app.access.viewer import CONSOLE
    from app.events import keys
    from app.opening import inside

    async def work(home: "House") -> int:
        async with home.database.work(CONSOLE) as session:
            _known(home.organisation.sources, id_)
            return await keys.take_back(session, id_, clock.real_now())

    out.print(f"{inside(work)} nycklar gäller inte längre.")


def replay(
    source: Annotated[str | None, typer.Option(help="Bara den här källans.")] = None,
) -> None:
    """Sänd om det som avvisats, när det som var fel hos oss är rättat. Två gånger är som en."""
    from app.events import letters
    from app.huddle.prepare import refresh
    from app.opening import inside

    async def work(home: "House") -> None:
        if source is not None:
            _known(home.organisation.sources, source)
        told = await letters.replay(home, source, OPERATOR, clock.now())
        await refresh(home, told.touched, clock.now())
        out.print(f"{told.went_in} gick in, {told.still_open} väntar fortfarande.")

    inside(work)


def _known(sources: Mapping[str, object], id_: str) -> None:
    if id_ not in sources:
        raise Misconfigured(f"Källan {id_} finns inte. Kända är {', '.join(sorted(sources))}.")
