"""The feeds door: how each source is, this morning's reconciliation, a heartbeat, and the gauges."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)
from sqlalchemy import text
from starlette.responses import Response

from app import clock
from app.access.door import house_of, signed_in
from app.access.viewer import Viewer
from app.days import local_date
from app.errors import Forbidden
from app.events import feeds, freshness
from app.events.door import Doorkeeper, keeper_of
from app.events.messages import FeedsView, Heartbeat, ReconciliationView
from app.house import House
from app.huddle import reconcile
from app.wire import Json

router = APIRouter(prefix="/api", tags=["feeds"])
gauges = APIRouter(tags=["drift"])

MENDS = "systemadmin"
SEES = ("aldre_ssk", MENDS)
DIFFER = text("SELECT counters_differ FROM installation")
ALL_TIME = text("""
SELECT source, door, sum(new), sum(known), sum(rejected), sum(not_used), sum(refused)
FROM intake GROUP BY source, door ORDER BY source, door
""")


async def sees_feeds(viewer: Viewer = Depends(signed_in)) -> Viewer:  # noqa: B008
    """Whoever convenes a huddle or looks after the feeds."""
    if viewer.role not in SEES:
        raise Forbidden("Flödena visas för den som leder avstämningen och för systemförvaltaren.")
    return viewer


@router.get("/feeds")
async def all_feeds(
    viewer: Viewer = Depends(sees_feeds),  # noqa: B008
    house: House = Depends(house_of),  # noqa: B008
) -> Response:
    """Each source, and of each centre that the viewer leads what became of all that came in."""
    now = clock.now()
    async with house.database.work() as session:
        views = await feeds.view(session, house, now)
    centres = [key for key in viewer.centres if viewer.leads(key)]
    sums = [reconcile.told_apart(await reconcile.reconcile(house, key, now)) for key in centres]
    return Json(FeedsView(now, viewer.role == MENDS, views, [_sum(house, one) for one in sums]))


def _sum(house: House, found: reconcile.Reconciled) -> ReconciliationView:
    return ReconciliationView(
        found.centre, house.organisation.centres[found.centre].name, found.since, found.at,
        found.received, found.listed, found.not_listed, found.held, found.apart, found.rejected,
        found.history, _in_order(found.reasons),
    )  # fmt: skip


@router.post("/heartbeat")
async def heartbeat(
    request: Request,
    house: House = Depends(house_of),  # noqa: B008
    keeper: Doorkeeper = Depends(keeper_of),  # noqa: B008
) -> Response:
    """A source says that it is alive though it has nothing to tell. Also for trying the alarm."""
    source = await keeper.source_of(request)
    now = clock.now()
    async with house.database.work() as session:
        await feeds.heard(session, source.id, now)
    source.last_heard = now
    return Json(Heartbeat(source.id, now, feeds.expected_by(source)))


@gauges.get("/metrics")
async def metrics(house: House = Depends(house_of)) -> Response:  # noqa: B008
    """The feeds as Prometheus reads them: no person, no centre, only sources and how they are."""
    now = clock.now()
    registry = CollectorRegistry()
    last = _gauge(
        registry, "source_last_heard_timestamp_seconds", "When a source was last heard of"
    )
    quiet = _gauge(registry, "source_quiet_seconds", "How long of its own hours it has been quiet")
    late = _gauge(registry, "source_late", "1 while a source is later than its interval")
    shut = _gauge(registry, "source_closed", "1 while the request to a source does not hold")
    lag = _gauge(registry, "source_lag_seconds", "From when the newest happened until it came")
    left = _gauge(
        registry, "source_request_days_left", "Days until the request to a source expires"
    )
    waiting = _gauge(registry, "source_letters_open", "Rejected messages that wait for a decision")
    differ = Gauge(
        "kvarten_counters_differ", "Persons whose counters were not their events' last night",
        registry=registry,
    )  # fmt: skip
    events = Counter(
        "kvarten_events", "Events by what became of them", ("source", "door", "outcome"),
        registry=registry,
    )  # fmt: skip
    async with house.database.work() as session:
        letters = await feeds.letters(session)
        differ.set((await session.execute(DIFFER)).scalar_one_or_none() or 0)
        for source in await feeds.sources(session):
            name = source.id
            late.labels(name).set(feeds.state(source, now) == "late")
            shut.labels(name).set(freshness.closed(source, now) is not None)
            waiting.labels(name).set(letters.get(name, 0))
            if source.valid_to is not None:
                left.labels(name).set((source.valid_to - local_date(now)).days)
            if source.last_heard is not None:
                last.labels(name).set(source.last_heard.timestamp())
                quiet.labels(name).set(freshness.quiet_for(source, now).total_seconds())
                if source.last_event is not None:
                    told = source.last_heard - source.last_event
                    lag.labels(name).set(max(0.0, told.total_seconds()))
        for source_, door, *counts in await session.execute(ALL_TIME):
            for outcome, n in zip(feeds.COUNTED, counts, strict=False):
                events.labels(source_, door, outcome).inc(int(n))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _gauge(registry: CollectorRegistry, name: str, told: str) -> Gauge:
    return Gauge(f"kvarten_{name}", told, ("source",), registry=registry)


def _in_order(reasons: Mapping[str, int]) -> dict[str, int]:
    """The most first, and of as many by name: the order of what came in tells what that was."""
    return dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
