"""Rights page understands what docs/behorighet.md says of who sees what: it asks the policy itself.

The words stand here; each cell is the policy's own answer. A category, a fact, a basis or a role
that is added there without a word here stops it, and so does a cell that needs more than one word.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from app.access.policy import (
    WITH_CONSENT,
    Basis,
    Controller,
    Datum,
    Level,
    Party,
    Role,
    Sight,
    Subject,
    name_basis,
    sight,
)
from app.access.viewer import ROLE_TEXT
from app.events.kinds import Category
from app.events.kinds.social import EnrolmentKind
from app.people.person import CATEGORY, Consent, Stamp, enrolment_category

NO_PERSON = "Ser ingen person: varje ruta är *nej*. Antal utan person (D9) är öppna."
NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
CATEGORIES = {
    "D0": "att det finns något",
    "D1": "vem: namn, födelseår, ålder",
    "D2": "kontakter: att, när, var, hur det slutade",
    "D3": "varför: orsak, vårdplan",
    "D4": "skörhet (CFS)",
    "D5": "SIP",
    "D6": "insatser enligt socialtjänstlagen",
    "D7": "märkt extra känsligt av källan",
    "D8": "åtgärd som enheten äger",
    "D9": "antal utan person",
}
FACTS = {
    "ed_visits": "akutbesök",
    "stays": "vårdtillfällen på sjukhus",
    "cases": "planeringen i SAMSA, med beräknad hemgång",
    "ambulance": "ambulanskontakter",
    "mobile": "besök av mobila team",
    "contacts": "samtal, besök och uppföljningar",
    "attempts": "försök att nå personen",
    "checklist": "punkter i checklistan för hemgång",
    "receipts": "kvittenser i SAMSA",
    "sip_calls": "kallelser till SIP",
    "discharge_notes": "att information vid utskrivning är sänd",
    "assessments": "begärda och gjorda bedömningar",
    "lines": "kontakter med äldre-telefonen och andra linjer",
    "frailty": "CFS-skattningar",
    "reviews": "att en mångsökare är genomgången",
    "appointed": "fast vårdkontakt, läkarkontakt och omsorgskontakt",
    "checks": "läkemedelsgenomgång, läkemedelslista, årskontroll, medicinsk vårdplan",
    "sips": "SIP, från förslag till avslut",
    "support": "insatser utan behovsprövning (luB), att anhöriga är informerade",
    "deviations": "avvikelser som hemtjänsten har sett",
    "alarms": "trygghetslarm och fall",
    "bistand": "begärda och beslutade insatser",
}
ENROLMENTS = {
    "kommunal_hsl": "kommunal primärvård",
    "hemtjanst": "hemtjänst",
    "sabo": "särskilt boende",
    "korttid": "korttidsplats",
    "trygghetsboende": "trygghetsboende",
    "lss": "LSS",
    "socialpsykiatri": "socialpsykiatri",
    "lakarmedverkan": "läkarmedverkan",
    "trygg_hemgang": "trygg hemgång",
    "nsvt": "närsjukvårdsteam",
    "palliativ": "palliativ vård",
}
BASES = {
    Basis.OWN_CARE: "egen",
    Basis.REGION_INTERNAL_OSL25_11: "25:11",
    Basis.STATUTORY_NOTICE_L612: "meddelandet",
    Basis.SVOD_CONSENT: "samtycke",
    Basis.AGGREGATE: "antal",
}
APART = {
    Category.D1: ["namn, födelsedatum, listning"],
    Category.D7: ["vad som helst som källan märker så"],
    Category.D8: ["beslutade åtgärder"],
    Category.D9: ["vilka avstämningar som hålls i dag"],
}
"""What is kept beside the facts."""
HOSPITAL = Controller("sjukhus", "vardgivare", "region")
OTHERS = (
    Controller("kommunens vård", "vardgivare", "kommun"),
    Controller("kommunens omsorg", "omsorgsgivare", "kommun"),
    Controller("privat vård", "vardgivare", "privat"),
    Controller("privat omsorg", "omsorgsgivare", "privat"),
)
WHO: tuple[tuple[str, Role, Controller], ...] = (
    ("vid regionens vårdcentral", "aldre_ssk", Controller("region", "vardgivare", "region")),
    ("vid en privat vårdcentral", "aldre_ssk", Controller("vc", "vardgivare", "privat")),
    ("", "kommun_hsl", Controller("hsl", "vardgivare", "kommun")),
    ("", "hemtjanst_planerare", Controller("omsorg", "omsorgsgivare", "kommun")),
    ("", "bistandshandlaggare", Controller("omsorg", "omsorgsgivare", "kommun")),
    ("", "chef", Controller("region", "vardgivare", "region")),
)
STAMP = Stamp("k/1", "k", "k", None, NOW, NOW, NOW)
YES = Consent(STAMP, "sammanhallen", "given", NOW - timedelta(days=1))


def page() -> str:
    """The generated part of the page."""
    _same("kategorier", set(CATEGORIES), {one.value for one in Category})
    _same("uppgifter", {*FACTS, "enrolments"}, set(CATEGORY))
    _same("inskrivningar", set(ENROLMENTS), set(get_args(EnrolmentKind)))
    _same("grunder", {*BASES, Basis.NONE}, set(Basis))
    _same("roller", {role for _, role, _ in WHO}, {*WITH_CONSENT, "chef"})
    lines = ["## Uppgifterna", "", "| | uppgift | det som finns i dag |", "|---|---|---|"]
    lines += [f"| {key} | {says} | {_kept(Category(key))} |" for key, says in CATEGORIES.items()]
    for where, role, own in WHO:
        title = " ".join(filter(None, [ROLE_TEXT[role].capitalize(), where]))
        table = list(_table(Party(role, "enheten", own)))
        blind = all(set(line.split(" | ")[1:]) <= {"nej", "nej |"} for line in table[2:-1])
        lines += ["", f"## {title}", "", *([NO_PERSON] if blind else table)]
    return "\n".join(lines) + "\n"


def _kept(category: Category) -> str:
    facts = [says for name, says in FACTS.items() if CATEGORY[name] is category]
    kinds = [says for kind, says in ENROLMENTS.items() if enrolment_category(kind) is category]
    enrolled = [f"inskrivning i {', '.join(kinds)}"] if kinds else []
    return "; ".join([*APART.get(category, []), *facts, *enrolled]) or "inget"


def _table(party: Party) -> Iterator[str]:
    near = party.role == "aldre_ssk" and party.provider.authority == "region"
    groups = {"samma regions vård": (HOSPITAL,), "andras": OTHERS}
    if not near:
        groups = {"andras": (HOSPITAL, *OTHERS)}
    heads = ["", "egen verksamhets"]
    heads += [f"{whose}, {how} samtycke" for whose in groups for how in ("utan", "med")]
    yield f"| {' | '.join([*heads, 'enligt inskrivningsmeddelandet'])} |"
    yield "|---" * (len(heads) + 1) + "|"
    listed = Subject(listed_at=party.unit)
    consenting, noticed = replace(listed, consents=(YES,)), replace(listed, concerned=(party.unit,))
    names = [_name(party, listed)]
    names += [_name(party, one) for _ in groups for one in (listed, consenting)]
    yield f"| *namnet* | {' | '.join([*names, _name(party, noticed)])} |"
    for category in Category:
        asked = Datum(category, party.provider.id)
        cells = [_cell(party, listed, [asked])]
        for whose in groups.values():
            told = [replace(asked, controller=one.id) for one in whose if one != party.provider]
            cells += [_cell(party, one, told) for one in (listed, consenting)]
        notice = [replace(asked, controller=HOSPITAL.id, notice=True)]
        cells.append(_cell(party, noticed, notice))
        yield f"| {category.value} {CATEGORIES[category.value]} | {' | '.join(cells)} |"


def _name(party: Party, subject: Subject) -> str:
    basis = name_basis(party, subject, NOW)
    return "nej" if basis is Basis.NONE else BASES[basis]


def _cell(party: Party, subject: Subject, asked: Iterable[Datum]) -> str:
    """One word for all these data, and what becomes of it when the person is enrolled there."""
    known = {one.id: one for one in (party.provider, HOSPITAL, *OTHERS)}
    enrolled = replace(subject, enrolled_at=(party.unit,))
    told = {_word(sight(party, subject, datum, known, NOW)) for datum in asked}
    there = {_word(sight(party, enrolled, datum, known, NOW)) for datum in asked}
    if len(told) != 1 or len(there) != 1:
        sys.exit(f"scripts/rights_page.py: kolumnen för {party.role} behöver delas: {told}")
    [word], [inscribed] = told, there
    return word if word == inscribed else f"{word}; inskriven hos enheten: {inscribed}"


def _word(found: Sight) -> str:
    match found.level:
        case Level.NOTHING:
            return "nej"
        case Level.EXISTS:
            return "finns"
        case _:
            return BASES[found.basis]


def _same(what: str, told: set[str], found: set[str]) -> None:
    if told != found:
        names = ", ".join(sorted(told ^ found))
        sys.exit(f"scripts/rights_page.py och koden är inte överens om {what}: {names}")
