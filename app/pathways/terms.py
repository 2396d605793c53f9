"""Terms understands points and items told in free words: which known one a word speaks of, if any."""

import re

MOUTH = r"\bmun|\b(folk)?tand"
SIGHT = r"\bsyn(?!punkt|kop|drom|onym|lig|bar)"
HEARING = r"\bhorsel|\bhorapparat"
RELATIVES = r"\banhorig|\bnarstaende"
"""Patterns of plain words that more than one list asks for."""
PLAIN = str.maketrans("åäöé_", "aaoe ")


def plain(word: str) -> str:
    """A word as it is compared: small letters, without å, ä and ö."""
    return word.lower().translate(PLAIN)


def speaks_of(word: str, known: str) -> bool:
    """Whether a word speaks of what `known` says, a pattern of plain words."""
    return re.search(known, plain(word)) is not None
