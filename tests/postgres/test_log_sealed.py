"""The seal: every committed line once, in blocks that nothing can come into afterwards."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from hashlib import sha256
from typing import Any

import psycopg
import pytest

from app.access import audit, seal
from app.access.seal import Sealed
from app.database import Database
from tests.houses import NOW, viewer
from tests.roles import as_admin
from tests.seals import LINE, SEALED, a_log, said, verified, write


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealer that waits for nobody for long."""
    monkeypatch.setattr(seal, "PATIENCE", 0.1)


def blocks(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        told = "SELECT id, lines, first_id, last_id FROM audit_block ORDER BY id"
        return connection.execute(told).fetchall()


async def test_what_is_written_is_sealed_once_and_agrees(database: Database) -> None:
    await a_log(database, 3, 1, 5)
    assert blocks(database.listen_url) == [(1, 3, 1, 3), (2, 1, 4, 4), (3, 5, 5, 9)]
    write(database.listen_url, 2)
    found = verified(database)
    assert (found.blocks, found.lines, found.unsealed, found.faults) == (3, 9, 2, [])
    assert found.oldest is not None
    assert await seal.seal(database, SEALED) == Sealed(1, 2)
    assert await seal.seal(database, SEALED) == Sealed()


async def test_an_empty_log_agrees_and_is_not_sealed(database: Database) -> None:
    assert await seal.seal(database, SEALED) == Sealed()
    assert verified(database).faults == []


async def test_many_lines_are_several_blocks(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(seal, "MOST", 4)
    write(database.listen_url, 10)
    assert await seal.seal(database, SEALED) == Sealed(3, 10)
    assert [row[1] for row in blocks(database.listen_url)] == [4, 4, 2]
    assert said(database) == []


async def test_a_line_with_a_lower_id_that_is_committed_later_is_waited_for(
    database: Database, impatient
) -> None:
    url = database.listen_url
    with psycopg.connect(url) as slow:
        slow.execute(LINE, (1,))
        write(url, 1)
        assert await seal.seal(database, SEALED) == Sealed(waited_in_vain=True)
        assert blocks(url) == []
        assert verified(database).unsealed == 1
    assert await seal.seal(database, SEALED) == Sealed(1, 2)
    assert blocks(url) == [(1, 2, 1, 2)]
    assert said(database) == []


async def test_a_line_that_never_came_is_not_waited_for(database: Database, impatient) -> None:
    url = database.listen_url
    with psycopg.connect(url) as undone:
        undone.execute(LINE, (3,))
        write(url, 1)
        undone.rollback()
    assert await seal.seal(database, SEALED) == Sealed(1, 1)
    assert blocks(url) == [(1, 1, 4, 4)]


async def test_who_begins_while_the_sealer_waits_is_not_waited_for(database: Database) -> None:
    """Else a busy morning would never be sealed."""
    url = database.listen_url
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute(LINE, (1,))
        write(url, 1)
        sealing = asyncio.create_task(seal.seal(database, SEALED))
        await asyncio.sleep(0.2)
        second.execute(LINE, (1,))
        write(url, 1)
        assert not sealing.done()
        first.commit()
        assert await asyncio.wait_for(sealing, 5) == Sealed(1, 2)
        assert blocks(url) == [(1, 2, 1, 2)]
    assert await seal.seal(database, SEALED) == Sealed(1, 2)
    assert said(database) == []


async def test_whoever_reads_the_log_or_works_elsewhere_is_not_waited_for(
    database: Database, impatient
) -> None:
    url = database.listen_url
    write(url, 1)
    with psycopg.connect(url) as reader, psycopg.connect(url) as worker:
        reader.execute("SELECT * FROM audit")
        worker.execute("INSERT INTO job_run (job, slot, claimed_at) VALUES ('x', now(), now())")
        assert await seal.seal(database, SEALED) == Sealed(1, 1)


async def test_many_writers_and_two_sealers_make_one_chain(
    database: Database, database_url: str, vault
) -> None:
    """Transactions of different lengths, some undone, sealed all the while from two processes."""
    url, stop = database.listen_url, threading.Event()

    def keep_writing(nth: int) -> None:
        with psycopg.connect(url) as connection:
            for turn in range(25):
                connection.execute(LINE, (1 + (nth + turn) % 3,))
                stop.wait(0.001 * ((nth * turn) % 7))
                connection.execute(LINE, (1,))
                connection.rollback() if (nth + turn) % 5 == 0 else connection.commit()

    other = Database(database_url, vault)
    threads = [threading.Thread(target=keep_writing, args=(nth,)) for nth in range(6)]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            await asyncio.gather(*(seal.seal(one, SEALED) for one in (database, other)))
    finally:
        for thread in threads:
            thread.join()
        await other.close()
    await seal.seal(database, SEALED)
    found = verified(database)
    assert (found.faults, found.unsealed) == ([], 0)
    assert found.blocks > 1
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (found.lines,)


async def test_the_ids_are_given_one_at_a_time(admin_url: str, database_url: str) -> None:
    """An id that a session had laid by would come into a block that is sealed."""
    with as_admin(admin_url, database_url) as admin:
        told = "SELECT seqcache FROM pg_sequence WHERE seqrelid = 'audit_id_seq'::regclass"
        assert admin.execute(told).fetchone() == (1,)


async def test_anybody_can_compute_a_block_from_what_is_written_of_it(house) -> None:
    """A second implementation, from the page alone: docs/logg.md."""
    nurse = await viewer(house)
    line = audit.Line("a:b:emergency", given=18, refused=4, detail="en\ttabb, \\ och å\nrad")
    async with house.database.acting_as(nurse) as session:
        await audit.explained(session, nurse, line, "Skäl\r\n", NOW, NOW + timedelta(seconds=0.5))
    await seal.seal(house.database, SEALED)
    with psycopg.connect(house.database.listen_url) as connection:
        [number, log_id] = connection.execute("SELECT id, log_id FROM audit").fetchone()
        [block] = connection.execute("SELECT * FROM audit_block").fetchall()
    micro = int(NOW.timestamp()) * 1_000_000
    written = [
        str(number), str(log_id), str(micro), str(micro + 500_000), "a:b:emergency", "aldre-ssk",
        "aldre_ssk", nurse.unit, nurse.party.provider.id, "\\N", "\\N", "\\N", "\\N", "\\N",
        "Vård och behandling", "\\N", "allow", "\\N", "18", "4",
        "en\\ttabb, \\\\ och å\\nrad", "Skäl\\r\\n",
    ]  # fmt: skip
    content = sha256(("\t".join(written) + "\n").encode()).hexdigest()
    sealed = int(SEALED.timestamp()) * 1_000_000
    head = f"kvarten-log\t1\t1\t{sealed}\t1\t{number}\t{number}\t{content}\t{'0' * 64}\n"
    assert bytes(block[6]).hex() == content
    assert bytes(block[8]) == sha256(head.encode()).digest()


@pytest.mark.parametrize(
    "setting",
    [
        "timezone = 'Asia/Tokyo'",
        "datestyle = 'German'",
        "bytea_output = 'escape'",
        "extra_float_digits = 0",
        "lc_numeric = 'C'",
    ],
)
async def test_how_a_role_likes_its_dates_changes_no_hash(
    database: Database, admin_url: str, database_url: str, setting: str
) -> None:
    await a_log(database, 3)
    with as_admin(admin_url, database_url) as admin:
        [name] = admin.execute("SELECT current_database()").fetchone()
        admin.execute(f'ALTER DATABASE "{name}" SET {setting}')  # type: ignore[arg-type]
        admin.execute(f'ALTER ROLE kvarten_work IN DATABASE "{name}" SET {setting}')  # type: ignore[arg-type]
    assert said(database) == []
