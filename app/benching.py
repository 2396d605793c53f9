"""The benchmarks' commands: how the whole country would do, in a database that is gone afterwards."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

bench = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)


@bench.callback()
def _benches() -> None:
    """One command with a name of its own: more may come beside it."""


@bench.command()
def national(
    scale: Annotated[
        float, typer.Option(min=0.0001, max=1, help="Hur stor del av landet; 1 är hela.")
    ] = 0.01,
    home: Annotated[
        Path, typer.Option(help="Mappen där databasen görs. Den får inte finnas; den tas bort.")
    ] = Path(".kvarten-bench"),
    write: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Skriv rapporten till filen också.")
    ] = None,
) -> None:
    """Mät morgnarna när hela landet ligger i en databas: 10,5 miljoner personer, 1 200 vårdcentraler."""
    from app.national import bench as work
    from app.national import found, report

    told = report.text(work.run(home, found.of_scale(scale), out))
    out.print(told, markup=False, soft_wrap=True, end="")
    if write is not None:
        write.write_text(told, encoding="utf-8")
