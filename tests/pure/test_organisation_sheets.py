"""An organisation may come as CSV, as a region's export from HSA makes easy."""

from pathlib import Path

import pytest

from app.errors import Misconfigured
from app.organisation import difference, of_raw, read
from tests.pure.organisations import CARE, SMALL, TEAM, TOWN, VC

SHEETS = {
    "region.csv": f"namn;hsa-id\nVästra Götalandsregionen;{CARE}\n",
    "kommuner.csv": "kod,namn\n1490,Borås\n",
    "providers.csv": (
        "hsa_id;name;kind;authority;municipality\n"
        f"{CARE};Regionen;vardgivare;region;\n"
        f'{TOWN};"Borås, hälso- och sjukvård";vardgivare;kommun;1490\n'
    ),
    "enheter.csv": (
        "HSA-id;Namn;Kortnamn;Typ;Huvudman;Kommunkod;Telefon\n"
        f"{VC};Åsens vårdcentral;Åsen;vardcentral;{CARE};1490;031-390 06 30\n"
        f"{TEAM};Team Å;Team Å;kommunal_primarvard;{TOWN};;\n"
    ),
    "centres.csv": (
        "unit;time;weekdays;closed;grupp\n"
        f"{VC};08:00;ons;2026-12-23;Närvårdsgruppen Borås\n"
    ),
    "parter.csv": f"vårdcentral;enhet;roll\n{VC};{VC};aldre_ssk\n{VC};{TEAM};kommun_hsl\n",
    "sources.csv": (
        "id;name;controller;kinds;interval_minutes;missing;legal_basis;purpose;fields;valid_from;"
        "valid_to;weekdays;opens;closes;peers;rate_per_minute\n"
        f"elvis;Elvis;{CARE};ed.visit.*;1440;Akutbesök kan saknas.;OSL 25:11;Följa upp;ed.visit.*.*;"
        "2026-01-01;2028-12-31;mån tis;06:00;18:00;10.1.2.0/24;600\n"
    ),
}  # fmt: skip


def folder(at: Path, **other: str) -> Path:
    for name, written in {**SHEETS, **other}.items():
        (at / name).write_text(written, "utf-8")
    return at


def test_a_folder_of_sheets_says_the_same_as_the_yaml(tmp_path: Path) -> None:
    whole, _ = of_raw(SMALL)
    assert whole is not None
    assert difference(whole, read(folder(tmp_path))) == []


WRITTEN = [
    ("utf-8-sig", ";", "with a byte-order mark"),
    ("cp1252", ";", "as Excel in Sweden writes"),
    ("utf-8", ",", "with commas"),
    ("utf-8", "\t", "with tabs"),
]


@pytest.mark.parametrize(
    ("encoding", "separator", "_comment"), WRITTEN, ids=[o[2] for o in WRITTEN]
)
def test_the_way_it_is_written_does_not_matter(
    tmp_path: Path, encoding: str, separator: str, _comment: str
) -> None:
    dashed = SHEETS["enheter.csv"].replace("Team Å;Team Å", "Team Å – norr;Team Å")
    whole = read(folder(tmp_path, **{"enheter.csv": dashed}))
    written = dashed.replace(";", separator).replace("\n", "\r\n")
    (tmp_path / "enheter.csv").write_bytes(written.encode(encoding))
    assert read(tmp_path) == whole


def test_one_sheet_with_a_column_slag_says_the_same_again(tmp_path: Path) -> None:
    columns = dict.fromkeys(
        column
        for written in SHEETS.values()
        for column in written.splitlines()[0].replace(",", ";").lower().split(";")
    )
    slag = {"kommuner": "kommun", "providers": "huvudman", "enheter": "enhet",
            "centres": "vårdcentral", "parter": "part", "sources": "källa"}  # fmt: skip
    lines = [";".join(["slag", *columns])]
    for name, written in SHEETS.items():
        head, *rows = written.replace(
            '"Borås, hälso- och sjukvård"', "Borås# hälso- och sjukvård"
        ).splitlines()
        for row in rows:
            cells = dict(zip(head.replace(",", ";").lower().split(";"),
                             row.replace(",", ";").replace("#", ",").split(";"), strict=True))  # fmt: skip
            stem = Path(name).stem
            lines.append(";".join([slag.get(stem, stem), *(cells.get(c, "") for c in columns)]))
    path = tmp_path / "allt.csv"
    path.write_text("\n".join(lines), "utf-8")
    whole, _ = of_raw(SMALL)
    assert whole is not None
    assert difference(whole, read(path)) == []


def test_a_fault_names_the_sheet_and_the_row(tmp_path: Path) -> None:
    wrong = SHEETS["enheter.csv"].replace(f";{TOWN};", ";SE2120001553-X;")
    with pytest.raises(
        Misconfigured, match=r"enheter\.csv rad 3, units\[1\]\.provider: Okänd huvud"
    ):
        read(folder(tmp_path, **{"enheter.csv": wrong}))


def test_a_party_of_no_centre_is_told(tmp_path: Path) -> None:
    wrong = SHEETS["parter.csv"] + f"{TEAM};{TEAM};kommun_hsl\n"
    with pytest.raises(Misconfigured, match=r"parter\.csv rad 4.*inte står bland"):
        read(folder(tmp_path, **{"parter.csv": wrong}))


def test_a_sheet_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"personal\.csv känns inte igen"):
        read(folder(tmp_path, **{"personal.csv": "a;b\n1;2\n"}))


def test_a_folder_without_sheets_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="inga CSV-filer"):
        read(tmp_path)


def test_one_sheet_without_slag_is_told(tmp_path: Path) -> None:
    path = tmp_path / "allt.csv"
    path.write_text("namn;kod\nBorås;1490\n", "utf-8")
    with pytest.raises(Misconfigured, match="saknar kolumnen slag"):
        read(path)
    path.write_text("slag;namn\nby;Borås\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"allt\.csv rad 2.*Slaget känns inte igen"):
        read(path)
