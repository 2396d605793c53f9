"""The given database is the one that KVARTEN_DATABASE_URL names; where none is, our own cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from app.errors import Misconfigured
from app.postgres.cluster import Cluster
from app.settings import Settings


@contextmanager
def owner_url(settings: Settings) -> Iterator[str]:
    """The owner's URL to Kvarten's database, which stays up for as long as this is entered."""
    if settings.database_url:
        _see_that_it_answers(settings.database_url)
        yield settings.database_url
        return
    with Cluster(settings.home) as cluster:
        yield cluster.url()


def _see_that_it_answers(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise Misconfigured(
            "Databasen i KVARTEN_DATABASE_URL svarar inte eller släpper inte in oss. Se att den är "
            "igång, och att adress, namn och lösenord stämmer."
        ) from error
