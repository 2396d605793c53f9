"""Category understands what an event is about as the policy divides it, whatever fact it came to.

A fact knows its own category (`person.CATEGORY`); of an event that left none, or whose fact another
took the place of, only the kind can say it.
"""

from app.events.kinds import Category
from app.people.person import enrolment_category

OF: dict[str, Category] = {
    **dict.fromkeys(
        ("ed", "inpatient", "discharge", "samsa", "ambulance", "mobile", "phone", "vc", "case",
         "assessment", "checklist", "followup"),
        Category.D2,
    ),
    **dict.fromkeys(
        ("annual_check", "medical_plan", "medication_review", "medlist"), Category.D3
    ),
    "cfs": Category.D4,
    "frequent_attender": Category.D4,
    "contact": Category.D1,
    "sip": Category.D5,
    **dict.fromkeys(
        ("alarm", "bistand", "hemtjanst", "lub", "relative", "sol", "group_activity"), Category.D6
    ),
}  # fmt: skip
"""By the word before the dot. Not here: who the person is, what decides who may see, our own acts."""


SAID = {"person.important": Category.D1}
"""What the person says is no matter of the register, though its group is."""


def category_of(kind: str, enrolled: str | None = None) -> Category | None:
    """What an event of the kind is about; None when it is about no matter of care.

    `enrolled` is the kind of an enrolment, which is what says whose matter it is; unknown is D6.
    """
    group = kind.split(".")[0]
    if group == "enrolment":
        return enrolment_category(enrolled or "")
    return SAID.get(kind, OF.get(group))
