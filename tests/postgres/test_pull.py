"""A source that does not send is asked: what is new, no oftener than it should be, and what failed later."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse

from app import clock
from app.events import feeds, pull
from app.events.pull import asking, state
from app.events.pull.addresses import Address
from app.house import House
from tests.houses import NOW
from tests.intake import count, kept, stored
from tests.other_side import OtherSide, certificate, other_side
from tests.postgres.test_table_file import CAME, GULLI, HEAD, WENT

if TYPE_CHECKING:
    from starlette.requests import Request

REAL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[OtherSide]:
    with other_side() as told:
        yield told


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "kvarten.conf"


def address(settings: Path, there: OtherSide, **told: Any) -> Address:
    """The source's address as its settings say."""
    keys = {"format": "csv", "address": f"{there.base}/uttag/akut.csv?enhet=AKM"} | told
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items())
    settings.write_text(f"[pull.elvis-fil]\n{lines}\n", "utf-8")
    return pull.read({"KVARTEN_SETTINGS": str(settings)})["elvis-fil"]


async def fetch(house: House, told: Address, at: datetime = REAL, dice: float = 0.0) -> None:
    await pull.fetch(house, told, NOW, at, dice)


def file_of(rows: str, etag: str = '"1"') -> Any:
    """A server that knows the file it has given out."""

    def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return PlainTextResponse(HEAD + rows, headers={"etag": etag})

    return answer


async def test_a_file_is_fetched_when_it_is_time_and_only_if_it_is_another(
    house, there, settings
) -> None:
    told = address(settings, there, every=60)
    there.answer = file_of(CAME)
    await fetch(house, told)
    assert (len(there.asked), await count(house, "event")) == (1, 1)
    await fetch(house, told, REAL + timedelta(minutes=59))
    assert len(there.asked) == 1, "not yet"
    heard = house.organisation.sources["elvis-fil"].last_heard
    await fetch(house, told, REAL + timedelta(minutes=60))
    assert (len(there.asked), await count(house, "event")) == (2, 1)
    assert there.asked[1].headers["if-none-match"] == '"1"'
    assert house.organisation.sources["elvis-fil"].last_heard == heard, "the same file is no news"
    there.answer = file_of(WENT, '"2"')
    await fetch(house, told, REAL + timedelta(minutes=120))
    assert (len(there.asked), await count(house, "event")) == (3, 2)
    assert (await stored(house, GULLI))[0].ed_visits[0].outcome == "home"


async def test_what_a_file_s_rows_cannot_become_is_kept(house, there, settings) -> None:
    there.answer = file_of(CAME.replace("AKUT", "DAGV"))
    await fetch(house, address(settings, there))
    [aside] = await kept(house)
    assert (aside["source"], aside["field"]) == ("elvis-fil", "Kontakttyp")


async def test_a_token_and_a_password_come_from_files_of_their_own(
    house, there, settings, tmp_path
) -> None:
    (tmp_path / "token").write_text("hemligt\n", "utf-8")
    (tmp_path / "basic").write_text("kvarten:hemligt\n", "utf-8")
    there.answer = file_of(CAME)
    for at, key in enumerate(("token_file", "basic_file")):
        told = address(settings, there, **{key: tmp_path / key.removesuffix("_file")})
        await fetch(house, told, REAL + timedelta(days=at))
    sent = [request.headers["authorization"] for request in there.asked]
    assert sent == ["Bearer hemligt", "Basic a3ZhcnRlbjpoZW1saWd0"]


def silent(_: Request) -> Response:
    time.sleep(1.0)
    return PlainTextResponse(HEAD)


def endlessly(_: Request) -> Response:
    return StreamingResponse(iter([b"x" * 65536] * 64))


def half(_: Request) -> Response:
    return Response(HEAD + CAME, headers={"content-length": "99999"})


async def shown(house) -> tuple[str | None, datetime | None]:
    """What Flöden says of the fetching."""
    async with house.database.work() as session:
        [feed] = [one for one in await feeds.view(session, house, NOW) if one.id == "elvis-fil"]
    return feed.fetching, feed.fetched_again


FAULTS = [
    # the other side, what is told; why
    (lambda _: PlainTextResponse("nej", 503), "Svaret var 503.", "away"),
    (lambda _: PlainTextResponse("nej", 401), "Vi släpps inte in (401)", "another token"),
    (lambda _: RedirectResponse("http://127.0.0.1:1/"), "hänvisar till en annan adress",
     "our token would go along"),
    (lambda _: Response(status_code=304), "Svaret var 304.", "we know no file yet"),
    (silent, "Inget svar på", "nobody waits for ever"),
    (endlessly, "Svaret är större än 1 MB.", "nor reads for ever"),
    (half, "Förbindelsen bröts", "half a file is no file"),
    (lambda _: PlainTextResponse("<html>"), "saknas i filens rubrik", "a page of somebody's"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "says", "why"), FAULTS, ids=[one[2] for one in FAULTS])
async def test_what_fails_says_why_and_is_tried_later(
    house, there, settings, monkeypatch, answer, says: str, why: str
) -> None:
    if answer is silent:  # the others may take their time, on a machine that has much to do
        monkeypatch.setattr(asking, "PATIENCE", 0.3)
    monkeypatch.setattr(asking, "LARGEST_FILE", 1024 * 1024)
    there.answer = answer
    await fetch(house, address(settings, there))
    found = await state.load(house.database, "elvis-fil")
    assert found.told is not None
    assert says in found.told, why
    assert (found.failures, found.next_at) == (1, REAL + timedelta(minutes=1))
    assert await shown(house) == (found.told, found.next_at + clock.shift())
    assert "enhet=AKM" not in found.told
    assert await count(house, "event") == 0


async def test_each_failure_waits_twice_as_long_and_a_success_begins_anew(
    house, there, settings
) -> None:
    told, at, waits = address(settings, there), REAL, []
    for _ in range(10):
        await fetch(house, told, at)
        found = await state.load(house.database, "elvis-fil")
        assert found.next_at is not None
        waits.append((found.next_at - at) // timedelta(minutes=1))
        at = found.next_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 180, 180]
    there.answer = file_of(CAME)
    await fetch(house, told, at)
    found = await state.load(house.database, "elvis-fil")
    assert (found.failures, found.told) == (0, None)
    assert await shown(house) == (None, None)


def test_many_that_failed_together_do_not_come_back_together() -> None:
    waits = {state.pause(5, dice / 10) for dice in range(11)}
    assert len(waits) == 11
    assert min(waits) == timedelta(minutes=8)
    assert max(waits) == timedelta(minutes=16)


async def test_a_certificate_that_nobody_vouches_for_is_refused_unless_it_is_named(
    house, settings, tmp_path
) -> None:
    cert = certificate(tmp_path)
    with other_side(cert) as there:
        there.answer = file_of(CAME)
        await fetch(house, address(settings, there))
        found = await state.load(house.database, "elvis-fil")
        assert found.told == "Den andra sidans certifikat godkänns inte."
        assert there.asked == []
        told = address(settings, there, ca_file=cert[0])
        await fetch(house, told, REAL + timedelta(minutes=2))
    assert await count(house, "event") == 1


async def test_nobody_there_is_no_crash(house, there, settings) -> None:
    told = address(settings, there, address="http://127.0.0.1:9/akut.csv")
    await fetch(house, told)
    found = await state.load(house.database, "elvis-fil")
    assert found.told == "Det går inte att nå den andra sidan."


async def test_a_source_that_the_organisation_lacks_is_not_asked(house, there, settings) -> None:
    told = address(settings, there)
    del house.organisation.sources["elvis-fil"]
    await fetch(house, told)
    assert there.asked == []


async def test_what_was_committed_before_the_state_was_written_is_known(
    house, there, settings, monkeypatch
) -> None:
    """A process killed between the two asks for the same again."""
    there.answer = file_of(WENT)

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    told = address(settings, there)
    monkeypatch.setattr(state, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        await fetch(house, told)
    monkeypatch.undo()
    assert await count(house, "event") == 2
    await fetch(house, told)
    assert (len(there.asked), await count(house, "event")) == (2, 2)
