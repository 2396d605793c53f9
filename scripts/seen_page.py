"""Seen page understands what docs/vad-du-ser.md says to each role, in plain words: it asks the policy.

The words stand here, and what they are said of is asked for: the policy what each role sees, the menu
which places it has, the form what it may tell. A role, a place or a kind that is added there without a
word here stops it.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

from app.access.api import menu
from app.access.law import Basis
from app.access.party import CARE, CENTRE, SOCIAL, Datum, Party, Role
from app.access.policy import Level, name_basis, sight
from app.access.subject import Subject
from app.access.viewer import ROLE_TEXT, WITHOUT_ROWS
from app.actions.messages import Page
from app.events.filling_in import FILLED
from app.events.kinds import Category
from app.events.report import CONSENTS, IMPORTANT, MAY, PLAN, POINT, SAMSA, SIPS
from scripts.rights_page import CATEGORIES, HOSPITAL, ME, NOW, OTHERS, WHO, YES, law_of, same

WORDS = {
    "D0": "att det finns något",
    "D1": "vem",
    "D2": "kontakter",
    "D3": "vårdplan",
    "D4": "skörhet",
    "D5": "SIP",
    "D6": "insatser",
    "D7": "extra känsligt",
    "D8": "åtgärder",
    "D9": "antal",
}
SAID = {key: said for key, said in WORDS.items() if key not in ("D0", "D5", "D9")}
"""The words that need another beside them."""
LEAST = {
    "D4": "bara CFS-nivån",
    "D8": "åtgärder som *Kontakta vårdcentralen om* och namnet",
}
"""Where less than the whole of it is seen."""
NOTICE = {"D2": "planerad hemgång"}
"""What the hospital's notice itself tells, where nothing else opens more."""
PAGES: dict[Page, str] = {
    "tavlan": "**Tavlan**",
    "atgarder": "**Mina åtgärder**",
    "rapportera": "**Rapportera**",
    "floden": "**Flöden**",
    "regelboken": "**Regelboken**",
    "loggranskning": "**Loggranskning**",
    "installningar": "**Inställningar**",
    "perioder": "**Vecka och månad**",
    "listor": "**Listor**",
    "enskild": "",
    "kontakt": "",
}
"""The places that a role always has; the empty ones are there for those few that they are for."""
TOLD = {
    "phone.contact": "samtal",
    "hemtjanst.deviation": "avvikelser",
    "cfs.assessed": "CFS",
    **dict.fromkeys(FILLED, "utfall som saknas"),
    **dict.fromkeys(SAMSA, "läget i SAMSA"),
    POINT: "punkter i checklistan för hemgång",
    PLAN: "medicinsk vårdplan",
    **dict.fromkeys(SIPS, "SIP"),
    IMPORTANT: "*Viktigt för mig*",
    **dict.fromkeys(CONSENTS, "samtycke"),
}
SAME_AS: dict[Role, Role] = {
    "vc_lakare": "aldre_ssk",
    "vc_rehab": "aldre_ssk",
    "mobilt_team": "sjukhus_koordinator",
}
"""Who sees just what another does: said in a line, and asked."""


def page() -> str:
    """The generated part of the page: one section for each role."""
    same("kategorier", set(WORDS), {one.value for one in Category})
    same("sidor", set(PAGES), set(get_args(Page)))
    same("det som rapporteras", set(TOLD), {kind for kinds in MAY.values() for kind in kinds})
    homes = {role: [own for _, roles, own in WHO if role in roles] for role in get_args(Role)}
    lines = ["## Orden", "", "| ordet | betyder |", "|---|---|"]
    lines += [f"| *{said}* | {_meaning(said, CATEGORIES[key])} |" for key, said in SAID.items()] + [
        ""
    ]
    for role, own in homes.items():
        lines += [f"## {_large(ROLE_TEXT[role])}", "", *_section(role, own), ""]
    return "\n".join(lines)


def _section(role: Role, homes: list) -> Iterator[str]:
    if role in WITHOUT_ROWS:
        yield _counts(Party(role, "enheten", homes[0]))
    elif role in SAME_AS:
        for own in homes:
            other = list(_seen(Party(SAME_AS[role], "enheten", own)))
            same(f"vad {role} ser", set(_seen(Party(role, "enheten", own))), set(other))
        yield f"Du ser detsamma som den som är {ROLE_TEXT[SAME_AS[role]]}."
    else:
        yield from _seen(Party(role, "enheten", homes[0]))
        for own in homes[1:]:
            first = set(_seen(Party(role, "enheten", homes[0])))
            yield ""
            yield "Är vårdcentralen privat hör regionens vård till *andras*, och då gäller i stället:"
            yield ""
            yield from (line for line in _seen(Party(role, "enheten", own)) if line not in first)
    yield ""
    yield from _does(role)


def _counts(party: Party) -> str:
    told = sight(party, Subject(), Datum(Category.D9, party.provider.id), law_of(party), NOW)
    seen = {category for category in Category if _saw(party, Subject(), category, [party.provider])}
    same(f"vad {party.role} ser", {one.value for one in seen - {Category.D9}}, set())
    counts = "och inte heller några antal" if told.level is Level.NOTHING else (
        "bara att avstämningar hålls, och antal utan person")  # fmt: skip
    return f"Du ser inga personer, {counts}."


def _seen(party: Party) -> Iterator[str]:
    """What is seen in each case, as a list that a person can read."""
    known = Subject(listed_at=party.unit, treated_by=(party.provider.id,))
    consenting = replace(known, consents=(YES,))
    unable = replace(known, incapable=True, served_by=(party.provider.id,))
    noticed = Subject(listed_at=party.unit, concerned=(party.unit,))
    urgent, alone = replace(known, emergencies=(ME,)), replace(party, employee=ME)
    others = [one for one in OTHERS if one != party.provider]
    near = party.provider.authority == "region"
    everybody = others if near else [HOSPITAL, *others]
    cases = {
        "när personen har samtyckt": (party, consenting),
        "när personen varaktigt inte kan ta ställning": (party, unable),
        "när din enhet har fått inskrivningsmeddelandet": (party, noticed),
        "i en nödöppning, vid eget bord": (alone, urgent),
    }
    law = law_of(party)
    if name_basis(party, known, law, NOW) is not Basis.NONE:
        whose = "listade hos er" if party.role in CENTRE else "som ni vårdar just nu"
        yield f"- **Vem det gäller** får du höra om alla {whose}."
    else:
        when = [says for says, (who, about) in cases.items()
                if name_basis(who, about, law, NOW) is not Basis.NONE]  # fmt: skip
        yield f"- **Vem det gäller** får du höra {_listed(when, 'eller')}. Annars får du ingen rad alls."
    yield f"- **Er egen verksamhets uppgifter**: {_of(party, known, [party.provider])}."
    if near:
        yield f"- **Regionens övriga vård, utan samtycke**: {_of(party, known, [HOSPITAL])}."
        yield f"- **Regionens övriga vård, med samtycke**: {_of(party, consenting, [HOSPITAL])}."
    yield f"- **Andras, utan samtycke**: {_of(party, known, everybody)}."
    yield f"- **Andras, med samtycke**: {_of(party, consenting, everybody)}."
    yield f"- **Andras, när personen varaktigt inte kan ta ställning**: {_of(party, unable, others)}."
    notice = _of(party, noticed, [HOSPITAL], notice=True)
    notice = notice if near else notice.replace(WORDS["D2"], NOTICE["D2"])
    yield f"- **När din enhet har fått inskrivningsmeddelandet**: {notice}."
    if party.role in CARE:
        yield f"- **I nödöppning**, ett dygn, för dig ensam: {_of(alone, urgent, others)}."
    else:
        same(f"nödöppning för {party.role}", {_of(alone, urgent, others)}, {"ingenting"})
        yield "- **Nödöppning** har din roll inte."


def _of(party: Party, subject: Subject, whose: Iterable, *, notice: bool = False) -> str:
    """What is seen of these controllers' data; of whom, where it is not of all of them."""
    everybody = list(whose)
    by: dict[tuple[str, ...], list[str]] = {}
    for category in Category:
        seen = _saw(party, subject, category, everybody, notice=notice)
        for words in dict.fromkeys(seen.values()):
            of = tuple(name for name, said in seen.items() if said == words)
            by.setdefault(of, []).append(words)
    parts = []
    for of, words in by.items():
        # Who sees something knows that there is something, and counts are nobody's.
        told = [one for one in words if one not in (WORDS["D0"], WORDS["D9"])]
        if told:
            parts.append(_listed(told, "och") + _only(of, len(everybody)))
    alone = any(WORDS["D0"] in words for words in by.values())
    return "; ".join(parts) or (f"bara {WORDS['D0']}" if alone else "ingenting")


def _only(of: tuple[str, ...], count: int) -> str:
    return "" if len(of) == count else f" (bara {_listed(list(of), 'och')})"


def _saw(
    party: Party, subject: Subject, category: Category, whose: Iterable, *, notice: bool = False
) -> dict[str, str]:
    """In which words something of a category is seen, by whose it is; without those who show nothing."""
    found = {}
    for one in whose:
        datum = Datum(category, one.id, notice=notice)
        level = sight(party, subject, datum, law_of(party), NOW).level
        if level in (Level.FULL, Level.EXISTS):
            found[one.id] = WORDS[category.value]
        elif level is Level.MASKED:
            found[one.id] = LEAST[category.value]
    return found


def _does(role: Role) -> Iterator[str]:
    pages = [PAGES[one] for one in menu(role)]
    if role == "systemadmin":
        yield f"Du har {_listed(pages, 'och')}: källorna, och vilka som får logga in. Inga personer i vården."
        return
    yield f"Du har {_listed(pages, 'och')}."
    kinds = list(dict.fromkeys(TOLD[kind] for kind in MAY.get(role, ())))
    if kinds:
        yield f"I *Rapportera* skriver du in {_listed(kinds, 'och')}."
    if role == "aldre_ssk":
        yield "Du leder avstämningen, och bara du läser det som lyfts till veckan."
    if role not in WITHOUT_ROWS:
        yield "På **Enskilt** läser du om den du är namngiven kontakt för" + (
            ", och gör en nödöppning." if role in CARE else "."
        )
    if role in CENTRE | SOCIAL | {"kommun_hsl"}:
        yield (
            "På **Personen**, från en utfälld rad, läser du det som pågår om en person: så mycket som "
            "din enhet får veta."
        )
    if role in CENTRE:
        yield "Samtycken läser och registrerar du på raden, vid eget bord."
        yield (
            "På **Listor** läser du om dem som är listade hos er och som ni följer längre än en morgon, "
            "och skriver upp att en mångsökare är genomgången."
        )
    if role == "chef":
        yield (
            "Leder du en vårdcentral väljer du på **Namngiven kontakt** vem som läser om en person "
            "med skyddade personuppgifter, och avslutar det, utan att få veta vem personen är."
        )


def _listed(words: list[str], last: str) -> str:
    """As it is said: a, b och c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _meaning(said: str, told: str) -> str:
    return told.removeprefix(f"{said}: ")


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


if __name__ == "__main__":
    sys.stdout.write(page())
