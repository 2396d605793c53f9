"""Endings understands *klar*: what must be known for an episode to need nothing more."""

from app.huddle.phrases.conditions import condition
from app.huddle.phrases.grammar import Case, Finding, Phrase
from app.huddle.verdict import Answer, yes_if
from app.people.person import EdVisit, SamsaCase, Stay

ENDINGS: dict[str, Phrase] = {}
CONTACTS = ("followup.reached", "phone.contact", "vc.visit", "mobile.visit")


@condition("kontakt är registrerad", ("contacts", "mobile"), told_by=CONTACTS, known=ENDINGS)
def contact_registered(case: Case) -> Finding:
    """Somebody has reached the person since; an attempt never counts, and an unknown is unknown."""
    after = case.episode.at
    unknown = False
    for contact in case.person.contacts:
        if contact.stamp.occurred_at > after:
            if contact.reached:
                return Finding(Answer.JA)
            unknown = unknown or contact.reached is None
    if any(visit.stamp.occurred_at > after for visit in case.person.mobile):
        return Finding(Answer.JA)
    if unknown:
        return Finding(Answer.OKLART, unsure=("Okänt om samtalet nådde fram",))
    return Finding(Answer.NEJ)


@condition("planen är bekräftad", ("decisions", "actions"), known=ENDINGS)
def plan_confirmed(case: Case) -> Finding:
    own = [
        decision
        for decision in case.person.decisions
        if (decision.rule, decision.episode) == (case.rule, case.episode.key)
    ]
    planned = {
        act.action for act in case.person.actions if (act.state, act.reason) == ("done", "planerad")
    }
    return Finding(yes_if(any(d.decision == "done" or d.action in planned for d in own)))


@condition("är åter inskriven på sjukhus", ("stays",), told_by=("inpatient.admitted",),
           known=ENDINGS)  # fmt: skip
def readmitted(case: Case) -> Finding:
    stays = (stay.admitted_at for stay in case.person.stays if stay is not case.episode.subject)
    after = case.episode.began
    return Finding(yes_if(any(at is not None and at >= after for at in stays)))


@condition("är utskriven", ("stays",), about=Stay, told_by=("inpatient.discharged",),
           known=ENDINGS)  # fmt: skip
def is_discharged(case: Case) -> Finding:
    stay: Stay = case.episode.subject
    return Finding(yes_if(stay.left is not None))


@condition("besöket är avslutat", ("ed_visits",), about=EdVisit,
           told_by=("ed.visit.closed",), known=ENDINGS)  # fmt: skip
def visit_ended(case: Case) -> Finding:
    visit: EdVisit = case.episode.subject
    return Finding(yes_if(visit.closed is not None))


@condition("planeringen är avslutad", ("cases",), about=SamsaCase,
           told_by=("inpatient.discharged",), known=ENDINGS)  # fmt: skip
def planning_ended(case: Case) -> Finding:
    planned: SamsaCase = case.episode.subject
    return Finding(yes_if(planned.ended_at is not None))


@condition("har tagits upp i en avstämning", ("seen",), known=ENDINGS)
def seen_in_huddle(case: Case) -> Finding:
    key = (case.rule, case.episode.key)
    seen = (one for one in case.person.seen if one.taken_up)
    return Finding(yes_if(any((one.rule, one.episode) == key for one in seen)))
