"""Flöden: the convenor sees a sum that adds up; whoever looks after the feeds mends what was rejected."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from app.postgres.cluster import ADMIN, Cluster
from tests.browser import night
from tests.browser.running import PATIENCE, Kvarten
from tests.browser.seats import PHONE, TABLET, Seat, Sit
from tests.browser.stages import State, Visit, whole
from tests.browser.test_states import visit
from tests.houses import NOW, cloud, consent, home_from_ed

FEEDS = "/floden"
ADMINISTRATOR = "systemforvaltare"
FAULTY = "Värdet är inte ett av de tillåtna."


def unreadable(kvarten: Kvarten, *events: dict[str, Any]) -> None:
    """Events that cannot be taken in; each is rejected and kept."""
    answers = httpx.post(
        f"{kvarten.base}/api/events", json=list(events), timeout=PATIENCE,
        headers={"authorization": f"Bearer {kvarten.demo['tokens']['events']}"},
    )  # fmt: skip
    assert [each["status"] for each in answers.json()] == ["rejected"] * len(events), answers.text


def as_told(kvarten: Kvarten, told: str, *values: Any) -> None:
    """What happens to sources over months, at once."""
    with psycopg.connect(Cluster(kvarten.home).url(user=ADMIN), autocommit=True) as admin:
        admin.execute(told, values)


@pytest.fixture
def messy(morning: Kvarten) -> Iterator[Kvarten]:
    """Somebody whose visit was closed in words nobody knows, twice the same fault, and one other."""
    person = night.person(night.KARIN_LATE)
    visit = cloud("vc.visit", night.KARIN_LATE[0], NOW, type="mottagning")
    morning.tell(*person, consent(night.KARIN_LATE[0]), visit)
    unreadable(
        morning,
        home_from_ed(night.KARIN_LATE[0], NOW, outcome="hemm"),
        home_from_ed(night.SVEN[0], NOW, outcome="hemm"),
        cloud("inpatient.admitted", night.SVEN[0], NOW, unit_hsa_id="SE2321000131-FINNSINTE"),
    )
    as_told(morning, "UPDATE source SET last_heard = '2026-11-18T04:00Z' WHERE id = 'samsa'")
    as_told(morning, "UPDATE source SET valid_to = '2026-12-10' WHERE id = 'ambulans'")
    yield morning
    as_told(morning, "UPDATE source SET valid_to = '2028-12-31' WHERE id = 'ambulans'")


def numbers(within: Locator) -> list[int]:
    """The numbers of a list, a number a line, when it has come."""
    lines = within.get_by_role("listitem")
    expect(lines).not_to_have_count(0)
    told = (re.search(r"\d+", line) for line in lines.all_inner_texts())
    return [int(found[0]) for found in told if found]


def letters(seat: Seat) -> Locator:
    return seat.page.get_by_role("region", name="Avvisade")


def open_letter(seat: Seat) -> Locator:
    """The newest of those with the same fault."""
    # What was just done is fetched anew: a press while the list moves hits nothing.
    seat.page.wait_for_load_state("networkidle")
    letters(seat).get_by_text(FAULTY).click()
    letters(seat).get_by_role("button", name="ed.visit.closed").last.click()
    return seat.page.get_by_role("region", name="Avvisat från Öppna dörren")


def test_the_convenor_sees_a_sum_that_adds_up_and_why_the_rest_is_not_listed(
    messy: Kvarten, sit: Sit
) -> None:
    page = sit("aldre-ssk", FEEDS).page
    expect(page).to_have_title("Flöden – Kvarten")
    told = page.get_by_role("region", name="Allt som kom in")
    expect(told).to_contain_text("Lindåsens vårdcentral, sedan tor kl. 8.15")
    received, *parts = numbers(told.get_by_role("list").first)
    assert received == sum(parts) > 5, (received, parts)
    history = re.search(r"Därtill kom (\d+) händelser", told.inner_text())
    assert history is not None
    assert received + int(history[1]) > 20
    expect(told).to_contain_text(f"Alla {received} händelser är redovisade.")
    not_listed = parts[1]
    told.get_by_text(f"Varför {not_listed} inte är på tavlan").click()
    why = told.get_by_role("list").last
    assert sum(numbers(why)) == not_listed
    expect(told).to_contain_text("händelser som är mer än fjorton dagar gamla")
    # What was rejected is another's to mend: the convenor sees how many, and no letter.
    expect(told).to_contain_text("Systemförvaltaren rättar dem")
    expect(page.get_by_role("region", name="Avvisade")).to_have_count(0)


def test_what_comes_in_is_seen_without_asking_again(messy: Kvarten, sit: Sit) -> None:
    page = sit("aldre-ssk", FEEDS).page
    told = page.get_by_role("region", name="Allt som kom in")
    before = numbers(told.get_by_role("list").first)[0]
    messy.tell(cloud("phone.contact", night.SVEN[0], NOW, channel="vc", result="reached"))
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(told).to_contain_text(f"Alla {before + 1} händelser är redovisade.")


def test_a_silent_source_stands_first_with_what_may_be_missing_and_whom_to_call(
    messy: Kvarten, sit: Sit
) -> None:
    page = sit("aldre-ssk", FEEDS).page
    bad = page.get_by_role("region", name="Kan göra tavlan ofullständig")
    samsa = bad.get_by_role("listitem").filter(has=page.get_by_role("heading", name="SAMSA"))
    expect(samsa).to_contain_text("tyst.")
    expect(samsa).to_contain_text("Tyst sedan ons kl. 5.00")
    expect(samsa).to_contain_text(
        "Inskrivningsmeddelanden och ändrade utskrivningsdagar kan saknas."
    )
    expect(samsa.get_by_role("link", name="Ring SAMSA 031-390 06 12")).to_be_visible()
    fine = page.get_by_role("region", name="Som de ska")
    expect(fine.get_by_role("heading", name="Ambulansjournalen")).to_be_visible()
    expect(page.get_by_text("1 källa är tyst.")).to_be_visible()


def test_a_night_without_events_and_faults_says_that_this_is_normal(
    kvarten: Kvarten, sit: Sit
) -> None:
    kvarten.begin()
    page = sit("aldre-ssk", FEEDS).page
    expect(page.get_by_text("Inget har kommit in. Det är normalt")).to_be_visible()
    expect(page.get_by_text("du behöver inte göra något")).to_be_visible()
    page = sit(ADMINISTRATOR, FEEDS).page
    expect(page.get_by_text("Inget avvisat väntar. Det är normalt.")).to_be_visible()


def test_a_rejected_event_is_corrected_and_stands_on_the_board(
    morning: Kvarten, nurse: Seat, sit: Sit
) -> None:
    morning.tell(*night.person(night.KARIN_LATE), consent(night.KARIN_LATE[0]))
    unreadable(morning, home_from_ed(night.KARIN_LATE[0], NOW, outcome="hemm"))
    expect(nurse.row(night.KARIN_LATE)).to_have_count(0)
    admin = sit(ADMINISTRATOR, FEEDS)
    expect(admin.page.get_by_text("1 avvisat väntar.")).to_be_visible()
    # One fault in one letter stands open.
    letters(admin).get_by_role("button", name="ed.visit.closed").click()
    letter = admin.page.get_by_role("region", name="Avvisat från Öppna dörren")
    fault = letter.get_by_role("listitem").filter(has_text="här är felet")
    expect(fault).to_contain_text("data.outcome")
    expect(fault).to_contain_text("dolt, 4 tecken")
    expect(letter.get_by_role("listitem").filter(has_text="data.person_id.value")).to_contain_text(
        "dolt, 12 tecken"
    )
    assert night.KARIN_LATE[0] not in admin.eyes.everything()
    expect(letter.get_by_role("combobox", name="Fält")).to_have_value("data.outcome")
    value = letter.get_by_role("textbox", name="Ska vara")
    value.fill("hemmavid")
    value.press("Enter")
    expect(letter).to_contain_text(f"Fortfarande avvisat. {FAULTY}")
    value.fill("home")
    letter.get_by_role("button", name="Rätta och sänd om").click()
    expect(letters(admin)).to_contain_text("Mottaget.")
    expect(letters(admin)).to_contain_text("Inget avvisat väntar.")
    expect(admin.page.locator("[role=status].heard")).to_contain_text("Mottaget.")
    expect(nurse.row(night.KARIN_LATE)).to_contain_text("Åter hem från akuten")


def test_letters_are_counted_by_fault_sent_again_by_source_and_put_away_with_a_reason(
    messy: Kvarten, sit: Sit
) -> None:
    admin = sit(ADMINISTRATOR, FEEDS)
    group = letters(admin).get_by_role("listitem").filter(has_text=FAULTY).first
    expect(group).to_contain_text("data.outcome")
    expect(group).to_contain_text("2 st")
    letters(admin).get_by_role("button", name="Sänd om alla från Öppna dörren").click()
    expect(letters(admin)).to_contain_text("Inget togs emot. 3 är fortfarande avvisade.")
    letter = open_letter(admin)
    letter.get_by_role("button", name="Lägg undan …").click()
    away = letter.get_by_role("form", name="Lägg undan")
    away.get_by_role("textbox").fill("dubb")
    expect(away.get_by_role("button", name="Lägg undan", exact=True)).to_be_disabled()
    away.get_by_role("textbox").fill("dubblett ur övningen")
    away.get_by_role("button", name="Lägg undan", exact=True).click()
    expect(letters(admin)).to_contain_text("Lagt undan, med ditt skäl.")
    expect(admin.page.get_by_text("2 avvisade väntar.")).to_be_visible()
    letters(admin).get_by_role("button", name="Avgjorda").click()
    letters(admin).get_by_role("button", name="lagt undan").click()
    letter = admin.page.get_by_role("region", name="Avvisat från Öppna dörren")
    expect(letter).to_contain_text("Avgjort: lagt undan, dubblett ur övningen.")
    expect(letter.get_by_role("button", name="Sänd om")).to_have_count(0)


def test_a_source_s_request_is_shown_and_one_that_ends_soon_says_so(
    messy: Kvarten, sit: Sit
) -> None:
    page = sit(ADMINISTRATOR, FEEDS).page
    source = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name="Ambulansjournalen")
    )
    source.get_by_text("går ut om 20 dagar").first.click()
    for words in (
        "OSL 25 kap. 11 § 2", "Följa upp dem som ambulansen lämnat hemma",
        "torsdag 10 december", "Förnya begäran",
    ):  # fmt: skip
        expect(source).to_contain_text(words)
    expect(page.get_by_text("går ut om")).to_have_count(2)


def test_a_lost_network_is_said_with_when_the_page_was_true(messy: Kvarten, sit: Sit) -> None:
    seat = sit("aldre-ssk", FEEDS)
    expect(seat.page.get_by_text("Läget kl. 7.4")).to_be_visible()
    seat.eyes.network_is_cut = True
    seat.page.context.set_offline(True)
    seat.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(seat.page.get_by_text("Inget nät sedan 7.4")).to_be_visible()
    expect(seat.page.get_by_role("region", name="Allt som kom in")).to_be_visible()
    seat.page.context.set_offline(False)
    expect(seat.page.get_by_text("Inget nät sedan")).to_have_count(0)


def test_the_page_is_for_those_who_lead_or_look_after_the_feeds(
    untouched: Kvarten, sit: Sit
) -> None:
    page = sit("hemtjanstplanerare", FEEDS).page
    expect(page.get_by_role("alert")).to_contain_text("Flödena visas för den som leder")
    menu = page.get_by_role("navigation")
    expect(menu.get_by_role("link", name="Flöden")).to_have_count(0)


def mending(page: Page) -> Iterator[State]:
    # The letters, the newest of which is opened, and everything unfolded.
    rejected = page.get_by_role("region", name="Avvisade")
    rejected.get_by_text(FAULTY).click()
    page.get_by_text("Begäran och mer").nth(3).click()
    yield "flöden, förvaltaren", whole(page)
    rejected.get_by_role("button", name="ed.visit.closed").last.click()
    letter = page.get_by_role("region", name="Avvisat från")
    letter.get_by_role("button", name="Lägg undan …").click()
    yield "flöden, ett brev", letter


def leading(page: Page) -> Iterator[State]:
    page.get_by_text("inte är på tavlan").last.click()
    yield "flöden, den som leder", whole(page)


def test_the_page_is_fit_to_use_on_every_screen(messy: Kvarten, sit: Sit) -> None:
    visit(sit, (
        Visit("aldre-ssk", FEEDS, "Allt som kom in", leading),
        Visit(ADMINISTRATOR, FEEDS, "Avvisade", mending),
    ))  # fmt: skip


@pytest.mark.parametrize("screen", [TABLET, PHONE], ids=["platta", "telefon"])
def test_the_whole_sum_is_in_view_when_the_page_is_opened(
    messy: Kvarten, sit: Sit, screen: dict[str, Any]
) -> None:
    page = sit("aldre-ssk", FEEDS, **screen).page
    told = page.get_by_role("region", name="Allt som kom in").get_by_role("list").first
    expect(told.get_by_role("listitem").last).to_be_in_viewport(ratio=1)
