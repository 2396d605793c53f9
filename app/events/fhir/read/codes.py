"""Codes understand what the standard's own codes mean here.

A table goes from `system|code`, or from a code alone, to one of a closed set of meanings. The words
of the event kinds mean themselves in a system of ours: in another's they might mean anything.
"""

from typing import get_args, get_type_hints

from app.events.kinds import care, identity, social

OURS = "urn:kvarten:kod"
SNOMED = "http://snomed.info/sct"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
MODE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
LEFT_FOR = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
CAME_FROM = "http://terminology.hl7.org/CodeSystem/admit-source"


def _words(body: type, name: str) -> frozenset[str]:
    """The words that a field of a kind may hold."""
    return frozenset(get_args(get_type_hints(body)[name]))


def _ours(words: frozenset[str]) -> dict[str, str]:
    return {f"{OURS}|{word}": word for word in words}


VISITS = frozenset({"ed", "inpatient", "outpatient", "home", "virtual", "not_used"})
LEFT = _words(care.InpatientDischarged, "disposition") | _words(care.EdVisitClosed, "outcome")
NOTICES = frozenset({
    "inskrivningsmeddelande", "pud_changed", "utskrivningsklar", "utskrivningsklar_withdrawn",
    "sip_kallelse", "information_vid_utskrivning", "avbrott", "kvitterad", "phone",
})  # fmt: skip

ENCOUNTER: dict[str, str] = {
    f"{ACT}|EMER": "ed",
    f"{ACT}|IMP": "inpatient",
    f"{ACT}|ACUTE": "inpatient",
    f"{ACT}|NONAC": "inpatient",
    f"{ACT}|SS": "inpatient",
    f"{ACT}|AMB": "outpatient",
    f"{ACT}|HH": "home",
    f"{ACT}|VR": "virtual",
    f"{ACT}|PRENC": "not_used",
    f"{ACT}|FLD": "not_used",
    f"{ACT}|OBSENC": "not_used",
}
DISPOSITION: dict[str, str] = _ours(LEFT) | {
    f"{LEFT_FOR}|home": "home",
    # Somebody else's home: whoever is to ring or go there must not be told that it is their own.
    f"{LEFT_FOR}|alt-home": "other",
    f"{LEFT_FOR}|other-hcf": "other",
    f"{LEFT_FOR}|hosp": "other",
    f"{LEFT_FOR}|long": "sabo",
    f"{LEFT_FOR}|aadvice": "left",
    f"{LEFT_FOR}|exp": "dead",
    f"{LEFT_FOR}|psy": "other",
    f"{LEFT_FOR}|rehab": "other",
    f"{LEFT_FOR}|snf": "other",
    f"{LEFT_FOR}|oth": "other",
}
ARRIVALS = _words(care.EdVisitRegistered, "arrival_mode") | {"ed", "planned"}
ARRIVAL: dict[str, str] = _ours(ARRIVALS) | {
    f"{CAME_FROM}|emd": "ed",
    f"{CAME_FROM}|outp": "other",
    f"{CAME_FROM}|gp": "other",
    f"{CAME_FROM}|mp": "other",
    f"{CAME_FROM}|nursing": "other",
    f"{CAME_FROM}|hosp-trans": "other",
    f"{CAME_FROM}|psych": "other",
    f"{CAME_FROM}|rehab": "other",
    f"{CAME_FROM}|other": "other",
}
CONTACTS = frozenset({"phone", "visit"})
CONTACT: dict[str, str] = _ours(CONTACTS) | {f"{SNOMED}|185317003": "phone"}
TEAMS = _words(care.MobileVisit, "team")
CHANNELS = _words(care.PhoneContact, "channel")
ENROLMENTS = _words(social.EnrolmentStarted, "kind")
PLANS = frozenset({"sip", "medical_plan"})
# The types of plan that the national service contract names; it has no system of its own in FHIR.
PLAN: dict[str, str] = _ours(PLANS) | {"SIP": "sip", "VP": "medical_plan"}
PURPOSES = _words(identity.ConsentGiven, "purpose")
NOTICE: dict[str, str] = _ours(NOTICES) | {f"{MODE}|PHONE": "phone"}
TASKS = _words(care.AssessmentRequested, "what")
OBSERVATION: dict[str, str] = {f"{SNOMED}|763264000": "cfs"}

STANDARD: dict[str, dict[str, str]] = {
    "encounter": ENCOUNTER,
    "disposition": DISPOSITION,
    "arrival": ARRIVAL,
    "contact": CONTACT,
    "team": _ours(TEAMS),
    "channel": _ours(CHANNELS),
    "enrolment": _ours(ENROLMENTS),
    "plan": PLAN,
    "purpose": _ours(PURPOSES),
    "notice": NOTICE,
    "task": _ours(TASKS),
    "observation": OBSERVATION,
}
MEANINGS: dict[str, frozenset[str]] = {
    "encounter": VISITS,
    "disposition": LEFT,
    "arrival": ARRIVALS,
    "contact": CONTACTS,
    "team": TEAMS,
    "channel": CHANNELS,
    "enrolment": ENROLMENTS,
    "plan": PLANS,
    "purpose": PURPOSES,
    "notice": NOTICES,
    "task": TASKS,
    "observation": frozenset({"cfs"}),
}
"""What a mapping file may make of the source's codes, table by table."""
