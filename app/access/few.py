"""Few understands when so few persons are counted that whoever sees counts alone is not told how many."""

FEWEST = 5
"""A smaller number of persons is told as few (domain facts, access 1.4, D9)."""
FEW = f"färre än {FEWEST}"


def few(persons: int) -> bool:
    """Whether there is somebody, and not so many that nobody can be known by it."""
    return 0 < persons < FEWEST
