"""Ingesting understands `kvarten ingest`: files or folders of them, taken in or only rehearsed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import clock
from app.errors import Misconfigured

if TYPE_CHECKING:
    from app.events.rehearsal import Rehearsed
    from app.house import House

WORDS = {
    "new": "ny", "known": "känd", "rejected": "avvisas", "refused": "utanför begäran",
    "not_used": "används inte",
}  # fmt: skip
SEVERAL = {
    "new": "nya", "known": "kända", "rejected": "avvisade", "refused": "utanför begäran",
    "not_used": "används inte",
}  # fmt: skip
out = Console(highlight=False)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="FIL|MAPP…", exists=True)],
    source: Annotated[
        str | None, typer.Option(help="Källans id, om raderna inte säger den.")
    ] = None,
    history: Annotated[bool, typer.Option(help="Räknas, men gör inga rader.")] = False,
    dry_run: Annotated[
        bool, typer.Option(help="Visa rad för rad vad som skulle hända, och spara ingenting.")
    ] = False,
) -> None:
    """Läs in filer: CloudEvents en per rad, HL7 v2, eller CSV och Excel från en källa med mappning."""
    from app.events.hl7 import Unreadable
    from app.opening import inside

    async def work(home: "House") -> int:
        faults = 0
        for path in _files(paths):
            try:
                await (_rehearse if dry_run else _take)(home, path, source, history)
            except Unreadable as error:
                faults += 1
                _say(f"{path.name}: {error.reason}")
        return faults

    faults = inside(work)
    raise typer.Exit(1 if faults else 0)


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files, and of a folder the plain files in it by name."""
    from app.events.inbox import HALF

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(
            one
            for one in path.iterdir()
            if one.is_file() and not one.is_symlink()
            and not one.name.startswith(".") and not one.name.lower().endswith(HALF)
        )  # fmt: skip
        if not found:
            raise Misconfigured(f"Mappen {path} har inga filer.")
        yield from found


async def _take(home: "House", path: Path, source: str | None, history: bool) -> None:
    from app.events import file
    from app.huddle.prepare import refresh
    from app.progress import bar

    with bar(out, path.name, file.size(path)) as step:
        count, touched = await file.take(
            home, path, source, clock.now(), history=history, progress=step
        )
    await refresh(home, touched, clock.now())
    told = (
        f"{path.name}: {count.new} nya, {count.known} kända, {count.rejected} avvisade, "
        f"{count.not_used} används inte"
    )
    if count.refused:
        told += f", {count.refused} utanför källans begäran"
    if count.filed is not None:
        told += f" ({count.filed.rows} rader, {count.filed.written})"
    _say(told)
    for says in sorted(count.unlisted):
        _say(says)


async def _rehearse(home: "House", path: Path, source: str | None, history: bool) -> None:
    from app.events import file
    from app.events.rehearsal import rehearse
    from app.progress import bar

    rows, sums = 0, Counter[str]()
    with bar(out, path.name, file.size(path)) as step:
        how: list[str] = []
        async for row in rehearse(
            home, path, source, clock.now(), history=history, written=how.append
        ):
            _say(f"rad {row.number}: {_told(row)}")
            rows += 1
            sums.update(part.status for part in row.parts)
            step(row.done)
    parts = ", ".join(f"{sums[status]} {word}" for status, word in SEVERAL.items() if sums[status])
    written = f" ({how[0]})" if how else ""
    _say(f"{path.name}{written}: {rows} rader; {parts or 'ingenting'}. Ingenting är sparat.")


def _told(row: "Rehearsed") -> str:
    """What a row would become. Of what it says nothing is shown, only where it is wrong."""
    return ", ".join(
        " ".join(filter(None, (part.kind, WORDS[part.status])))
        + (
            f" ({part.field}: {part.reason})"
            if part.field
            else f" ({part.reason})"
            if part.reason
            else ""
        )
        for part in row.parts
    )


def _say(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)
