"""The command line understands what an operator, a demo and a script ask Kvarten to do.

Each command imports what it needs by itself: whoever asks for help does not wait for a web server.
"""

import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import (
    benching,
    clock,
    faults,
    feeding,
    ingesting,
    keyring,
    logbook,
    misuse,
    rulebooking,
    settings,
    staffing,
)
from app.days import local_date
from app.errors import Misconfigured, Refusal

if TYPE_CHECKING:
    from app.house import House

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
org = typer.Typer(no_args_is_help=True)
app.add_typer(org, name="org", help="Organisationen: vem som är vem, och vem som kallas vart.")
app.add_typer(
    rulebooking.rules, name="rules", help="Regelboken: exemplen, och vad andra tal hade gett."
)
app.add_typer(benching.bench, name="bench", help="Mätningar i en databas för sig.")
app.add_typer(keyring.keys, name="keys", help="Installationens nyckel.")
app.add_typer(feeding.source, name="source", help="Källorna: nycklar, och hur det står till.")
app.add_typer(logbook.log, name="log", help="Åtkomstloggen: pröva den, och hur länge den sparas.")
app.add_typer(
    staffing.user, name="user", help="Personerna: vem som får logga in, i vilket uppdrag."
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

ONE_FILE = typer.Argument(exists=True, dir_okay=False)


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Frö till den påhittade regionen.")] = 1,
    reset: Annotated[bool, typer.Option(help="Börja om från början.")] = False,
    empty: Annotated[
        bool, typer.Option(help="Organisation och personer att vara, inga händelser.")
    ] = False,
    huddles: Annotated[
        int, typer.Option(min=1, max=60, help="Så många avstämningsdagar bakåt är spelade.")
    ] = 20,
    next_morning: Annotated[
        bool, typer.Option(help="Låt natten gå, och fortsätt nästa morgon.")
    ] = False,
) -> None:
    """Sätt upp och kör demon på http://127.0.0.1:8000 tills den avbryts."""
    from app.demonstration import run

    run(
        settings.read(),
        seed=seed,
        reset=reset,
        empty=empty,
        huddles=huddles,
        onward=next_morning,
        out=out,
    )


@app.command()
def serve() -> None:
    """Kör appen på den databas som är uppsatt."""
    from app.opening import bring_up, place
    from app.serving import serve as serve_app

    told = settings.read()
    with place(told) as where:
        asyncio.run(bring_up(where, "care"))
        serve_app(told, where)


@app.command()
def migrate() -> None:
    """Sätt upp databasen, eller uppdatera den till den här versionen."""
    from app.opening import bring_up, place

    told = settings.read()
    with place(told, create_key=True) as where:
        asyncio.run(bring_up(where, "demo" if told.demo else "care"))
    out.print("Databasen är uppdaterad.")


app.command()(ingesting.ingest)
app.command()(feeding.replay)


@app.command()
def agenda(
    centre: Annotated[str, typer.Option(help="Vårdcentralens HSA-id.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dag, annars i dag.")
    ] = None,
) -> None:
    """Bygg dagens dagordning för en vårdcentral och visa hur den föll ut, utan namn."""
    from app.huddle.prepare import prepare
    from app.opening import inside

    async def work(home: "House") -> None:
        if centre not in home.organisation.centres:
            raise Misconfigured(f"Vårdcentralen {centre} finns inte i organisationen.")
        if date is not None and date.date() != local_date(clock.now()):
            raise Misconfigured(
                f"Klockan står på {local_date(clock.now())}. En dagordning byggs på sin egen dag; "
                f"sätt KVARTEN_CLOCK={date.date()}T06:45."
            )
        built = await prepare(home, centre, clock.now())
        if built is None:
            out.print("Ingen avstämning den dagen.")
            return
        rows = built.board.rows
        for place_, name in (
            ("now", "på dagordningen"),
            ("later", "hinns inte"),
            ("unclear", "oklara"),
        ):
            same = [row for row in rows if row.place == place_ and not row.withdrawn]
            out.print(f"{len(same)} {name}, {sum(row.seconds for row in same)} s")
            for row in same:
                for reason in row.content.reasons[:1]:
                    out.print(f"  {row.urgency} {row.section} {reason.rule}")
        out.print(f"{built.judged} bedömda, {built.held} uppgifter väntar på samtycke")

    inside(work)


@app.command(name="clock")
def clock_(
    at: Annotated[str | None, typer.Argument(help="Ny tid, till exempel 2026-11-24T07:40.")] = None,
) -> None:
    """Visa demons klocka, eller ställ den."""
    from app.demo_clock import DemoClock
    from app.opening import inside

    async def work(home: "House") -> None:
        if not home.demo:
            raise Misconfigured("Klockan kan bara ställas i demon.")
        if at is not None:
            await DemoClock(home.database).set(clock.parse_local(at))
        out.print(clock.local(clock.now()).strftime("Klockan är %Y-%m-%d %H.%M."))

    inside(work)


@org.command("import")
def org_import(
    path: Annotated[Path, typer.Argument(exists=True)],
    dry_run: Annotated[bool, typer.Option(help="Visa skillnaden och skriv ingenting.")] = False,
) -> None:
    """Läs in organisationen: YAML, en CSV-fil eller en mapp med CSV-filer. Två gånger är som en."""
    from app import organisation
    from app.opening import inside
    from app.register.change import change

    async def work(home: "House") -> None:
        outcome = await change(home, file, None, clock.now(), clock.real_now(), dry_run=dry_run)
        for one in outcome.changes:
            out.print(organisation.in_words(one), markup=False, soft_wrap=True)
        if not outcome.changes:
            out.print("Ingen skillnad.")
        else:
            count = len(outcome.changes)
            told = "skulle ändras. Ingenting är skrivet" if dry_run else "har ändrats"
            out.print(f"{count} {'post' if count == 1 else 'poster'} {told}.")

    file = organisation.read(path)
    inside(work)


@org.command("export")
def org_export(
    path: Annotated[Path | None, typer.Argument(help="Fil, annars skrivs den ut.")] = None,
) -> None:
    """Skriv organisationen som den är, i den form som org import läser."""
    from app import organisation
    from app.opening import inside

    async def work(home: "House") -> None:
        async with home.database.work() as session:
            file = await organisation.present(session)
        if file is None:
            raise Misconfigured("Ingen organisation är inläst än. Kör kvarten org import FIL.")
        if path is None:
            out.print(organisation.as_yaml(file), markup=False, soft_wrap=True, end="")
        else:
            path.write_text(organisation.as_yaml(file), "utf-8")

    inside(work)


@app.command()
def listings(
    file: Annotated[Path, ONE_FILE],
    centre: Annotated[
        str | None, typer.Option(help="Vårdcentralens HSA-id, för hela filen.")
    ] = None,
    complete: Annotated[
        bool, typer.Option(help="Filen är alla som är listade på vårdcentralen.")
    ] = False,
    confirm: Annotated[
        int | None, typer.Option(min=0, help="Hur många som får lämna vårdcentralen.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Källan som listan kommer från.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Visa skillnaden och skriv ingenting.")] = False,
) -> None:
    """Läs in en lista över listade: en fullständig fil, eller bara ändringarna."""
    from app.huddle.prepare import refresh
    from app.opening import inside
    from app.progress import bar
    from app.register import listed
    from app.register import listings as work_of
    from app.register.news import in_words

    async def work(home: "House") -> None:
        with bar(out, file.name, len(rows)) as step:
            answer, touched = await work_of.take(
                home, work_of.source_of(home, source), rows, clock.now(), complete=all_of,
                confirm=confirm, dry_run=dry_run, progress=step,
            )  # fmt: skip
        await refresh(home, touched, clock.now())
        for line in in_words(answer):
            out.print(line, markup=False, soft_wrap=True)

    rows = listed.read(file.read_bytes(), centre)
    all_of = work_of.whole(centre, complete)
    inside(work)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    # A TERM while the demo is being loaded ends it as Ctrl-C does: nothing is left running.
    signal.signal(signal.SIGTERM, _stop)
    faults.write_down()
    try:
        code = app(standalone_mode=False)
    except (Misconfigured, Refusal) as error:
        out.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if type(error).__name__ == "Abort":
            sys.exit(130)
        if (says := misuse.told(error)) is not None:
            err.print(says, markup=False, soft_wrap=True)
            sys.exit(2)
        err.print(faults.told(error), markup=False)
        err.print("Något oväntat gick fel. Raderna ovan säger var, men inte om vem.")
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
