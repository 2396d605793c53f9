"""The log's commands: whether it is as it was sealed, and how long it is kept."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import clock

if TYPE_CHECKING:
    from app.access.verify import Verdict
    from app.house import House

log = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)


class Kind(StrEnum):
    pdf = "pdf"
    csv = "csv"


SHOWN = 20
"""Faults that are told one by one."""


@log.command()
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(exists=True, help="Fil eller mapp med de hashar som har skickats ut."),
    ] = None,
) -> None:
    """Pröva att ingen rad i loggen har ändrats, tagits bort eller lagts till sedan den förseglades."""
    from app.access import heads as sent
    from app.access.verify import verify as work
    from app.opening import inside
    from app.progress import bar

    known = sent.read(heads) if heads else {}

    async def found(home: "House") -> "Verdict":
        with bar(out, "Loggen", None) as step:
            return await asyncio.to_thread(work, home.database.listen_url, known, step)

    told = inside(found)
    for line in in_words(told):
        out.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(1 if told.faults else 0)


@log.command()
def keep(
    years: Annotated[int | None, typer.Argument(help="Antal år, minst fem.")] = None,
) -> None:
    """Visa hur många år loggen sparas, eller ändra det."""
    from app.access import keep as work
    from app.access.viewer import CONSOLE
    from app.opening import inside

    async def kept(home: "House") -> int:
        if years is not None:
            await work.change(home.database, years, CONSOLE)
        async with home.database.work() as session:
            return await work.years(session)

    out.print(f"Loggen sparas i {inside(kept)} år.")


@log.command()
def extract(
    person: Annotated[
        str, typer.Option(help="Personnummer eller reservnummer; - frågar efter det.")
    ],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Första dag.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Sista dag.")],
    to: Annotated[Path, typer.Argument(dir_okay=False, help="Filen som skrivs.")],
    format_: Annotated[Kind, typer.Option("--format", help="pdf eller csv.")] = Kind.pdf,
) -> None:
    """Skriv ut vem som har haft åtkomst till uppgifter om en person, hos alla huvudmän."""
    from sqlmodel import select

    from app.access import extract as work
    from app.access.printed import as_csv, as_pdf
    from app.access.viewer import console
    from app.days import day_bounds
    from app.opening import inside
    from app.tables import Region

    number = typer.prompt("Nummer", hide_input=True) if person == "-" else person

    async def made(home: "House") -> work.Extract:
        async with home.database.work() as session:
            region = (await session.exec(select(Region.hsa_id))).one()
        return await work.extract(
            home, console(region), number, day_bounds(since.date())[0],
            day_bounds(until.date())[1], format_.value, all_providers=True,
        )  # fmt: skip

    told = inside(made)
    to.write_bytes(as_pdf(told) if format_ is Kind.pdf else as_csv(told))
    to.chmod(0o600)
    out.print(f"{_many(len(told.accesses), 'åtkomst', 'åtkomster')} i {to.name}.", markup=False)


def in_words(found: "Verdict") -> list[str]:
    """The verdict as it is told: what is wrong, block by block, then the sum."""
    told = [
        f"Block {fault.block}: {fault.says}" if fault.block else fault.says
        for fault in found.faults[:SHOWN]
    ]
    if len(found.faults) > SHOWN:
        told.append(f"… och {len(found.faults) - SHOWN} fel till.")
    read = f"{_many(found.blocks, 'block', 'block')}, {_many(found.lines, 'rad', 'rader')}"
    if found.let_go:
        read += f", varav {_many(found.let_go, 'block är gallrat', 'block är gallrade')}"
    wrong = _many(len(found.faults), "fel", "fel") if found.faults else "allt stämmer"
    told.append(f"{read}: {wrong}.")
    if found.unsealed and found.oldest:
        since = clock.local(found.oldest).strftime("%Y-%m-%d %H.%M")
        many = _many(found.unsealed, "rad är", "rader är")
        told.append(f"{many} inte förseglade än, den äldsta från {since}.")
    else:
        told.append("Allt är förseglat.")
    return told


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}".replace(",", "\N{NO-BREAK SPACE}")
