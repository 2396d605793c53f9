"""Action understands the life of a decision: assigned → accepted | returned → done | dropped."""

from typing import Literal

State = Literal["assigned", "accepted", "returned", "done", "dropped", "withdrawn"]
Move = Literal["accept", "return", "done", "hand_over"]

MOVES: dict[State, tuple[Move, ...]] = {
    "assigned": ("accept", "return", "done", "hand_over"),
    "accepted": ("done", "return", "hand_over"),
    "returned": (),
    "done": (),
    "dropped": (),
    "withdrawn": (),
}
AFTER: dict[Move, State] = {
    "accept": "accepted",
    "return": "returned",
    "done": "done",
    "hand_over": "assigned",
}
RETURNED_TO: tuple[Move, ...] = ("hand_over", "done")
"""What the centre that decided may do with an action that came back."""

WHY_NOT: dict[State, str] = {
    "assigned": "Åtgärden är inte mottagen än.",
    "accepted": "Åtgärden är redan mottagen.",
    "returned": "Åtgärden är återsänd och väntar på vårdcentralen.",
    "done": "Åtgärden är redan klar.",
    "dropped": "Åtgärden är avförd.",
    "withdrawn": "Källan har tagit tillbaka uppgiften. Åtgärden behövs inte.",
}


def may(state: State, *, owner: bool, centre: bool) -> tuple[Move, ...]:
    """What one unit may do now with an action: as its owner, or as the centre that decided it."""
    if owner and state != "returned":
        return MOVES[state]
    return RETURNED_TO if centre and state == "returned" else ()


def move(state: State, asked: Move, *, owner: bool, centre: bool) -> State | str:
    """The state after, or why not in words. Refusals come as a sentence with a full stop."""
    if asked in may(state, owner=owner, centre=centre):
        return AFTER[asked]
    if not owner and not (centre and state == "returned"):
        return "Åtgärden ligger hos en annan enhet."
    return WHY_NOT[state]
