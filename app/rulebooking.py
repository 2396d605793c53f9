"""The rules' commands: whether the examples hold, and what other numbers would have given.

Whoever has the machine sees counts without persons, as a processledare does.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import clock, words
from app.access.few import FEW
from app.errors import Misconfigured

if TYPE_CHECKING:
    from app.house import House
    from app.huddle.rules_messages import CentreTrialView
    from app.huddle.trying import Asked, Tried

rules = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)


@rules.command()
def check() -> None:
    """Pröva varje regels exempel mot regeln."""
    from app.huddle import packs, rulebook

    # A rule that cannot be read is told by each pack that takes it as well.
    faults = list(dict.fromkeys(rulebook.check() + packs.check()))
    for fault in faults:
        out.print(fault, markup=False, soft_wrap=True)
    out.print(f"{len(rulebook.files())} regler, {len(faults)} fel.")
    raise typer.Exit(1 if faults else 0)


@rules.command()
def backtest(
    rule: Annotated[str, typer.Argument(help="Regelns id, eller sekunder.")],
    numbers: Annotated[list[str] | None, typer.Argument(help="Andra tal: alder=70 …")] = None,
    centre: Annotated[
        str | None, typer.Option(help="Vårdcentralens HSA-id; annars hela regionens tolv månader.")
    ] = None,
) -> None:
    """Visa vad regeln hade gett, med sina tal och med andra: 28 dagar, eller tolv månader."""
    from app.opening import inside

    asked = dict(map(_number, numbers or []))

    async def work(home: "House") -> None:
        if centre is not None:
            await _centre(home, centre, rule, asked)
        else:
            await _region(home, rule, asked)

    inside(work)


async def _centre(home: "House", centre: str, rule: str, numbers: dict[str, int]) -> None:
    from app.huddle.trying import Trials, asked_of

    if centre not in home.organisation.centres:
        raise Misconfigured(f"Vårdcentralen {centre} finns inte i organisationen.")
    asked = asked_of(home, centre, rule, numbers)
    tried = await Trials(home).tried(asked, clock.now())
    for line in in_words(asked, tried):
        out.print(line, markup=False, soft_wrap=True)


async def _region(home: "House", rule: str, numbers: dict[str, int]) -> None:
    from app.huddle.numbers import Place
    from app.huddle.year_trial import Wanted, asked_at, over
    from app.progress import bar

    region = home.organisation.region
    if region is None:
        raise Misconfigured("Ingen organisation är inläst än. Kör kvarten org import FIL.")
    place = Place("region", region.hsa_id)
    wanted = Wanted(place, rule, numbers)
    with bar(out, "Vårdcentraler", len(asked_at(home, wanted))) as step:
        found = await over(home, wanted, clock.now(), lambda some: step(len(some)))
    out.print(_table(found))


def in_words(asked: "Asked", tried: "Tried") -> list[str]:
    """What a trial of one centre came to, as counts."""
    from app.huddle.trial_look import summed

    sums = summed(asked, tried, apart=True)
    lines = [f"{len(tried.counts)} morgnar prövade."]
    if dark := len(tried.mornings.not_judged):
        since = tried.mornings.since or date.max
        lines.append(f"{dark} går inte att pröva: uppgifter kommer in först från {since}.")
    if asked.rule is not None:
        lines.append(f"Personer per morgon: {_told(sums.before)}, med talen {_told(sums.after)}.")
        lines.append(f"Personer som skiljer: {FEW if sums.differ is None else sums.differ}.")
    lines.append(f"Morgnar över tiden: {sums.over_before}, med talen {sums.over_after}.")
    return lines


def _table(found: Sequence["CentreTrialView"]) -> Table:
    table = Table(
        "Vårdcentral", "morgnar", "går inte att pröva", "per morgon", "med talen", box=None
    )
    for one in found:
        table.add_row(
            one.name, str(one.judged), str(one.not_judged), _told(one.before), _told(one.after)
        )
    return table


def _told(mean: float | None) -> str:
    return FEW if mean is None else words.decimal(mean)


def _number(told: str) -> tuple[str, int]:
    name, _, value = told.partition("=")
    try:
        return name, int(value)
    except ValueError:
        raise Misconfigured(f"”{told}” är inget tal. Skriv till exempel alder=70.") from None
