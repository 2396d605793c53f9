"""Over MLLP comes what nobody foresaw, and a whole year: all of it is answered and accounted for."""

from __future__ import annotations

import random
import re

from app import clock
from app.events.hl7 import messages
from app.house import House
from app.huddle.prepare import prepare
from app.opening import furnish
from tests.callers import adt, calling, chain, code, framed, pv1, tally, without_counts
from tests.callers import mllp as door
from tests.houses import CENTRE
from tests.intake import count
from tests.postgres.test_hl7_file import IN_FILE, IN_PLACE, NIGHT, lies

IN_WARD = adt("A01", 20, "0312", pv1(began="0300"))
PIECES = [b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b"\x00", b"\xff", b"MSH", b"PV1|", b"9" * 40]


def mutated(number: int) -> bytes:
    """A message of the chain with up to three places changed, the same for the same number."""
    dice = random.Random(number)
    message = dice.choice(chain()).encode()
    for _ in range(dice.randint(1, 3)):
        at, length = dice.randrange(len(message)), dice.randint(0, 5)
        piece = dice.choice([*PIECES, dice.randbytes(3)]).translate(None, b"\x0b\x1c")
        message = message[:at] + piece + message[at + length :]
    return message


async def test_whatever_is_sent_is_answered_and_accounted_for(house: House) -> None:
    """Some hundred mutated messages: accepted + rejected + refused = sent, and the line goes on."""
    told = [one for n in range(300) for one in messages(mutated(n))]
    codes: dict[str, int] = {"AA": 0, "AE": 0, "AR": 0}
    async with door(house) as port, calling(port) as sender:
        for message in told:
            answer = await sender.ask(message)
            found = re.search(r"\nMSA.(A[AER])", answer)
            assert found, answer
            codes[found[1]] += 1
        assert await sender.say(IN_WARD) == ["AA"]
    assert sum(codes.values()) == len(told)
    assert all(codes.values()), codes
    assert codes["AR"] == await tally(house, "refused")


@IN_PLACE
async def test_the_simulated_hospital_s_year_comes_over_the_line_twice_as_once(
    house: House, admin_url
) -> None:
    """1,013 messages that nobody here wrote: 400 admissions, a merge, 612 of no use to us."""
    clock.set_shift(NIGHT)
    at_home = await furnish(house.database, house.vault, demo=True)
    told = list(messages(IN_FILE.read_bytes()))
    assert len(told) == 1013
    async with door(at_home) as port, calling(port) as sender:
        for once in (True, False):
            for begin in range(0, len(told), 50):
                part = told[begin : begin + 50]
                await sender.put(b"".join(map(framed, part)))
                assert {code(await sender.answer()) for _ in part} == {"AA"}
            if once:
                before = without_counts(lies(at_home, admin_url))
    assert without_counts(lies(at_home, admin_url)) == before
    assert await count(at_home, "event") == 801
    assert (await tally(at_home, "new"), await tally(at_home, "known")) == (801, 801)
    assert await tally(at_home, "not_used") == 2 * 612
    assert len((await prepare(at_home, CENTRE, NIGHT)).board.rows) == 138
