"""Own understands what our own huddles and actions leave in the person."""

from typing import Any, assert_never

from app.days import local_date
from app.events.kinds import Event, own
from app.people import joins
from app.people import person as facts
from app.people.facts import Noted
from app.people.person import Person
from app.people.stamp import Stamp


def changes(person: Person, event: Event, stamp: Stamp, body: own.Body) -> dict[str, Any]:
    """The facts that the event changes, by name."""
    match body:
        case own.HuddleSeen():
            seen = facts.Seen(stamp, body.rule, body.episode, body.taken_up)
            return {"seen": joins.kept(person.seen, seen, event.occurred_at)}
        case own.HuddleDecided():
            decided = facts.Decision(
                stamp, body.rule, body.episode, body.decision, body.code, body.owner, body.due,
                body.until, body.action,
            )  # fmt: skip
            return {"decisions": (*person.decisions, decided)}
        case own.ActionAccepted():
            return {
                "actions": joins.action(person, facts.ActionState(stamp, body.action, "accepted"))
            }
        case own.ActionReturned():
            state = facts.ActionState(stamp, body.action, "returned", body.reason)
            return {"actions": joins.action(person, state)}
        case own.ActionHandedOver():
            state = facts.ActionState(stamp, body.action, "handed_over", owner=body.new_owner)
            return {"actions": joins.action(person, state)}
        case own.ActionDone():
            state = facts.ActionState(stamp, body.action, "done", body.outcome)
            return {"actions": joins.action(person, state)}
        case own.ActionDropped():
            state = facts.ActionState(stamp, body.action, "dropped", body.reason)
            return {"actions": joins.action(person, state)}
        case own.FollowupReached():
            reached = facts.Contact(stamp, "followup", True, route=body.route)
            return {"contacts": joins.contact(person, reached)}
        case own.FollowupAttempted():
            return {
                "attempts": joins.kept(person.attempts, facts.Attempt(stamp), event.occurred_at)
            }
        case own.FrequentAttenderReviewed():
            on = local_date(event.occurred_at)
            reviewed = Noted(stamp, "frequent_attender", on, by=body.by, note=body.note)
            return {"reviews": joins.noted(person.reviews, reviewed)}
        case own.HuddleHeld() | own.HuddleNotHeld():
            # About a centre and its day: no person is told of.
            return {}
        case _:
            assert_never(body)
