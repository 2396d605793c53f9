"""Signs page understands what docs/loggranskning.md says of the rules: it asks the rules themselves."""

from app.scrutiny.signs import RULES, Bounds

USUAL = Bounds()
BOUNDS = (
    ("slumpvis dragna rader i veckan", USUAL.sample),
    ("vanlig tid", f"{USUAL.opens:%H.%M}–{USUAL.closes:%H.%M}, måndag till fredag utom helgdagar"),
    ("många blickar: läsningar av en person på en vecka", USUAL.looks),
    ("många personer: lästa på en vecka", USUAL.persons),
    ("upprepade nekanden på en vecka", USUAL.denials),
    ("försenad efter, dagar", USUAL.overdue_days),
)


def page() -> str:
    """The generated part of the page."""
    lines = ["| regel | vad den ser | varför |", "|---|---|---|"]
    lines += [f"| **{one.title}** | {one.looks_at} | {one.why} |" for one in RULES]
    lines += ["", "| inställning | så är den från början |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in BOUNDS]
    return "\n".join(lines) + "\n"
