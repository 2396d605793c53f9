"""The demo's organisation: real municipalities, invented units, numbers that nobody answers."""

import json
import re

from app import plain
from app.demo.region import PERSONS
from app.events.scope import matching
from tests.pure.fhir_mapping import GOLDEN
from tests.small_demo import FILE

FICTION = (
    r"031-390 06 \d\d", r"08-465 004 \d\d", r"0980-319 2\d\d", r"040-628 04 \d\d",
    r"070-174 06 (0[5-9]|[1-9]\d)",
)  # fmt: skip
"""The ranges that PTS has set aside for books and films."""
PEOPLE = plain.read(PERSONS)["people"]


def test_the_municipalities_are_the_eight_of_sodra_alvsborg() -> None:
    assert {one.code: one.name for one in FILE.municipalities} == {
        "1443": "Bollebygd", "1490": "Borås", "1466": "Herrljunga", "1463": "Mark",
        "1465": "Svenljunga", "1452": "Tranemo", "1491": "Ulricehamn", "1442": "Vårgårda",
    }  # fmt: skip


def test_every_hsa_id_says_that_it_is_a_demo() -> None:
    for one in (*FILE.providers, *FILE.units):
        assert re.fullmatch(r"SE(2321000131|0000\d{6})-DEMO\w*", one.hsa_id)
    assert len({unit.hsa_id for unit in FILE.units}) == len(FILE.units)
    assert len({unit.name for unit in FILE.units}) == len(FILE.units)


def test_every_telephone_number_is_set_aside_for_fiction() -> None:
    phones = [one.phone for one in (*FILE.units, *FILE.sources) if one.phone is not None]
    assert len(phones) > len(FILE.units)
    for phone in phones:
        assert any(re.fullmatch(pattern, phone) for pattern in FICTION), phone


def test_there_are_private_providers_with_controllers_of_their_own() -> None:
    private = {one.hsa_id for one in FILE.providers if one.authority == "privat"}
    kinds = {unit.kind for unit in FILE.units if unit.provider in private}
    assert kinds == {"vardcentral", "hemtjanst"}


def test_the_huddles_differ_in_time_and_weekdays() -> None:
    assert {centre.time for centre in FILE.centres} == {"07:45", "08:00", "08:15"}
    assert len({tuple(centre.weekdays) for centre in FILE.centres}) > 1
    assert len(FILE.centres) == 24


def test_every_centre_calls_nurse_home_help_and_assessor_of_its_municipality() -> None:
    units = {unit.hsa_id: unit for unit in FILE.units}
    for centre in FILE.centres:
        roles = {party.role for party in centre.parties}
        assert roles == {"aldre_ssk", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare"}
        assert len({units[party.unit].municipality for party in centre.parties}) == 1


def test_the_persons_to_be_work_where_the_demos_own_centre_calls_them() -> None:
    roles = {person["role"]: person["unit"] for person in PEOPLE}
    assert len(PEOPLE) == len(roles) == 7
    main = FILE.centres[0]
    called = {party.role: party.unit for party in main.parties}
    region = FILE.region.hsa_id
    beside = {"chef": main.unit, "systemadmin": region, "logg_granskare": region}
    assert roles == called | beside


def test_the_planner_is_called_to_more_than_one_huddle() -> None:
    planner = next(p["unit"] for p in PEOPLE if p["role"] == "hemtjanst_planerare")
    called = [c for c in FILE.centres if planner in {party.unit for party in c.parties}]
    assert len(called) > 1


def test_the_fhir_source_may_tell_all_that_a_resource_becomes() -> None:
    [source] = [one for one in FILE.sources if one.id == "journal-fhir"]
    meanings = [
        meaning
        for file in GOLDEN.glob("*.svar.json")
        for meaning in json.loads(file.read_text("utf-8"))
    ]
    told = {event["type"] for one in meanings if isinstance(one, list) for event in one}
    assert len(told) > 20
    assert told <= matching(tuple(source.kinds))
