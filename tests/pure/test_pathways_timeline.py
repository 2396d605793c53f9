"""The timeline: each event a line in plain words, the newest first, and nothing that has not happened."""

import pytest

from app.pathways.timeline import timeline
from app.people.person import CATEGORY, Person
from app.people.stamp import stamps_of
from tests.builders import NOW, a_person

LINES = [
    # event, what the line says
    ("ed.visit.registered arrival_mode=ambulance", "Kom till akuten"),
    ("ed.visit.closed outcome=home", "Lämnade akuten: hem"),
    ("ed.visit.closed outcome=unknown", "Lämnade akuten"),
    ("inpatient.admitted ward=31", "Inskriven på sjukhus, avdelning 31"),
    ("inpatient.discharged disposition=home", "Utskriven: till eget hem"),
    ("inpatient.discharged disposition=unknown", "Utskriven"),
    ("samsa.inskrivningsmeddelande recipients=kp", "Inskrivningsmeddelande i SAMSA"),
    ("samsa.pud_changed new=+2d", "Planerad hemgång satt till tor 26 nov"),
    ("samsa.utskrivningsklar", "Utskrivningsklar"),
    ("samsa.kvitterad by_unit=kp", "SAMSA kvitterat av Kommunal primärvård"),
    ("samsa.sip_kallelse", "Kallelse till SIP skickad"),
    ("samsa.information_vid_utskrivning", "Information vid utskrivning skickad"),
    ("ambulance.contact outcome=left_home", "Ambulans: kvar hemma"),
    ("mobile.visit team=malt", "Besök av MALT"),
    ("phone.contact channel=vc result=reached", "Telefonsamtal: nådd"),
    ("phone.contact channel=vc result=not_reached", "Telefonsamtal: nåddes inte"),
    ("vc.visit", "Besök på vårdcentralen"),
    ("followup.reached route=vc", "Uppföljning: personen är nådd"),
    ("followup.attempted route=vc", "Försök att nå personen"),
    ("checklist.point_set checklist=trygg_hemgang point=Nyckel state=not_needed", "Trygg hemgång: Nyckel, behövs inte"),
    ("assessment.requested what=lakarbedomning", "Läkarbedömning begärd"),
    ("assessment.done what=fall", "Bedömning efter fall gjord"),
    ("case.opened line=aldretelefon", "Sökte äldre-telefonen"),
    ("case.answered line=aldretelefon", "Svar från äldre-telefonen"),
    ("cfs.assessed score=6", "CFS 6"),
    ("cfs.assessed score=8 context=acute", "CFS 8, under akut sjukdom"),
    ("frequent_attender.reviewed", "Mångsökare genomgången"),
    ("annual_check.done", "Årskontroll"),
    ("sip.proposed", "SIP föreslagen"),
    ("sip.created", "SIP upprättad"),
    ("sip.declined", "SIP avböjd"),
    ("enrolment.started kind=hemtjanst unit=ht", "Inskriven: hemtjänst"),
    ("lub.offered", "Insats utan behovsprövning erbjuden"),
    ("hemtjanst.deviation kind=not_eating", "Hemtjänsten har sett: äter inte"),
    ("alarm.triggered kind=fall", "Trygghetslarm: fall"),
    ("bistand.requested insats=städ", "Ansökan om städ"),
    ("bistand.decision insats=städ", "Insats beslutad: städ"),
    ("contact.appointed kind=fast_vardkontakt name=Eva", "Fast vårdkontakt utsedd"),
    ("person.important text='Vill bo hemma'", "Viktigt för mig nedskrivet"),
    ("person.important text=''", "Viktigt för mig borttaget"),
    ("person.died", "Avliden"),
]  # fmt: skip


def told(*lines: str) -> list[str]:
    units = {"kp": "Kommunal primärvård"}
    return [one.text for one in timeline(a_person(*lines), units, NOW)]


@pytest.mark.parametrize(("event", "text"), LINES)
def test_each_event_is_a_line_in_plain_words(event: str, text: str) -> None:
    assert text in told(f"50 h sedan {event}")


def test_every_fact_that_is_kept_has_its_words() -> None:
    seen = {
        name
        for event, _ in LINES
        for name in CATEGORY
        if getattr(a_person(f"50 h sedan {event}"), name)
    }
    assert seen == set(CATEGORY)


def test_the_newest_stands_first_and_what_is_to_be_is_not_there() -> None:
    found = told(
        "50 h sedan vc.visit", "9 h sedan cfs.assessed score=6",
        "5 h sedan bistand.decision insats=städ executed_at=+48h",
    )  # fmt: skip
    assert found == ["Insats beslutad: städ", "CFS 6", "Besök på vårdcentralen"]


def test_a_line_stands_on_one_event_of_the_person_s() -> None:
    person = a_person(*(f"50 h sedan {event}" for event, _ in LINES))
    refs = {
        stamp.ref
        for name in CATEGORY
        for fact in getattr(person, name)
        for stamp in stamps_of(fact)
    }
    assert {one.told.stamp.ref for one in timeline(person, {}, NOW)} <= refs | {person.died.ref}  # type: ignore[union-attr]
    assert timeline(Person(), {}, NOW) == ()
