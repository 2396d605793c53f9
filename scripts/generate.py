"""Generate writes the parts of docs/ that the code knows best; with --check it only compares.

What lies outside a page's two marks is left alone.
"""

import sys
from pathlib import Path

from scripts import kinds_page, phrases_page, rights_page, seen_page, signs_page

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {
    "handelser.md": kinds_page.page,
    "behorighet.md": rights_page.page,
    "vad-du-ser.md": seen_page.page,
    "loggranskning.md": signs_page.page,
    "fraser.md": phrases_page.page,
}
FIRST, LAST = "<!-- genererat: början -->\n", "<!-- genererat: slut -->\n"


def fresh(name: str) -> str:
    """A page as it should read now."""
    before, _, rest = (DOCS / name).read_text("utf-8").partition(FIRST)
    _, _, after = rest.partition(LAST)
    return before + FIRST + PAGES[name]() + LAST + after


def main() -> None:
    """Write the pages, or say which is not up to date."""
    for name in PAGES:
        text = fresh(name)
        if "--check" not in sys.argv:
            (DOCS / name).write_text(text, "utf-8")
        elif text != (DOCS / name).read_text("utf-8"):
            sys.exit(f"docs/{name} är inte aktuell: kör .venv/bin/python scripts/generate.py")


if __name__ == "__main__":
    main()
