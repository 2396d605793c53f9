"""Identity understands what is told of who the person is, and of what the person allows."""

from datetime import timedelta
from typing import Any, assert_never

from app.events.kinds import Event, identity
from app.people import joins
from app.people.facts import Block, Capacity, Emergency, Important, Relation, Svod
from app.people.person import Consent, Person
from app.people.stamp import Stamp

DAY = timedelta(days=1)


def changes(person: Person, event: Event, stamp: Stamp, body: identity.Body) -> dict[str, Any]:
    """The facts that the event changes, by name."""
    key = event.correlation or ""
    match body:
        case identity.PersonRegistered():
            return {
                "given_name": body.given_name or person.given_name,
                "family_name": body.family_name or person.family_name,
                "birth_date": body.birth_date or person.birth_date,
                "listed_vc": body.listed_vc or person.listed_vc,
                "municipality_code": body.municipality_code or person.municipality_code,
                "protected": joins.never_lower(person.protected, body.protected),
            }
        case identity.PersonUpdated():
            return {
                "given_name": body.given_name or person.given_name,
                "family_name": body.family_name or person.family_name,
                "birth_date": body.birth_date or person.birth_date,
                "municipality_code": body.municipality_code or person.municipality_code,
            }
        case identity.ListingChanged():
            return {"listed_vc": body.vc}
        case identity.ProtectedChanged():
            return {"protected": body.flag}
        case identity.Important():
            said = Important(stamp, " ".join(body.text.split()))
            # Each unit's own: what somebody may not know takes nothing from what they may.
            others = tuple(one for one in person.important if not _of(one, stamp))
            return {"important": (*others, said)}
        case identity.PersonDied():
            return {"died_on": body.on, "died": stamp}
        case identity.PersonMerged():
            # Whose events these are follows from it (people/merges.py): no fact among them.
            return {}
        case identity.ConsentGiven():
            given = Consent(
                stamp, body.purpose, "given", body.start, body.end, body.units, body.employee, key,
                body.ground,
            )  # fmt: skip
            return {"consents": joins.consent(person, given)}
        case identity.ConsentRefused():
            return {"consents": joins.consent(person, Consent(stamp, body.purpose, "refused"))}
        case identity.ConsentEnded():
            ended = Consent(stamp, body.purpose, "ended", key=key)
            return {"consents": joins.consent(person, ended)}
        case identity.ConsentVoided():
            voided = Consent(stamp, body.purpose, "voided", key=key)
            return {"consents": joins.consent(person, voided)}
        case identity.BlockSet():
            block = Block(stamp, body.unit, body.scope)
            return {"blocks": (*_unblocked(person, body.unit), block)}
        case identity.BlockLifted():
            return {"blocks": _unblocked(person, body.unit)}
        case identity.CapacityAssessed():
            return {"capacity": Capacity(stamp, body.by, body.basis, body.from_, body.to)}
        case identity.CapacityEnded():
            # An end of an assessment that we were never told of leaves nothing to stand on.
            assessed = person.capacity
            return {"capacity": assessed and assessed.but(stamp=stamp, to=body.on)}
        case identity.SvodInformed():
            return {"svod": (person.svod or Svod(stamp)).but(stamp=stamp, informed_on=body.on)}
        case identity.SvodObjected():
            return {"svod": (person.svod or Svod(stamp)).but(stamp=stamp, objected_on=body.on)}
        case identity.SvodObjectionLifted():
            return {"svod": (person.svod or Svod(stamp)).but(stamp=stamp, objected_on=None)}
        case identity.RelationOpened():
            return {"relations": (*_unrelated(person, body.unit), Relation(stamp, body.unit))}
        case identity.RelationClosed():
            return {"relations": _unrelated(person, body.unit)}
        case identity.EmergencyAccess():
            opened = Emergency(stamp, body.user)
            return {"emergencies": joins.kept(person.emergencies, opened, event.occurred_at, DAY)}
        case _:
            assert_never(body)


def _of(one: Important, stamp: Stamp) -> bool:
    old = one.stamp
    return (old.controller, old.unit, old.sensitive) == (
        stamp.controller, stamp.unit, stamp.sensitive,
    )  # fmt: skip


def _unblocked(person: Person, unit: str) -> tuple[Block, ...]:
    return tuple(block for block in person.blocks if block.unit != unit)


def _unrelated(person: Person, unit: str) -> tuple[Relation, ...]:
    return tuple(relation for relation in person.relations if relation.unit != unit)
