"""Misuse understands a command that cannot be read as it was written, and says so in Swedish.

The library behind the commands says it in English, and has its errors elsewhere from version to version:
they are known by what they are called.
"""


def told(error: Exception) -> str | None:
    """What is wrong with a command, and where its help is; None when the error is none of that kind."""
    sort = type(error).__name__
    if not hasattr(error, "format_message"):
        return None
    if sort == "NoArgsIsHelpError":
        return str(error)
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "kvarten")
    return f"{_wrong(sort, error)} Kör {path} --help för att se hur det skrivs."


def _wrong(sort: str, error: Exception) -> str:
    param = getattr(error, "param", None)
    name = _name(param)
    match sort:
        case "MissingParameter" if name:
            return f"{name} saknas."
        case "NoSuchOption":
            return f"Flaggan {getattr(error, 'option_name', '')} finns inte."
        case "BadParameter" if name:
            return f"Värdet på {name} går inte att förstå."
        case "BadOptionUsage":
            return f"Flaggan {getattr(error, 'option_name', '')} är fel skriven."
        case _:
            return "Kommandot finns inte, eller är inte skrivet så."


def _name(param: object) -> str:
    """--centre, or REGEL: as it stands in the help."""
    flags = [one for one in getattr(param, "opts", ()) if one.startswith("-")]
    return max(flags, key=len) if flags else str(getattr(param, "name", None) or "").upper()
