"""Slots understands the words in braces of a rule's sentence: what each says, and by which facts.

A slot that has nothing to say answers None, and the sentence it stands in is left out. One that
may be missing without harm, as the name of a unit, answers with the empty word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app import words
from app.days import local_date
from app.events.kinds import Category
from app.huddle import memory
from app.huddle.clocks import days_since
from app.huddle.phrases.conditions import (
    CFS_IS_VALID_FROM,
    cfs_fact,
    checklist,
    checklist_fact,
    ed_fact,
    ed_visits,
    habitual,
)
from app.huddle.phrases.grammar import Case, Fact, learn
from app.people.person import AmbulanceCall, EdVisit, MobileCall, SamsaCase, Stay

YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)
TEAMS = {
    "malt": "MALT", "palt": "PALT", "narsjukvardsteam": "Närsjukvårdsteamet",
    "samsjukvard": "Samsjukvården",
}  # fmt: skip

Said = tuple[str | None, tuple[Fact, ...]]
Say = Callable[[Case], Said]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    say: Say
    reads: tuple[str, ...]
    about: type | None = None


SLOTS: dict[str, Slot] = {}


def slot(name: str, reads: tuple[str, ...] = (), about: type | None = None) -> Callable[[Say], Say]:
    def keep(say: Say) -> Say:
        learn(SLOTS, name, Slot(name, say, reads, about))
        return say

    return keep


@slot("från enhet")
def from_unit(case: Case) -> Said:
    return f"från {_unit(case) or 'sjukhus'}", ()


@slot("när")
def when(case: Case) -> Said:
    return words.moment(case.episode.at, case.morning.today), ()


@slot("dag n")
def which_day(case: Case) -> Said:
    return f"dag {days_since(case.episode.at, case.morning.today)}", ()


@slot("dag")
def on_day(case: Case) -> Said:
    return words.day(local_date(case.episode.at), case.morning.today), ()


@slot("akuten", ("ed_visits",), EdVisit)
def how_ed_ended(case: Case) -> Said:
    visit: EdVisit = case.episode.subject
    name = _unit(case)
    where = name if "akut" in name.lower() else f"akuten {name}".strip()
    if visit.closed is None:
        return f"Kvar på {where}", ()
    told = {"home": f"Åter hem från {where}", "left": f"Lämnade {where} i förtid"}
    return told.get(visit.outcome or "", where[0].upper() + where[1:]), ()


@slot("vilket besök", ("ed_visits",), EdVisit)
def which_visit(case: Case) -> Said:
    visits = ed_visits(case, YEAR)
    if len(visits) < 2:
        return None, ()
    return f"{words.ordinal(len(visits))} besöket på 12 mån", tuple(ed_fact(v) for v in visits)


@slot("ambulansen", ("ambulance",), AmbulanceCall)
def how_ambulance_ended(case: Case) -> Said:
    call: AmbulanceCall = case.episode.subject
    told = {
        "left_home": "kvar hemma efter bedömning",
        "referred": "kvar hemma, hänvisad till annan vård",
    }
    return told.get(call.outcome, "utfall saknas"), ()


@slot("teamet", ("mobile",), MobileCall)
def team(case: Case) -> Said:
    call: MobileCall = case.episode.subject
    return TEAMS.get(call.team, "Mobilt team"), ()


@slot("besökets utfall", ("mobile",), MobileCall)
def how_visit_ended(case: Case) -> Said:
    call: MobileCall = case.episode.subject
    told = {
        "stays_home": "Kvar hemma",
        "to_hospital": "Till sjukhus",
        "planned_follow_up": "Uppföljning planerad",
    }
    return told.get(call.outcome), ()


@slot("avdelning", ("stays",), Stay)
def ward(case: Case) -> Said:
    stay: Stay = case.episode.subject
    name = _unit(case)
    known = stay.ward or ""
    return name if known in name else f"{name} {known}".strip(), ()


@slot("CFS", ("frailty", "birth_date"))
def cfs(case: Case) -> Said:
    age = case.person.age(case.morning.today)
    if age is not None and age < CFS_IS_VALID_FROM:
        return None, ()
    known = habitual(case.person)
    if known is not None:
        old = known.assessed_on < case.morning.today - YEAR
        return f"CFS {known.score}{', äldre än 12 mån' if old else ''}", (cfs_fact(known),)
    if case.person.frailty:
        acute = case.person.frailty[-1]
        return f"CFS {acute.score}, skattad under akut sjukdom", (cfs_fact(acute),)
    return "CFS saknas", ()


@slot("hem", ("cases",), SamsaCase)
def going_home(case: Case) -> Said:
    sent: SamsaCase = case.episode.subject
    if sent.pud is None:
        return None, ()
    text = f"Planerat hem {words.ahead(sent.pud, case.morning.today)}"
    name = _unit(case)
    if name:
        text = f"{text} från {name}"
    past = sent.pud <= case.morning.now
    return f"{text} har passerat, ingen utskrivning känd" if past else text, ()


@slot("checklistan", ("checklist",), SamsaCase)
def checklist_done(case: Case) -> Said:
    points = checklist(case)
    if "checklist" in case.person.held:
        return "Checklistan är inte känd utan samtycke", tuple(checklist_fact(p) for p in points)
    if not points:
        return "Checklistan är inte påbörjad", ()
    done = sum(point.state != "open" for point in points)
    return f"Checklistan {done} av {len(points)}", tuple(checklist_fact(p) for p in points)


@slot("innan klockan")
def before_the_clock(case: Case) -> Said:
    """The clock itself, not what is left of it: that would tell when the row was last judged."""
    deadline, morning = case.episode.deadline, case.morning
    if deadline is None:
        return None, ()
    if deadline <= morning.now:
        return f"tiden gick ut {words.moment(deadline, morning.today)}", ()
    on = local_date(deadline)
    day = "i dag" if on == morning.today else words.day(on, morning.today)
    return f"senast {day} kl. {words.clock(deadline)}", ()


@slot("försök", ("attempts", "contacts", "decisions", "actions"))
def attempts(case: Case) -> Said:
    """Told by a source, as a call that nobody answered, or as the end of what the room gave somebody."""
    after = case.episode.at
    own = memory.tried(case.person, case.rule, case.episode.key)
    tried = [a.stamp for a in case.person.attempts if a.stamp.occurred_at > after]
    tried += [
        c.stamp for c in case.person.contacts if c.reached is False and c.stamp.occurred_at > after
    ]
    tried += [stamp for stamp in own if stamp.occurred_at > after]
    if not tried:
        return None, ()
    facts = tuple(Fact("Försök till kontakt", Category.D2, stamp) for stamp in tried)
    return f"{words.number(len(tried)).capitalize()} försök", facts


def _unit(case: Case) -> str:
    """The unit's name as it stands in running text."""
    stamp = case.episode.stamp
    name = case.morning.units.get((stamp and stamp.unit) or "", "")
    return name[0].lower() + name[1:] if name.startswith("Akut") else name
