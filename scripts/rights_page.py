"""Rights page understands what docs/behorighet.md says of who sees what: it asks the policy itself.

The words stand here; each cell is the policy's own answer. A category, a fact, a basis or a role
that is added there without a word here stops it, and so does a cell that needs more than one word.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from app.access.law import Basis, Controller, Law
from app.access.party import Datum, Party, Role
from app.access.policy import Level, Sight, name_basis, sight
from app.access.subject import Subject
from app.events.kinds import Category
from app.events.kinds.social import EnrolmentKind
from app.huddle.facts_told import ENROLLED
from app.people.person import CATEGORY, Consent, Stamp, enrolment_category

NO_PERSON = "Ser ingen person: varje ruta är *nej*. "
COUNTS = "Antal utan person (D9) är öppna."
NO_COUNTS = "Inte heller antal (D9)."
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
    "important": "viktigt för mig, i personens egna ord",
    "checks": "läkemedelsgenomgång, läkemedelslista, årskontroll, medicinsk vårdplan",
    "sips": "SIP, från förslag till avslut",
    "support": "insatser utan behovsprövning (luB), att anhöriga är informerade",
    "deviations": "avvikelser som hemtjänsten har sett",
    "alarms": "trygghetslarm och fall",
    "bistand": "begärda och beslutade insatser",
}
BASES = {
    Basis.OWN_CARE: "egen",
    Basis.REGION_INTERNAL_OSL25_11: "25:11",
    Basis.STATUTORY_NOTICE_L612: "meddelandet",
    Basis.SVOD_CONSENT: "samtycke, sammanhållen",
    Basis.INDIVIDUAL_DISCLOSURE: "samtycke",
    Basis.SVOD_INCAPACITY: "oförmåga",
    Basis.SVOD_EMERGENCY: "nödöppning",
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
REGION = Controller("region", "vardgivare", "region")
SOCIAL = Controller("omsorg", "omsorgsgivare", "kommun")
WHO: tuple[tuple[str, tuple[Role, ...], Controller], ...] = (
    (
        "Äldre-sjuksköterska, läkare och rehabilitering vid regionens vårdcentral",
        ("aldre_ssk", "vc_lakare", "vc_rehab"),
        REGION,
    ),
    (
        "Äldre-sjuksköterska, läkare och rehabilitering vid en privat vårdcentral",
        ("aldre_ssk", "vc_lakare", "vc_rehab"),
        Controller("vc", "vardgivare", "privat"),
    ),
    (
        "Sjuksköterska, kommunal primärvård",
        ("kommun_hsl",),
        Controller("hsl", "vardgivare", "kommun"),
    ),
    ("Hemtjänstplanerare", ("hemtjanst_planerare",), SOCIAL),
    ("Biståndshandläggare", ("bistandshandlaggare",), SOCIAL),
    (
        "Koordinator vid sjukhuset och mobilt team, om en nuvarande patient",
        ("sjukhus_koordinator", "mobilt_team"),
        REGION,
    ),
    ("Chef, processledare, MAS och MAR", ("chef", "processledare", "mas", "mar"), REGION),
    ("Loggranskare och systemförvaltare", ("logg_granskare", "systemadmin"), REGION),
)
STAMP = Stamp("k/1", "k", "k", None, NOW, NOW, NOW)
ME = "den som tittar"
YES = Consent(STAMP, "utlamnande", "given", NOW - timedelta(days=1))


def page() -> str:
    """The generated part of the page."""
    same("kategorier", set(CATEGORIES), {one.value for one in Category})
    same("uppgifter", {*FACTS, "enrolments"}, set(CATEGORY))
    same("inskrivningar", set(ENROLLED), set(get_args(EnrolmentKind)))
    same("grunder", {*BASES, Basis.NONE}, set(Basis))
    same("roller", {role for _, roles, _ in WHO for role in roles}, set(get_args(Role)))
    lines = ["## Uppgifterna", "", "| | uppgift | det som finns i dag |", "|---|---|---|"]
    lines += [f"| {key} | {says} | {_kept(Category(key))} |" for key, says in CATEGORIES.items()]
    for title, roles, own in WHO:
        tables = [list(_table(Party(role, "enheten", own))) for role in roles]
        if any(table != tables[0] for table in tables):
            sys.exit(f"scripts/rights_page.py: {roles} ser inte detsamma och ska ha var sin tabell")
        words = {word for line in tables[0][2:] for word in line.strip("| ").split(" | ")[1:]}
        lines += [
            "",
            f"## {title}",
            "",
            *(tables[0] if words - {"nej", "antal"} else [_none(words)]),
        ]
    return "\n".join(lines) + "\n"


def _none(words: set[str]) -> str:
    return NO_PERSON + (NO_COUNTS if "antal" not in words else COUNTS)


def _kept(category: Category) -> str:
    facts = [says for name, says in FACTS.items() if CATEGORY[name] is category]
    kinds = [says for kind, says in ENROLLED.items() if enrolment_category(kind) is category]
    enrolled = [f"inskrivning i {', '.join(kinds)}"] if kinds else []
    return "; ".join([*APART.get(category, []), *facts, *enrolled]) or "inget"


def _table(party: Party) -> Iterator[str]:
    near = party.provider.authority == "region"
    groups = {"samma regions vård": (HOSPITAL,), "andras": OTHERS} if near else {
        "andras": (HOSPITAL, *OTHERS)}  # fmt: skip
    heads = ["", "egen verksamhets"]
    heads += [f"{whose}, {how}" for whose in groups for how in ("utan samtycke", "med samtycke")]
    heads += ["andras, vid oförmåga", "enligt inskrivningsmeddelandet", "andras, i nödöppning"]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    known = Subject(listed_at=party.unit, treated_by=(party.provider.id,))
    consenting = replace(known, consents=(YES,))
    unable = replace(known, incapable=True, served_by=(party.provider.id,))
    noticed = Subject(listed_at=party.unit, concerned=(party.unit,))
    urgent, alone = replace(known, emergencies=(ME,)), replace(party, employee=ME)
    names = [_name(party, known)]
    names += [_name(party, one) for _ in groups for one in (known, consenting)]
    names += [_name(party, unable), _name(party, noticed), _name(alone, urgent)]
    yield f"| *namnet* | {' | '.join(names)} |"
    for category in Category:
        asked = Datum(category, party.provider.id, bare=category is Category.D4)
        cells = [_cell(party, known, [asked])]
        for whose in groups.values():
            told = [replace(asked, controller=one.id) for one in whose if one != party.provider]
            cells += [_cell(party, one, told) for one in (known, consenting)]
        others = [replace(asked, controller=one.id) for one in OTHERS if one != party.provider]
        cells.append(_cell(party, unable, others))
        notice = [replace(asked, controller=HOSPITAL.id, notice=True)]
        cells += [_cell(party, noticed, notice), _cell(alone, urgent, others)]
        yield f"| {category.value} {CATEGORIES[category.value]} | {' | '.join(cells)} |"


def _name(party: Party, subject: Subject) -> str:
    basis = name_basis(party, subject, law_of(party), NOW)
    return "nej" if basis is Basis.NONE else BASES[basis]


def law_of(party: Party) -> Law:
    return Law({one.id: one for one in (party.provider, HOSPITAL, *OTHERS)})


def _cell(party: Party, subject: Subject, asked: Iterable[Datum]) -> str:
    """The word for these data, or a word each; and what becomes of it when the person is enrolled."""
    enrolled = replace(subject, enrolled_at=(party.unit,))
    told = _words(party, subject, asked)
    there = _words(party, enrolled, asked)
    return told if told == there else f"{told}; inskriven hos enheten: {there}"


def _words(party: Party, subject: Subject, asked: Iterable[Datum]) -> str:
    by: dict[str, list[str]] = {}
    for datum in asked:
        word = _word(sight(party, subject, datum, law_of(party), NOW))
        by.setdefault(word, []).append(datum.controller)
    if len(by) == 1:
        return next(iter(by))
    return "; ".join(f"{', '.join(whose)}: {word}" for word, whose in sorted(by.items()))


def _word(found: Sight) -> str:
    match found.level:
        case Level.NOTHING:
            return "nej"
        case Level.EXISTS:
            return "finns"
        case Level.MASKED:
            return f"{BASES[found.basis]}, neutralt"
        case _:
            return BASES[found.basis]


def same(what: str, told: set[str], found: set[str]) -> None:
    if told != found:
        names = ", ".join(sorted(told ^ found))
        sys.exit(f"scripts/rights_page.py och koden är inte överens om {what}: {names}")
