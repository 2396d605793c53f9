"""Staffing understands what an operator does with who may sign in: `kvarten user`."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args
from uuid import UUID

import typer
from rich.console import Console

from app import clock, settings
from app.days import local_date
from app.errors import Misconfigured

if TYPE_CHECKING:
    from app.access.messages import AccountsView, AccountView, NewAssignment
    from app.access.passkeys import Held
    from app.access.viewer import Viewer
    from app.house import House

T = TypeVar("T")
user = typer.Typer(no_args_is_help=True)
out = Console(highlight=False)

WHO = Annotated[str, typer.Argument(help="Kontots id, inloggningsnamn eller HSA-id.")]
ROLE = Annotated[str, typer.Option(help="Rollen, till exempel aldre_ssk.")]
SCOPE = Annotated[str, typer.Option(help="HSA-id för vårdcentral, enhet, huvudman eller region.")]
REASON = Annotated[str, typer.Option(help="Varför personen behöver uppdraget.")]
DECIDER = Annotated[str, typer.Option(help="Vem som har beslutat, med namn och befattning.")]
REVIEW = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dag för översyn, annars om ett år.")
]
UNTIL = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Sista dagen.")]
YEAR = timedelta(days=365)


@user.command()
def add(
    name: Annotated[str, typer.Option(help="Personens namn.")],
    role: ROLE,
    scope: SCOPE,
    reason: REASON,
    decider: DECIDER,
    login: Annotated[
        str | None, typer.Option(help="Inloggningsnamn, för lokal inloggning.")
    ] = None,
    hsa_id: Annotated[str | None, typer.Option(help="Personens HSA-id.")] = None,
    review: REVIEW = None,
    until: UNTIL = None,
) -> None:
    """Lägg upp en person med sitt första uppdrag."""

    async def work(home: "House", by: "Viewer") -> str:
        from app.access import giving
        from app.access.messages import NewAccount

        assignment = _assignment(role, scope, reason, decider, review, until)
        asked = NewAccount(name, assignment, login, hsa_id)
        return await giving.add(home, by, asked)

    out.print(f"Kontot {_in_house(work)} är upplagt.", markup=False)


@user.command()
def assign(
    who: WHO, role: ROLE, scope: SCOPE, reason: REASON, decider: DECIDER,
    review: REVIEW = None, until: UNTIL = None,
) -> None:  # fmt: skip
    """Ge en person ett uppdrag till."""

    async def work(home: "House", by: "Viewer") -> None:
        from app.access import giving

        assignment = _assignment(role, scope, reason, decider, review, until)
        await giving.assign(home, by, await _found(home, who), assignment)

    _in_house(work)
    out.print("Uppdraget gäller nu.")


@user.command()
def invite(who: WHO) -> None:
    """Gör en länk där personen väljer lösenord. Den visas en gång och gäller i tre dygn."""

    async def work(home: "House", by: "Viewer") -> str:
        from app.access import giving

        made = await giving.invite(home, by, await _found(home, who))
        return made.path

    told = settings.read()
    base = told.public_url or f"http://{told.host}:{told.port}"
    out.print(base + _in_house(work), markup=False, soft_wrap=True)


@user.command("list")
def listed() -> None:
    """Visa vilka som får logga in, och deras uppdrag."""
    view = _in_house(_view)
    for one in view.accounts:
        out.print(_account_line(one), markup=False, soft_wrap=True)
        for each in one.assignments:
            if each.holds:
                _say_assignment(each)


@user.command()
def review(
    assignment: Annotated[
        UUID | None, typer.Argument(help="Uppdragets id, när det är sett över och behövs än.")
    ] = None,
    on: REVIEW = None,
) -> None:
    """Visa de uppdrag som ska ses över, eller skriv att ett är sett över."""
    if assignment is not None:

        async def work(home: "House", by: "Viewer") -> None:
            from app.access import giving

            await giving.review(home, by, assignment, _day(on))

        _in_house(work)
        out.print(f"Nästa översyn {_day(on)}.")
        return
    view = _in_house(_view)
    for one in view.accounts:
        for each in one.assignments:
            if each.overdue and not one.disabled:
                out.print(_account_line(one), markup=False, soft_wrap=True)
                _say_assignment(each)
    out.print(f"{view.overdue} uppdrag ska ses över.")


@user.command()
def end(assignment: Annotated[UUID, typer.Argument(help="Uppdragets id, som i list.")]) -> None:
    """Avsluta ett uppdrag nu. Den som är inloggad i det loggas ut."""

    async def work(home: "House", by: "Viewer") -> None:
        from app.access import giving

        await giving.end(home, by, assignment)

    _in_house(work)
    out.print("Uppdraget är avslutat.")


@user.command()
def disable(who: WHO) -> None:
    """Stäng av ett konto nu. Uppdragen finns kvar att läsa."""

    async def work(home: "House", by: "Viewer") -> None:
        from app.access import giving

        await giving.disable(home, by, await _found(home, who))

    _in_house(work)
    out.print("Kontot är avstängt.")


@user.command()
def enable(who: WHO) -> None:
    """Öppna ett avstängt konto igen."""

    async def work(home: "House", by: "Viewer") -> None:
        from app.access import giving

        await giving.enable(home, by, await _found(home, who))

    _in_house(work)
    out.print("Kontot är öppet.")


@user.command()
def sessions() -> None:
    """Visa vilka som är inloggade, på hur många ställen och när de sågs senast."""
    for one in _in_house(_view).accounts:
        if one.sessions and one.last_seen is not None:
            seen = _stamp(one.last_seen)
            count = "ett ställe" if one.sessions == 1 else f"{one.sessions} ställen"
            out.print(f"{one.id}: {one.name}, {count}, sågs {seen}", markup=False, soft_wrap=True)


@user.command()
def revoke(who: WHO) -> None:
    """Logga ut en person överallt, nu."""

    async def work(home: "House", by: "Viewer") -> int:
        from app.access import giving

        return await giving.revoke(home, by, await _found(home, who))

    out.print(f"Utloggad från {_in_house(work)}.")


@user.command()
def passkeys(who: WHO) -> None:
    """Visa en persons passnycklar: id, namn, när de lades till och när de senast användes."""

    async def work(home: "House", _: object) -> "Sequence[Held]":
        from app.access import passkeys

        async with home.database.work() as session:
            return await passkeys.of(session, await _found(home, who))

    for one in _in_house(work):
        used = f"användes {_stamp(one.used_at)}" if one.used_at else "har inte använts"
        out.print(
            f"{one.key} {one.name}; tillagd {_stamp(one.created_at)}; {used}",
            markup=False, soft_wrap=True,
        )  # fmt: skip


@user.command("remove-passkey")
def remove_passkey(
    who: WHO,
    passkey: Annotated[
        UUID | None, typer.Argument(help="Passnyckelns id, som i passkeys; annars alla.")
    ] = None,
) -> None:
    """Ta bort en persons passnyckel, eller alla, och logga ut personen överallt."""

    async def work(home: "House", by: "Viewer") -> int:
        from app.access import giving

        return await giving.take_passkeys(home, by, await _found(home, who), passkey)

    count = _in_house(work)
    out.print("En passnyckel är borttagen." if count == 1 else f"{count} passnycklar är borttagna.")


def _in_house(work: Callable[["House", "Viewer"], Coroutine[Any, Any, T]]) -> T:
    """Do something in the house, as whoever has the machine itself."""
    from app.access.viewer import operator
    from app.opening import inside

    return inside(lambda home: work(home, operator(home)))


async def _view(home: "House", _: object = None) -> "AccountsView":
    from app.access import accounts

    now = clock.real_now()
    async with home.database.work() as session:
        return await accounts.view(session, home.organisation, now, local_date(now))


async def _found(home: "House", who: str) -> str:
    view = await _view(home)
    for one in view.accounts:
        if who in (one.id, one.login, one.hsa_id):
            return one.id
    raise Misconfigured(f"Ingen har id, inloggningsnamn eller HSA-id {who}. Se kvarten user list.")


def _assignment(
    role: str, scope: str, reason: str, decider: str, review: datetime | None,
    until: datetime | None,
) -> "NewAssignment":  # fmt: skip
    from app.access.messages import NewAssignment
    from app.access.party import Role

    if role not in get_args(Role):
        raise Misconfigured(f"Rollen {role} finns inte. Rollerna är {', '.join(get_args(Role))}.")
    return NewAssignment(
        role, scope, reason, decider, _day(review), None if until is None else until.date()  # type: ignore[arg-type]
    )  # fmt: skip


def _day(on: datetime | None) -> date:
    return local_date(clock.real_now()) + YEAR if on is None else on.date()


def _stamp(at: datetime) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H.%M")


def _account_line(one: "AccountView") -> str:
    names = ", ".join(name for name in (one.login, one.hsa_id) if name)
    state = " (avstängt)" if one.disabled else ""
    return f"{one.id}: {one.name}{', ' + names if names else ''}{state}"


def _say_assignment(each: Any) -> None:
    due = "SKA SES ÖVER sedan" if each.overdue else "ses över"
    out.print(
        f"  {each.id} {each.role} för {each.place}; {each.reason}; beslut av {each.decider}; "
        f"{due} {each.review_on}",
        markup=False,
        soft_wrap=True,
    )
