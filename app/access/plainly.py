"""Plainly understands what a line of the log says to the person it is about, in plain Swedish."""

from app.access.law import Basis
from app.access.mask import categories
from app.events.kinds import Category

C = Category
WHAT = {
    "huddle:person:look": "Såg raden i den dagliga avstämningen",
    "week:person:look": "Såg raden i listan för veckan",
    "week:list:look": "Såg personen på en av vårdcentralens listor",
    "week:list:undo": "Ångrade en genomgång på listan över mångsökare",
    "week:list:review": "Gick igenom personen på listan över mångsökare",
    "action:person:look": "Såg en åtgärd",
    "page:person:look": "Läste sidan om personen",
    "huddle:row_opened": "Tog upp personen i avstämningen",
    "huddle:row_left": "Gick vidare från personen i avstämningen",
    "huddle:row_revealed": "Visade hela namnet på väggen i avstämningen",
    "huddle:decided": "Beslutade i avstämningen",
    "huddle:reopened": "Ångrade ett beslut i avstämningen",
    "action:accept": "Tog emot en åtgärd",
    "action:return": "Återsände en åtgärd",
    "action:done": "Gjorde klart en åtgärd",
    "action:hand_over": "Lämnade över en åtgärd",
    "report:person:write": "Skrev in en uppgift",
    "review:person:look": "Läste om personen på Enskild genomgång",
    "review:person:decide": "Beslutade på Enskild genomgång",
    "emergency:person:open": "Öppnade uppgifter i en nödsituation",
    "contact:name": "Namngav en kontakt för personen",
    "log:person:extract": "Tog ut ett loggutdrag",
    "log:scrutiny:look": "Granskade en åtkomst i loggen",
    "log:scrutiny:judge": "Bedömde en åtkomst i loggen",
}
OTHERS = {
    "Läsa": "Läste uppgifter",
    "Skriva": "Skrev uppgifter",
    "Utskrift": "Tog ut uppgifter",
    "Nödöppning": "Öppnade uppgifter i en nödsituation",
    "Inloggning": "Loggade in",
    "Utloggning": "Loggade ut",
}
KINDS = {
    C.D0: "att det finns uppgifter",
    C.D1: "namn och ålder",
    C.D2: "kontakter och planerad hemgång",
    C.D3: "orsaker och vårdplan",
    C.D4: "skörhet",
    C.D5: "samordnad plan (SIP)",
    C.D6: "insatser från socialtjänsten",
    C.D7: "extra känsliga uppgifter",
    C.D8: "åtgärder",
    C.D9: "antal utan person",
}

BASES = {
    Basis.NONE: "Ingen grund",
    Basis.OWN_CARE: "Egen vård eller omsorg",
    Basis.REGION_INTERNAL_OSL25_11: "Samma region (OSL 25:11)",
    Basis.STATUTORY_NOTICE_L612: "Inskrivningsmeddelande",
    Basis.SVOD_CONSENT: "Samtycke, sammanhållen",
    Basis.SVOD_INCAPACITY: "Beslutsoförmåga",
    Basis.SVOD_EMERGENCY: "Nödöppning",
    Basis.INDIVIDUAL_DISCLOSURE: "Samtycke",
    Basis.AGGREGATE: "Antal",
}


def what(act: str, activity: str, decision: str) -> str:
    """What was done, or asked for and refused."""
    told = WHAT.get(act) or OTHERS[activity]
    return told if decision == "allow" else f"Nekades: {told[0].lower()}{told[1:]}"


def kinds(given: int | None) -> str:
    """Which kinds of data were shown; empty where the line is not of a look."""
    return ", ".join(KINDS[one] for one in categories(given or 0))


def bases(told: str | None) -> list[str]:
    """On which grounds, of those a line names with commas between."""
    return [BASES[Basis(one)] for one in (told or "").split(",") if one]
