"""Render understands what of a row one kind of viewer may see; nothing else makes a RowView.

A viewer who may not see every fact of the decisive reason gets neither urgency, section, place,
estimate, proposal nor reason: as berörd enhet a neutral line, else nothing. In room mode everyone
present must be entitled, and names are initials.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.access.grounds import refused, shares
from app.access.law import Basis, Law
from app.access.party import CENTRE, Datum, Party
from app.access.policy import Level, hears_name, sight
from app.events.kinds import Category
from app.huddle.arrivals import reasons_of
from app.huddle.board import Row
from app.huddle.matter import Came, Matter, Stood
from app.huddle.row_messages import (
    Because,
    Content,
    OwnAction,
    Proposal,
    ReasonFact,
    ReasonView,
    RowView,
)
from app.huddle.verdict import Answer, FactUse, Reason, Step

ROLE_TEXT = {
    "aldre_ssk": "äldre-ssk",
    "vc_lakare": "läkare",
    "kommun_hsl": "kommunal primärvård",
    "hemtjanst_planerare": "hemtjänst",
    "bistandshandlaggare": "bistånd",
    "chef": "chef",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """One kind of viewer: everyone of it gets the same bytes.

    At a desk `parties` is the viewer's own; in room mode all that are present. `staff`: works at
    the centre that convenes, at an own desk.
    """

    mode: Literal["desk", "room"]
    parties: tuple[Party, ...]
    staff: bool

    def __post_init__(self) -> None:
        if not self.parties:
            raise ValueError("everything is for an audience of nobody")


@dataclass(frozen=True, slots=True)
class Seeing:
    """What rendering needs beside the row: who is who, whom the huddle calls, and when it is.

    `sources` are the names of those who tell us, by id.

    `seen` is what has been asked and rendered with it, by the ids of what it was about: most of a
    board is the same row before and after. Another instant, another Seeing.
    """

    law: Law
    called: Sequence[Party]
    now: datetime
    sources: Mapping[str, str] = field(default_factory=dict)
    seen: dict[tuple[int, int], Any] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )


def render(
    row: Row, audience: Audience, seeing: Seeing, own_actions: Sequence[OwnAction] = ()
) -> RowView | None:
    """The row as this audience may see it; None when it is not to know that there is one."""
    matter: Matter = row.content
    sees = _sees(matter, audience, seeing)
    if not matter.reasons or not sees(matter.reasons[0]):
        return _neutral(row, matter, audience, own_actions)
    standing = zip(matter.reasons, matter.stood, strict=True)
    seen = [(reason, stood) for reason, stood in standing if sees(reason)]
    marked = next((stood for _, stood in seen if _told(stood, audience)), Stood())
    room = audience.mode == "room"
    knows_cfs = matter.cfs_fact is None or _entitled(matter.cfs_fact, matter, audience, seeing)
    proposal = _proposal(matter, audience, seeing)
    awaits = audience.staff and proposal is not None and awaits_consent(matter, seeing)
    content = Content(
        name=matter.initials if room else matter.name,
        birth_year=matter.birth_year,
        age=None if room else matter.age,
        cfs=matter.cfs if knows_cfs else None,
        cfs_state=matter.cfs_state if knows_cfs else "hidden",
        reasons=[_reason(reason, audience, seeing) for reason, _ in seen],
        proposal=proposal,
        awaiting_consent=awaits,
        incapable=awaits and matter.subject.incapable,
        blocked=audience.staff and matter.blocked,
        mornings=max(stood.mornings for _, stood in seen),
        forced=any(stood.forced for _, stood in seen),
        mark=marked.mark,
        mark_text=marked.text,
        person=None if room else matter.person,
    )
    # What other rows have taken is the centre's own to know: to others a row takes what is set.
    seconds = row.seconds if audience.staff else matter.reasons[0].seconds
    return RowView(
        row.id, row.place, row.section, row.urgency, seconds, content, row.new_at,
        row.decision, row.action, row.spent, row.withdrawn,
    )  # fmt: skip


def _told(stood: Stood, audience: Audience) -> bool:
    """Whether a mark is this audience's: what is done about an earlier event rests on that one's facts."""
    return stood.mark is not None and (audience.staff or stood.mark != "ny_handelse")


def awaits_consent(matter: Matter, seeing: Seeing) -> bool:
    """Whether somebody called may not hear of this person because nobody has asked yet."""
    return not refused(matter.subject) and any(
        party.role not in CENTRE and not shares(party.unit, matter.subject, seeing.now)
        for party in seeing.called
    )


@dataclass(frozen=True, slots=True)
class Account:
    """What a view gives away of a row and what it keeps: for the log, and nothing of what it says.

    `refused` are the categories of the row's facts that the viewer did not get; a category may be
    both. `controllers` are those whose facts were given.
    """

    given: frozenset[Category]
    refused: frozenset[Category]
    bases: frozenset[Basis]
    controllers: frozenset[str]


def account(matter: Matter, view: RowView, audience: Audience, seeing: Seeing) -> Account:
    """What the log is to say of a view of a row that render has made."""
    content, facts = view.content, {fact for one in matter.reasons for fact in one.facts}
    facts |= {fact for fact in (matter.cfs_fact, matter.owner_fact) if fact is not None}
    if view.place == "mine":
        kept = frozenset(fact.category for fact in facts)
        told = {Category.D1}
        told |= {Category.D2} if content.pud is not None else set()
        told |= {Category.D8} if content.own_actions else set()
        bases = frozenset({Basis.STATUTORY_NOTICE_L612})
        return Account(frozenset(told), kept, bases, frozenset())
    sees = _sees(matter, audience, seeing)
    seen = {fact for one in matter.reasons if sees(one) for fact in one.facts}
    if content.cfs is not None and matter.cfs_fact is not None:
        seen.add(matter.cfs_fact)
    if content.proposal is not None and content.proposal.owner and matter.owner_fact is not None:
        seen.add(matter.owner_fact)
    return Account(
        frozenset({Category.D1, *(fact.category for fact in seen)}),
        frozenset(fact.category for fact in facts - seen),
        frozenset(
            sight(party, matter.subject, datum(fact, party), seeing.law, seeing.now).basis
            for party in audience.parties
            for fact in seen
        ),
        frozenset(fact.controller for fact in seen),
    )


def seen_reasons(
    matter: Matter, audience: Audience, seeing: Seeing
) -> list[tuple[Reason, Came | None]]:
    """The reasons that place the row, or did while the room was at it, and that this audience sees."""
    sees = _sees(matter, audience, seeing)
    placing = (one for one in reasons_of(matter) if not one.reason.line)
    return [(one.reason, one.came) for one in placing if sees(one.reason)]


def _sees(matter: Matter, audience: Audience, seeing: Seeing) -> Callable[[Reason], bool]:
    """Of each reason for the row, whether the audience may have it: the name and every fact."""
    key = id(matter), id(audience)
    kept = seeing.seen.get(key)
    if kept is None:
        # What is kept holds on to both, so that no other comes to have their ids.
        kept = seeing.seen[key] = matter, audience, _asked(matter, audience, seeing)
    sees: Callable[[Reason], bool] = kept[2]
    return sees


def _asked(matter: Matter, audience: Audience, seeing: Seeing) -> Callable[[Reason], bool]:
    """Asks policy of each reason; the facts of a row are much alike, and each kind is asked for once."""
    subject, law, now = matter.subject, seeing.law, seeing.now
    if not all(hears_name(party, subject, law, now) for party in audience.parties):
        return lambda _: False
    told: dict[tuple[object, ...], bool] = {}

    def may(fact: FactUse) -> bool:
        alike = fact.category, fact.controller, fact.notice, fact.bare, fact.unit
        found = told.get(alike)
        if found is None:
            found = told[alike] = _entitled(fact, matter, audience, seeing)
        return found

    return lambda one: all(map(may, one.facts))


def _entitled(fact: FactUse, matter: Matter, audience: Audience, seeing: Seeing) -> bool:
    return all(
        sight(party, matter.subject, datum(fact, party), seeing.law, seeing.now).level is Level.FULL
        for party in audience.parties
    )


def datum(fact: FactUse, party: Party) -> Datum:
    """A fact as a party asks for it. To all but a centre a notice gives the name and the PUD alone."""
    notice = fact.notice and party.role in CENTRE
    return Datum(fact.category, fact.controller, notice, bare=fact.bare, unit=fact.unit)


def _neutral(
    row: Row, matter: Matter, audience: Audience, own_actions: Sequence[OwnAction]
) -> RowView | None:
    """Name, PUD and own action, for a berörd enhet at its own desk."""
    subject = matter.subject
    if audience.mode == "room" or subject.protected:
        return None
    if any(party.unit not in subject.concerned for party in audience.parties):
        return None
    puds = [matter.puds[party.unit] for party in audience.parties if party.unit in matter.puds]
    content = Content(matter.name, pud=max(puds, default=None), own_actions=list(own_actions))
    return RowView(row.id, "mine", None, None, 0, content)


def _reason(reason: Reason, audience: Audience, seeing: Seeing) -> ReasonView:
    desk = audience.mode == "desk"
    return ReasonView(
        reason.rule, reason.version, reason.headline, reason.sentence, reason.freshness,
        reason.urgency.value, "ja" if reason.answer is Answer.JA else "oklart", reason.unsure,
        [_because(step) for step in reason.steps if desk and _asked_of(step, audience)],
        [_fact(fact, seeing) for fact in reason.facts if desk],
        None if reason.line else reason.at,
    )  # fmt: skip


def _asked_of(step: Step, audience: Audience) -> bool:
    """A no, and what is not known, rest on facts that are not among those that were passed by sight."""
    return audience.staff or step.answer is Answer.JA


def _because(step: Step) -> Because:
    return Because(step.text, step.answer.value)


def _fact(fact: FactUse, seeing: Seeing) -> ReasonFact:
    source = seeing.sources.get(fact.source, fact.source)
    return ReasonFact(fact.what, source, fact.occurred_at, fact.recorded_at, fact.received_at)


def _proposal(matter: Matter, audience: Audience, seeing: Seeing) -> Proposal | None:
    first, owner = matter.reasons[0], matter.owner
    if not first.what:
        return None
    chosen_by = matter.owner_fact
    if chosen_by is not None and not _entitled(chosen_by, matter, audience, seeing):
        owner = None
    return Proposal(
        what=first.what,
        owner=owner.unit if owner else None,
        owner_text=owner.name if owner else "",
        role=first.role,
        role_text=ROLE_TEXT[first.role],
        due=first.due,
        route=first.route,
    )


def neutral_text(name: str) -> str:
    """All that an action says to an owner who may not see what it rests on."""
    return f"Kontakta vårdcentralen om {name}"
