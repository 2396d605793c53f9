"""Openapi understands the contract as a document: HTTP routes, and the websocket's messages with them.

`python -m app.openapi` prints the message shapes alone; frontend/src/messages.ts is made from them.
"""

import sys
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.access import messages as access
from app.actions import messages as actions
from app.consents import messages as consents
from app.events import messages as events
from app.events.ingest import Answer
from app.huddle import asks
from app.huddle import messages as huddle
from app.huddle import review_messages as review
from app.huddle import rules_messages as rules
from app.huddle import wall_messages as walls
from app.indicators import messages as indicators
from app.lists import messages as lists
from app.people import messages as people
from app.register import messages as register
from app.register.news import ListingAnswer
from app.scrutiny import messages as scrutiny

SHAPES: tuple[Any, ...] = (
    huddle.FromServer,
    huddle.MetRows,
    asks.FromClient,
    actions.ActionsView,
    actions.ActionCommand,
    actions.LiftedView,
    actions.SessionView,
    review.ReviewView,
    review.Settle,
    review.OpenEmergency,
    review.ContactView,
    review.NameContact,
    walls.WallView,
    walls.WallCode,
    walls.PairWall,
    walls.WallsView,
    walls.RevealView,
    actions.DemoView,
    actions.EntranceView,
    actions.InvitationView,
    access.AccountsView,
    access.CommissionsView,
    access.OwnAccountView,
    access.NewPasskey,
    access.InvitedPasskey,
    access.PasskeyLogin,
    access.InvitationLink,
    access.NewAccount,
    access.NewAssignment,
    access.Reviewed,
    consents.ConsentsView,
    consents.ConsentAct,
    rules.RulesView,
    rules.SetNumber,
    rules.AskTrial,
    rules.TrialView,
    rules.FiguresView,
    rules.AskYear,
    rules.YearTrialsView,
    Answer,
    events.FeedsView,
    events.LettersView,
    events.LetterShape,
    events.Correct,
    events.Discard,
    events.AgainView,
    events.Heartbeat,
    events.Rotate,
    events.NewToken,
    events.SourceKeys,
    events.ReportsView,
    events.Report,
    events.Reported,
    register.OrganisationView,
    register.CentreHistory,
    register.OrganisationChanged,
    register.RetentionView,
    register.ChangeRetention,
    ListingAnswer,
    indicators.CountedPlaces,
    indicators.PeriodView,
    people.PersonView,
    lists.AttendersView,
    lists.PreventionView,
    lists.AssessmentsView,
    lists.Review,
    scrutiny.ScrutinyView,
    scrutiny.OpenedView,
    scrutiny.Judge,
    scrutiny.YearView,
    scrutiny.BoundsView,
)
REF = "#/components/schemas/{name}"


def schemas() -> dict[str, Any]:
    """Every shape that goes over the wire, by class name."""
    _, components = msgspec.json.schema_components(SHAPES, ref_template=REF)
    return components


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an app."""
    if app.openapi_schema is None:
        told = get_openapi(title=app.title, version="0.1.0", routes=app.routes)
        components = told.setdefault("components", {}).setdefault("schemas", {})
        components.update(schemas())
        app.openapi_schema = told
    return app.openapi_schema


def messages() -> bytes:
    """The document that the front end's types are generated from."""
    told = {
        "openapi": "3.1.0",
        "info": {"title": "Kvarten", "version": "0.1.0"},
        "paths": {},
        "components": {"schemas": schemas()},
    }
    return msgspec.json.format(msgspec.json.encode(told, order="sorted"), indent=2)


if __name__ == "__main__":
    sys.stdout.buffer.write(messages() + b"\n")
