"""A source that has gone silent is named, and hides no row; many of them leave room for the rows."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import expect

from app.postgres.cluster import ADMIN, Cluster
from tests.browser import night
from tests.browser.running import Kvarten
from tests.browser.seats import PHONE, Sit
from tests.browser.stages import BOARD
from tests.browser.walls import lit

YESTERDAY = "2026-11-19T03:00Z"
NAMED = "Inga uppgifter från Mobila team sedan tor kl. 4.00."
Silenced = Callable[..., None]


@pytest.fixture
def silenced(kvarten: Kvarten) -> Silenced:
    """The known night, and sources that have said nothing since yesterday when agendas are built."""

    def silence(*names: str) -> None:
        kvarten.begin(*night.night(), at="2026-11-20T05:10")
        with psycopg.connect(Cluster(kvarten.home).url(user=ADMIN), autocommit=True) as admin:
            told = "UPDATE source SET last_heard = %s WHERE id LIKE ANY (%s)"
            admin.execute(told, (YESTERDAY, list(names)))
        kvarten.move_clock("2026-11-20T07:40")

    return silence


def test_a_silent_source_is_named_with_its_number_and_its_rows_say_that_they_are_unsure(
    silenced: Silenced, sit: Sit
) -> None:
    silenced("mobila")
    nurse = sit()
    expect(nurse.page.get_by_text(NAMED)).to_be_visible()
    expect(nurse.page.get_by_role("link", name="Ring Mobila team")).to_be_visible()
    gunborg = nurse.row(night.GUNBORG)
    expect(gunborg.get_by_text("Osäkert", exact=True)).to_be_visible()
    gunborg.get_by_role("button", name="Varför?").click()
    expect(gunborg.get_by_text("Osäkert: inga uppgifter från de mobila teamen.")).to_be_visible()
    expect(nurse.row(night.HOLGER).get_by_text("Osäkert", exact=True)).to_have_count(0)


def test_many_silent_sources_stand_in_one_line_that_unfolds(
    kvarten: Kvarten, silenced: Silenced, sit: Sit
) -> None:
    silenced("%")
    phone = sit(path=BOARD, **PHONE)
    line = phone.page.get_by_text("Inga nya uppgifter från 1177 på telefon, Ambulansjournalen")
    expect(line).to_be_visible()
    expect(phone.row(night.GUNBORG)).to_be_in_viewport()
    expect(phone.page.get_by_text(NAMED)).to_be_hidden()
    line.click()
    expect(phone.page.get_by_text(NAMED)).to_be_visible()
    wall = lit(kvarten, sit)
    expect(wall.page.get_by_text("Inga nya uppgifter från")).to_be_visible()
    expect(wall.page.get_by_text("G.Ö. 1934")).to_be_visible()
