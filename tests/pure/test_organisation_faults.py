"""What is wrong with an organisation is told in Swedish, at its place, and all of it at once."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Misconfigured
from app.organisation import as_yaml, of_raw, read
from app.organisation.places import dotted
from tests.pure.organisations import CARE, SMALL, TEAM, VC, spoiled

WEDNESDAYS = [str(date(2027, 1, 6) + timedelta(weeks=n)) for n in range(10)]
FAULTS: list[tuple[str, Any, str, str, str]] = [
    # spoil, with, where, says, comment
    ("region", ..., "region", "saknas", "no region at all"),
    ("regions", {}, "regions", "Menades region?", "a section that is not one"),
    ("units", {}, "units", "lista", "a mapping where a list should be"),
    ("units.1", "x", "units[1]", "nycklar", "text where an entry should be"),
    ("region.hsa_id", "2321000131", "region.hsa_id", "HSA-id skrivs", "no HSA-id"),
    ("units.1.hsa_id", "se2120001553-x", "units[1].hsa_id", "HSA-id skrivs", "small letters"),
    ("units.1.hsa_id", "SE212000155-X", "units[1].hsa_id", "HSA-id skrivs", "nine digits"),
    ("providers.0.name", ..., "providers[0].name", "name saknas", "a key that must be there"),
    ("providers.0.name", "", "providers[0].name", "tomt", "there, and says nothing"),
    ("units.0.phon", "1", "units[0].phon", "Menades phone?", "a key that is not one"),
    ("municipalities.0.code", "149", "municipalities[0].code", "fyra siffror", "three digits"),
    ("providers.0.kind", "vardgivar", "providers[0].kind", "Menades vardgivare?", "misspelt"),
    ("providers.0.authority", "stat", "providers[0].authority", "kommun", "all there are"),
    ("providers.1.municipality", "1491", "providers[1].municipality", "Menades 1490?", "unknown"),
    ("units.0.provider", CARE[:-1] + "9", "units[0].provider", f"Menades {CARE}?", "nearest known"),
    ("units.2", SMALL["units"][1], "units[2].hsa_id", "står redan på plats 2", "told twice"),
    ("centres.0.unit", TEAM, "centres[0].parties", "stå först", "the centre itself convenes"),
    ("centres.0.time", "8.00", "centres[0].time", "08:00", "a full stop"),
    ("centres.0.time", "24:00", "centres[0].time", "08:00", "no such hour"),
    ("centres.0.weekdays", [], "centres[0].weekdays", "minst en veckodag", "no day"),
    ("centres.0.weekdays.0", "onsd", "centres[0].weekdays[0]", "Menades ons?", "no such day"),
    ("centres.0.weekdays", ["ons", "ons"], "centres[0].weekdays[1]", "två gånger", "twice"),
    ("centres.0.closed.0", "julafton", "centres[0].closed", "2026-12-24", "no date"),
    ("centres.0.closed", WEDNESDAYS, "centres[0].closed", "två månader efter 2027-01-06",
     "a weekly huddle that is closed for ten weeks"),
    ("centres.0.pack", "lss-socialpsykatri", "centres[0].pack", "Menades lss-socialpsykiatri?", "misspelt"),
    ("centres.0.pack", "barn", "centres[0].pack", "Kända är boken, lss", "no pack that is shipped"),
    ("centres.0.pack", "../x", "centres[0].pack", "finns inte", "a way out of the folder"),
    ("centres.0.weekly_day", "torsdag", "centres[0].weekly_day", "torsdag finns inte", "no such day"),
    ("centres.0.weekly_day", "tors", "centres[0].weekly_day", "Menades tor?", "nearly a day"),
    ("centres.0.weekly_time", "13", "centres[0].weekly_time", "08:00", "no time"),
    ("centres.0.weekly_time", "06:59", "centres[0].weekly_time", "mellan 07:00 och 18:00", "too early"),
    ("centres.0.weekly_time", "18:01", "centres[0].weekly_time", "mellan 07:00 och 18:00", "too late"),
    ("centres.0.weekly_time", "07:16", "centres[0].weekly_time", "krockar", "goes on into the huddle"),
    ("centres.0.weekly_time", "08:14", "centres[0].weekly_time", "krockar", "begins in the huddle"),
    ("centres.0.time", "13:30", "centres[0].weekly_time", "krockar", "a huddle in the round"),
    ("centres.0.weekly_minutes", "14", "centres[0].weekly_minutes", "från 15 till 120", "too short"),
    ("centres.0.weekly_minutes", "121", "centres[0].weekly_minutes", "från 15 till 120", "too long"),
    ("centres.0.weekly_minutes", "länge", "centres[0].weekly_minutes", "heltal", "no number"),
    ("centres.0.group", "G" * 81, "centres[0].group", "högst 80 tecken", "longer than one line"),
    ("centres.0.group", "Närvård\nBorås", "centres[0].group", "på en rad", "two lines"),
    ("centres.0.group", "  ", "centres[0].group", "på en rad", "nobody"),
    ("centres.0.group", "", "centres[0].group", "tomt", "there, and says nothing"),
    ("centres.0.parties.1.role", "ssk", "centres[0].parties[1].role", "aldre_ssk", "no role"),
    ("centres.0.parties.1.unit", "SE1-X", "centres[0].parties[1].unit", "Okänd enhet", "no unit"),
    ("centres.0.parties.2", {"unit": TEAM, "role": "kommun_hsl"}, "centres[0].parties[2].unit",
     "redan kallad", "called twice"),
    ("centres.0.parties.1.in_place_of", VC, "centres[0].parties[1].in_place_of", "inte själv",
     "the one who is replaced is there too"),
    ("sources.0.id", "El/vis", "sources[0].id", "små bokstäver", "a slash"),
    ("sources.0.controller", "SE1-X", "sources[0].controller", "Okänd huvudman", "no provider"),
    ("sources.0.controllers", ["SE1-X"], "sources[0].controllers[0]", "Okänd huvudman", "nor here"),
    ("sources.0.units", ["SE1-X"], "sources[0].units[0]", "Okänd enhet", "no unit"),
    ("sources.0.legal_basis", ..., "sources[0].legal_basis", "saknas", "OSL 25:11: on what basis"),
    ("sources.0.purpose", ..., "sources[0].purpose", "saknas", "what for"),
    ("sources.0.valid_to", ..., "sources[0].valid_to", "saknas", "until when"),
    ("sources.0.fields", ..., "sources[0].fields", "saknas", "which fields"),
    ("sources.0.fields", [], "sources[0].fields", "begärda", "none"),
    ("sources.0.fields", ["ed.visit.registered.*"], "sources[0].fields", "ed.visit.closed.",
     "a kind that may be sent, whose required fields nobody asked for"),
    ("sources.0.fields.1", "ed.visit.closed.outcom", "sources[0].fields",
     "Menades ed.visit.closed.outcome?", "no such field"),
    ("sources.0.kinds.0", "ed.visit", "sources[0].kinds", "Menades ed.visit.*?", "no such kind"),
    ("sources.0.valid_to", "2025-12-31", "sources[0].valid_to", "innan den börjar", "backwards"),
    ("sources.0.valid_to", "evigt", "sources[0].valid_to", "ett datum", "no date"),
    ("sources.0.interval_minutes", "ofta", "sources[0].interval_minutes", "heltal", "no number"),
    ("sources.0.interval_minutes", "0", "sources[0].interval_minutes", "minst 1", "always silent"),
    ("sources.0.rate_per_minute", "-1", "sources[0].rate_per_minute", "minst 1", "less than none"),
    ("sources.0.closes", ..., "sources[0].opens", "både", "opens and never closes"),
    ("sources.0.opens", "6", "sources[0].opens", "08:00", "no time"),
    ("sources.0.peers", ["sas.vgr"], "sources[0].peers[0]", "10.1.2.0/24", "a name"),
    ("sources.0.mapping", "/srv/elvis.txt", "sources[0].mapping", ".yaml", "no YAML"),
    ("sources.0.mapping", "/srv/../x.yaml", "sources[0].mapping", ".yaml", "round about"),
    ("sources.0.mapping", "../x.yaml", "sources[0].mapping", ".yaml", "a way out of the folder"),
]  # fmt: skip


def test_the_small_organisation_holds() -> None:
    file, faults = of_raw(SMALL)
    assert faults == []
    assert file is not None
    assert file.centres[0].weekdays == ["ons"]


@pytest.mark.parametrize(("spoil", "value", "where", "says", "comment"), FAULTS,
                         ids=[f"{one[0]}: {one[-1]}" for one in FAULTS])  # fmt: skip
def test_a_fault_names_its_place_and_what_to_do(
    spoil: str, value: Any, where: str, says: str, comment: str
) -> None:
    file, faults = of_raw(spoiled(spoil, value))
    assert file is None
    assert any(says in one.says for one in faults if dotted(one.path) == where), faults


WEEKLY = [
    # day, time, minutes, comment
    ("ons", "07:00", "60", "as early as may be, and out of the huddle's way"),
    ("ons", "07:15", "45", "until the very minute that the huddle begins"),
    ("ons", "08:15", "15", "from the minute that it ends, as short as may be"),
    ("sön", "18:00", "120", "as late and as long as may be, on a day without a huddle"),
]


@pytest.mark.parametrize(("day", "at", "minutes", "comment"), WEEKLY, ids=[o[3] for o in WEEKLY])
def test_a_centre_chooses_when_it_goes_through_its_week(
    day: str, at: str, minutes: str, comment: str
) -> None:
    raw = spoiled("centres.0.weekly_day", day)
    raw["centres"][0] |= {"weekly_time": at, "weekly_minutes": minutes}
    file, faults = of_raw(raw)
    assert faults == []
    assert file is not None
    [centre] = file.centres
    assert (centre.weekly_day, centre.weekly_time, centre.weekly_minutes) == (day, at, int(minutes))


@pytest.mark.parametrize("mapping", ["akuten.yaml", "/srv/kvarten/akut en.yaml"])
def test_a_mapping_lies_in_our_folder_or_where_it_is_said_to(mapping: str) -> None:
    assert of_raw(spoiled("sources.0.mapping", mapping))[1] == []


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    file, _ = of_raw(SMALL)
    assert file is not None
    written = as_yaml(file).replace("08:00", "8").replace("kind: vardgivare", "kind: vård", 1)
    path = tmp_path / "vi.yaml"
    path.write_text(written, "utf-8")
    lines = written.splitlines()
    at = {needle: next(n for n, line in enumerate(lines, 1) if needle in line)
          for needle in ("kind: vård", "time:")}  # fmt: skip
    with pytest.raises(Misconfigured) as told:
        read(path)
    assert str(told.value).splitlines() == [
        f"vi.yaml rad {at['kind: vård']}, providers[0].kind: vård finns inte. "
        "Kända är vardgivare, omsorgsgivare.",
        f"vi.yaml rad {at['time:']}, centres[0].time: 8 är ingen tid. Tiden skrivs som 08:00.",
    ]


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    file, _ = of_raw(SMALL)
    assert file is not None
    path = tmp_path / "vi.yaml"
    path.write_text(as_yaml(file), "utf-8")
    assert read(path) == file


def test_a_key_told_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "vi.yaml"
    path.write_text("region: {name: A, hsa_id: SE2321000131-A}\nregion: {}\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"vi\.yaml rad 2, region: Nyckeln står två gånger\."):
        read(path)


UNREADABLE = [
    (b"\xff\xfe\x00", r"UTF-8", "another encoding"),
    (b"a: [1", r"rad \d+: texten går inte att förstå", "broken YAML"),
    (b"", r"avsnitten region", "nothing at all"),
    (b"- a\n", r"avsnitten region", "a list"),
]


@pytest.mark.parametrize(("raw", "says", "_comment"), UNREADABLE, ids=[o[2] for o in UNREADABLE])
def test_what_cannot_be_read_is_told(tmp_path: Path, raw: bytes, says: str, _comment: str) -> None:
    path = tmp_path / "vi.yaml"
    path.write_bytes(raw)
    with pytest.raises(Misconfigured, match=says):
        read(path)


SAID = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(raw: Any, path: str = "") -> list[str]:
    """Every path into a document, whole entries too."""
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw)
    found = []
    for key, value in inside:
        found.append(f"{path}{key}")
        if isinstance(value, dict | list):
            found += places(value, f"{path}{key}.")
    return found


@given(st.sampled_from(places(SMALL)), SAID)
def test_whatever_stands_anywhere_it_is_an_organisation_or_its_faults_are_told(
    path: str, value: Any
) -> None:
    file, faults = of_raw(spoiled(path, value))
    assert (file is None) is bool(faults)
    assert all(one.says and dotted(one.path) is not None for one in faults)
