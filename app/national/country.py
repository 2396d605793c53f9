"""Country understands an organisation of the nation's size: the demo's region again and again.

Every HSA id of the demo bears DEMO; in the nth copy of the region that word is the copy's own, and of
the same length, so that what is told in the first copy is told in another by putting its word in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from app.demo.region import ORGANISATION
from app.organisation import WEEKDAYS, File, read

CENTRES = 1_200
PERSONS = 10_500_000
EACH = PERSONS // CENTRES
"""Persons listed at each centre: all are of one size."""
WORD = "-DEMO"
EVERYBODY = ["*"]


@dataclass(frozen=True, slots=True)
class Site:
    """A centre of the nation: which copy of the region it lies in, and which of its centres it is."""

    copy: int
    place: int
    centre: str


def word(copy: int) -> str:
    """What stands in the HSA ids of a copy of the region, in place of the demo's word."""
    return f"-D{copy:03d}"


def organisation(centres: int) -> File:
    """The nation with so many centres, each of which holds a huddle every weekday.

    The municipalities and the sources are shared: a source speaks for every controller.
    """
    demo = read(ORGANISATION)
    copies = [_copy(demo, n) for n in range(-(-centres // len(demo.centres)))]
    first = copies[0]
    called = [one for copy in copies for one in copy.centres][:centres]
    return File(
        first.region,
        first.municipalities,
        [one for copy in copies for one in copy.providers],
        [one for copy in copies for one in copy.units],
        [msgspec.structs.replace(one, weekdays=list(WEEKDAYS[:5])) for one in called],
        [
            msgspec.structs.replace(one, controllers=EVERYBODY, valid_from=None)
            for one in first.sources
        ],
    )


def first_copy(nation: File) -> File:
    """The nation's first region alone, where the lives are told that the whole nation lives."""
    own = word(0)
    return msgspec.structs.replace(
        nation,
        providers=[one for one in nation.providers if own in one.hsa_id],
        units=[one for one in nation.units if own in one.hsa_id],
        centres=[one for one in nation.centres if own in one.unit],
    )


def sites(nation: File) -> Iterator[Site]:
    """Every centre with where it lies, in the order of the organisation."""
    places = len(first_copy(nation).centres)
    for n, centre in enumerate(nation.centres):
        yield Site(n // places, n % places, centre.unit)


def _copy(demo: File, copy: int) -> File:
    written = msgspec.json.encode(demo).replace(WORD.encode(), word(copy).encode())
    return msgspec.json.decode(written, type=File)
