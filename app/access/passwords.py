"""Passwords understand which are refused: the short, the common, and what anybody would guess first.

NIST SP 800-63B-4 3.1.1.2: length and a list of common ones, no rules of composition, no dates of
expiry. Twelve characters, since a code is asked for beside it and fifteen would be asked for alone.
"""

import unicodedata

LEAST, MOST = 12, 128
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzåäö",
    "01234567890123456789",
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
    "1q2w3e4r5t6y7u8i9o0p",
)
WORDS = """
    password passwort passw0rd p@ssword p@ssw0rd lösenord losenord l0senord hemligt welcome
    välkommen valkommen administrator admin letmein iloveyou jagälskardig football fotboll hockey
    sommar sommaren vinter vintern hösten våren january januari september sjuksköterska hemtjänst
    vårdcentral vardcentral sjukhus sverige sweden göteborg goteborg stockholm borås boras sommarlov
    dragon monkey sunshine princess superman starwars trustno1 changeme qwerty azerty mustang
    computer dator internet kvarten
"""
"""Words that lists of leaked passwords begin with, in English and Swedish."""


def normal(password: str) -> str:
    """The same password from every keyboard and system (NFC and NFD of å are one)."""
    return unicodedata.normalize("NFKC", password)


def fault(password: str, *about: str) -> str | None:
    """Why a password is refused, in Swedish; None when it is taken. `about`: names of its owner."""
    told = normal(password)
    if len(told) < LEAST:
        return f"Lösenordet ska ha minst {LEAST} tecken. En mening är lätt att minnas."
    if len(told) > MOST:
        return f"Lösenordet får ha högst {MOST} tecken."
    core = _core(told)
    if len(set(core)) < 5 or _in_order(core):
        return "Lösenordet är ett mönster som prövas först. Välj något annat."
    owners = {_core(part) for one in about for part in one.split() if len(part) > 3}
    words = {_core(word) for word in WORDS.split()} | {word for word in owners if word}
    if _left_of(core, words) < 6:
        return "Lösenordet är för vanligt, eller byggt på ditt namn. Lägg till fler ord."
    return None


def _core(told: str) -> str:
    """The letters and digits, small."""
    return "".join(letter for letter in told.casefold() if letter.isalnum())


def _in_order(core: str) -> bool:
    """Whether it is keys in a row, there and back, or the same few again and again."""
    if any(core in alphabet * 2 or core[::-1] in alphabet * 2 for alphabet in ALPHABETS):
        return True
    return any(core == (core[:n] * len(core))[: len(core)] for n in range(1, len(core) // 2))


def _left_of(core: str, words: set[str]) -> int:
    """How many letters are left when common words, and the digits that end it, are taken away."""
    for word in sorted(words, key=len, reverse=True):
        core = core.replace(word, "")
    return len(core.strip("0123456789"))
