"""An organisation for tests that change a part of it, and let the house stand on what came of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tests.houses import NOW

if TYPE_CHECKING:
    from app.house import House
    from app.organisation import File
    from app.register.change import Outcome


async def let_be(house: House, file: File, **how: Any) -> Outcome:
    from app.register.change import change

    return await change(house, file, None, NOW, NOW, **how)


async def followed(house: House) -> House:
    from app.register.follow import Following

    await Following(house).adopt()
    return house


def without(file: File, section: str, key: str, value: str) -> File:
    left = [one for one in getattr(file, section) if getattr(one, key) != value]
    return msgspec.structs.replace(file, **{section: left})


def with_(file: File, section: str, key: str, value: str, **fields: Any) -> File:
    changed = [
        msgspec.structs.replace(one, **fields) if getattr(one, key) == value else one
        for one in getattr(file, section)
    ]
    return msgspec.structs.replace(file, **{section: changed})


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(one.section, one.act, one.key) for one in outcome.changes]
