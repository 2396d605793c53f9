"""Sentences: a rule reads as prose, and each of its numbers stands in it once and says what it is."""

import pytest

from app.huddle import sentences as s
from app.huddle.numbers import OF_EVERY_ROW
from app.huddle.rule import Rule
from app.huddle.rulebook import load

RULES = {rule.id: rule for rule in load()}


def read(told: tuple[s.Sentence, ...]) -> dict[str, str]:
    """The sentences as text, with [name] where a number stands."""
    return {
        one.about: "".join(p.text if p.number is None else f"[{p.number}]" for p in one.parts)
        for one in told
    }


def test_a_rule_reads_as_a_nurse_would_say_it() -> None:
    assert read(s.sentences(RULES["akut-ej-inlagd"])) == {
        "upp": "Ta upp: akutbesök avslutat sedan sist, inom [fonster_dygn] dygn. Villkor: "
        "tillhör målgruppen från [alder] år och gick hem eller lämnade akuten.",
        "rod": "Röd: minst [besok_rod] akutbesök på [dygn_rod] dygn eller har CFS minst [cfs_rod].",
        "klar": "Klar: kontakt är registrerad eller är åter inskriven på sjukhus.",
        "forslag": "Föreslå: Ring i dag, äldre-ssk.",
    }


def test_conditions_within_conditions_are_kept_together_by_commas() -> None:
    assert read(s.sentences(RULES["hemgang-72"]))["upp"].endswith(
        "skrevs ut till eget hem, och är minst [alder_utan_cfs] år eller har CFS minst [cfs]."
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_number_stands_in_a_sentence_and_has_words_of_its_own(rule: Rule) -> None:
    shown = [part.number for one in s.sentences(rule) for part in one.parts if part.number]
    names = [number.name for number in rule.numbers]
    assert sorted(set(shown)) == sorted(names)
    labels = s.labels(rule)
    assert sorted(labels) == sorted(names)
    assert all(label.count(s.WITHIN) == 1 for label in labels.values())
    assert all(" " in label for label in labels.values())


def test_the_other_number_of_a_phrase_is_written_out_in_the_words_of_one() -> None:
    labels = s.labels(RULES["akut-ej-inlagd"])
    assert labels["besok_rod"] == "minst … akutbesök på 7 dygn"
    assert labels["dygn_rod"] == "minst 2 akutbesök på … dygn"


def test_what_holds_of_every_row_is_said_by_sentences_of_the_same_kind() -> None:
    every = s.of_every_row()
    assert [read([one])["tid"] for one in every] == [
        "En röd rad får [rod] sekunder, en gul [gul] och en grå [gra].",
        "Morgon nummer [morgnar] skjuts en rad inte upp längre: då beslutas den.",
        "Den som äger en åtgärd arbetar från kl. [oppnar] till kl. [stanger].",
    ]
    named = {part.number for one in every for part in one.parts} - {None}
    assert named == s.LABELS_OF_EVERY_ROW.keys() == {one.name for one in OF_EVERY_ROW}
