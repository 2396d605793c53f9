"""Who a resource is about: found by number, also where the source has numbers of its own."""

from __future__ import annotations

from typing import Any

from tests.fhir import (
    DEMO,
    GUNBORG,
    bundle,
    faults,
    patient,
    send,
    statuses,
    to_person,
    to_unit,
    visit,
)
from tests.houses import CENTRE
from tests.intake import count, door, kept, stored

RESERVE = "urn:oid:1.2.752.113.11.0.2.1.1.1"
LOCAL = "urn:kvarten:local:pas"


def by_reserve(**other: Any) -> dict[str, Any]:
    return patient(identifier=[{"system": RESERVE, "value": "19450829K088"}], **other)


async def test_a_number_that_is_replaced_takes_its_visits_along(house) -> None:
    link = [{"type": "replaced-by", "other": to_person()}]
    async with door(house) as client:
        await send(client, {**visit(), "subject": to_person("19450829K088", RESERVE)})
        await send(client, patient())
        answer = await send(client, by_reserve(active=False, link=link))
        assert answer.status_code == 201, answer.text
        assert len((await stored(house, GUNBORG))[0].ed_visits) == 1
        again = await send(client, by_reserve(active=False, link=link))
        assert again.status_code == 200
        active = await send(client, by_reserve(active=True))
        assert active.status_code == 201
    assert (await stored(house, GUNBORG))[0].ed_visits == (), "the link was a mistake"


async def test_who_replaces_another_is_told_from_the_other_side_too(house) -> None:
    other = to_person("19450829K088", RESERVE)
    async with door(house) as client:
        await send(client, {**visit(), "subject": other})
        await send(client, patient(link=[{"type": "replaces", "other": other}]))
    person, _ = await stored(house, GUNBORG)
    assert (person.name, len(person.ed_visits)) == ("Gunborg Öhrnäs", 1)


async def test_a_patient_that_replaces_itself_is_refused(house) -> None:
    async with door(house) as client:
        answer = await send(client, patient(link=[{"type": "replaces", "other": to_person()}]))
    assert (answer.status_code, faults(answer)) == (
        422,
        [("business-rule", ["Patient.link.other"])],
    )


async def test_the_sources_own_ids_are_numbers_where_it_has_said_so(
    house, tmp_path, monkeypatch
) -> None:
    from app.events import mapping

    (tmp_path / "pas.yaml").write_text(f"format: fhir\npatient_system: {LOCAL}\n", "utf-8")
    monkeypatch.setattr(mapping, "FOLDER", tmp_path)
    source = house.organisation.sources["cloudevents"]
    monkeypatch.setattr(source, "mapping", "pas.yaml")
    monkeypatch.setattr(source, "local_systems", [LOCAL])
    async with door(house) as client:
        alone = {**visit(), "subject": {"reference": "https://pas.example/fhir/Patient/p-7"}}
        assert (await send(client, alone)).status_code == 201
        assert len((await stored(house, "p-7", LOCAL))[0].ed_visits) == 1
        assert (await send(client, patient(id="p-7"))).status_code == 201
    person, _ = await stored(house, GUNBORG)
    assert (person.name, len(person.ed_visits)) == ("Gunborg Öhrnäs", 1)


async def test_a_mapping_that_cannot_be_read_closes_the_door_for_a_while(
    house, tmp_path, monkeypatch
) -> None:
    from app.events import mapping

    monkeypatch.setattr(mapping, "FOLDER", tmp_path)
    monkeypatch.setattr(house.organisation.sources["cloudevents"], "mapping", "finns-inte.yaml")
    async with door(house) as client:
        answer = await send(client, visit())
    assert (answer.status_code, faults(answer)) == (503, [("transient", [])])
    assert await count(house, "set_aside") == 0


async def test_a_large_bundle_is_taken_a_part_at_a_time_with_its_references_whole(house) -> None:
    who = {"reference": "Patient/sist"}
    visits = [{**visit("arrived", id=f"v-{n}"), "subject": who} for n in range(1203)]
    visits[700]["subject"] = {"reference": "Patient/okänd"}
    async with door(house) as client:
        told = bundle("collection", *visits, patient(id="sist"))
        answer = await send(client, told)
        assert statuses(answer) == ["201"] * 700 + ["422"] + ["201"] * 503
        assert set(statuses(await send(client, told))) == {"200", "422"}
    [letter] = await kept(house)
    assert (letter["times"], letter["field"]) == (2, "Bundle.entry[0].resource.subject")
    assert await count(house, "event") == 1203


async def test_a_protection_is_raised_by_a_patient_and_never_lowered(house) -> None:
    label = {"system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"}
    marked = {"security": [{**label, "code": "sekretessmarkering"}]}
    listed = {"generalPractitioner": [
        {"type": "Organization", "identifier": {"system": "urn:oid:1.2.752.29.4.19",
                                                "value": CENTRE}}]}  # fmt: skip
    async with door(house) as client:
        await send(client, patient(**listed))
        await send(client, patient(meta=marked, **listed))
        assert (await stored(house, GUNBORG, DEMO))[0].protected == "sekretessmarkering"
        await send(client, patient(**listed))
    assert (await stored(house, GUNBORG, DEMO))[0].protected == "sekretessmarkering"


async def test_what_is_not_said_again_of_a_person_is_still_so(house) -> None:
    """Another system's Patient, with a name and no listing, must not take anybody off a board."""
    listed = {"generalPractitioner": [to_unit(CENTRE)]}
    names = [{"family": "Öhrnäs-Vass", "given": ["Gunborg"]}]
    early, later = ({"meta": {"lastUpdated": f"2026-11-{day}T12:00:00Z"}} for day in (10, 11))
    async with door(house) as client:
        await send(client, patient(**listed, **early))
        assert (
            await send(client, patient(name=names, birthDate="1934", **later))
        ).status_code == 201
        person, centre = await stored(house, GUNBORG)
        assert (person.name, str(person.birth_date), centre) == (
            "Gunborg Öhrnäs-Vass", "1934-03-04", CENTRE
        )  # fmt: skip
        before = await count(house, "event")
        for told in (patient(**listed, **early), patient(name=names, birthDate="1934", **later)):
            assert (await send(client, told)).status_code == 200
        assert await count(house, "event") == before


async def test_a_patient_told_late_adds_what_later_ones_do_not_say(house) -> None:
    listed = {"generalPractitioner": [to_unit(CENTRE)]}
    names = [{"family": "Öhrnäs-Vass", "given": ["Gunborg"]}]
    early, later = ({"meta": {"lastUpdated": f"2026-11-{day}T12:00:00Z"}} for day in (10, 11))
    async with door(house) as client:
        await send(client, patient(name=names, **later))
        for status in (201, 200):
            answer = await send(client, patient(**listed, **early))
            assert answer.status_code == status
    person, centre = await stored(house, GUNBORG)
    assert (person.name, centre) == ("Gunborg Öhrnäs-Vass", CENTRE)
