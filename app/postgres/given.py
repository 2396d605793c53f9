"""The given database is the one that KVARTEN_DATABASE_URL names; where none is, our own cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.postgres.cluster import Cluster
from app.settings import Settings


@contextmanager
def owner_url(settings: Settings) -> Iterator[str]:
    """The owner's URL to Kvarten's database, which stays up for as long as this is entered."""
    if settings.database_url:
        yield settings.database_url
        return
    with Cluster(settings.home) as cluster:
        yield cluster.url()
