"""Keyring understands what an operator does with the installation's key."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import settings

if TYPE_CHECKING:
    from app.house import House

keys = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)


@keys.callback()
def _keys() -> None:
    pass


@keys.command()
def rotate(
    hold: Annotated[
        bool,
        typer.Option(help="Behåll den gamla tills vidare, så att filen hinner till fler servrar."),
    ] = False,
) -> None:
    """Byt nyckel medan allt är igång: det som är krypterat går över till en ny, den gamla tas bort.

    Går att avbryta; kör igen, så fortsätter bytet.
    """
    from app.access import rotating
    from app.opening import inside
    from app.progress import bar

    async def work(home: "House") -> rotating.Rotated:
        with bar(out, "Krypterar om", None) as step:
            return await rotating.rotate(home.database, home.vault, key, hold=hold, progress=step)

    told = settings.read()
    key = told.key_file or told.home / "key"
    done = inside(work)
    out.print(f"{done.sealed} uppgifter krypterade med den nya nyckeln.")
    if done.ended:
        out.print("Den gamla nyckeln är borttagen. Säkerhetskopiera nyckelfilen nu.")
    else:
        out.print(
            "Båda nycklarna gäller. Kopiera nyckelfilen till de andra servrarna, och kör sedan "
            "kvarten keys rotate igen."
        )
