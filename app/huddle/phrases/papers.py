"""Papers understands what is to come with who is discharged: a medical plan and a list of medicines.

Each may be told of by the discharge itself, by what was sent with it (lag 2017:612, 3:2), or by
somebody at home having it. Where one that could have told has not, it is not known.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Literal

from app.days import local_date
from app.events.kinds import Category
from app.huddle.phrases.conditions import condition
from app.huddle.phrases.grammar import Case, Fact, Finding
from app.huddle.phrases.slots import Said, slot
from app.huddle.verdict import Answer, not_, or_, yes_if
from app.people.facts import DischargeNote, Noted
from app.people.person import Stay

READS = ("stays", "discharge_notes", "checks")
TOLD_BY = ("samsa.information_vid_utskrivning",)


@dataclass(frozen=True, slots=True)
class Paper:
    """Where it is told of: a field of the stay, one of what was sent with it, and a sort of note."""

    name: str
    definite: str
    of_stay: Literal["plan_present", "med_list_present"]
    of_note: Literal["med_plan", "med_list"]
    noted: Literal["medical_plan", "medlist"]


PLAN = Paper("medicinsk vårdplan", "medicinsk vårdplan", "plan_present", "med_plan", "medical_plan")
LIST = Paper("läkemedelslista", "läkemedelslistan", "med_list_present", "med_list", "medlist")


@condition("läkemedelslistan saknas", READS, about=Stay, told_by=TOLD_BY)
def list_missing(case: Case) -> Finding:
    return _finding(case, LIST)


@condition("medicinsk vårdplan eller läkemedelslista saknas", READS, about=Stay, told_by=TOLD_BY)
def papers_missing(case: Case) -> Finding:
    found = [_finding(case, paper) for paper in (PLAN, LIST)]
    answer = reduce(or_, (one.answer for one in found))
    unsure = tuple(text for one in found for text in one.unsure)
    return Finding(answer, found[0].facts, unsure)


@slot("det som saknas", READS, Stay)
def what_is_missing(case: Case) -> Said:
    gone = [paper.name for paper in (PLAN, LIST) if _missing(case, paper) is Answer.JA]
    if not gone:
        return None, ()
    return f"{' och '.join(gone).capitalize()} saknas", _facts(case)


def _finding(case: Case, paper: Paper) -> Finding:
    missing = _missing(case, paper)
    unknown = missing is Answer.OKLART
    unsure = (f"Okänt om {paper.definite} har kommit",) if unknown else ()
    return Finding(missing, _facts(case), unsure)


def _missing(case: Case, paper: Paper) -> Answer:
    told = [getattr(case.episode.subject, paper.of_stay)]
    told += [getattr(note, paper.of_note) for note in _notes(case)]
    told += [None for name in ("discharge_notes", "checks") if name in case.person.held]
    told += [True for _ in _noted(case, paper)]
    return not_(reduce(or_, map(yes_if, told)))


def _notes(case: Case) -> list[DischargeNote]:
    """What was sent from the day the stay began."""
    came = local_date(case.episode.subject.stamp.occurred_at)
    return [note for note in case.person.discharge_notes if local_date(note.sent_at) >= came]


def _noted(case: Case, paper: Paper) -> list[Noted]:
    """What somebody at home has said since the day the stay began: that it is there."""
    came = local_date(case.episode.subject.stamp.occurred_at)
    return [one for one in case.person.checks if one.what == paper.noted and one.on >= came]


def _facts(case: Case) -> tuple[Fact, ...]:
    sent = [Fact("Information vid utskrivning", Category.D2, note.stamp) for note in _notes(case)]
    had = [
        Fact(paper.name.capitalize(), Category.D3, one.stamp)
        for paper in (PLAN, LIST)
        for one in _noted(case, paper)
    ]
    return (*sent, *had)
