"""Printed understands how an extract from the log is written: as CSV for a sheet, as PDF for paper.

The PDF carries its typeface within it (Bitstream Vera, Western European letters); a letter that it
lacks is written as the one it is built on.
"""

import io
import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from app import cells, clock
from app.access.extract import Access, Extract

HEAD = ("Tid", "Vem", "Roll", "Enhet", "Huvudman", "Vad", "Uppgifter som visades")
WIDTHS = (32, 33, 34, 43, 38, 47, 50)
TITLE = "Utdrag ur åtkomstloggen"
NOBODY = "Ingen har haft åtkomst till uppgifter om personen under tiden."
LAW = (
    "Enligt 8 kap. 5 § patientdatalagen (2008:355) och 4 kap. 5 § lagen (2022:913) om sammanhållen vård- "
    "och omsorgsdokumentation. Frågor om en åtkomst ställs till den huvudman som står på raden."
)
FONT, BOLD = "KvartenVera", "KvartenVeraBd"


def as_csv(told: Extract) -> bytes:
    """As a Swedish sheet opens it; no cell is a formula."""
    return cells.sheet([HEAD, *(_cells(one) for one in told.accesses)]).encode()


def as_pdf(told: Extract) -> bytes:
    """A4 across, with the head on each page and the pages numbered."""
    _fonts()
    out = io.BytesIO()
    small = ParagraphStyle("small", fontName=FONT, fontSize=7.5, leading=9.5)
    bold = ParagraphStyle("bold", small, fontName=BOLD)
    large = ParagraphStyle("large", small, fontName=BOLD, fontSize=15, leading=20)
    day = "%Y-%m-%d %H:%M"
    since, before = (clock.local(at).strftime(day) for at in (told.since, told.before))
    head = [
        f"Person: {told.number}",
        f"Huvudman: {told.whose}",
        f"Tid: från {since} till {before}. Antal: {len(told.accesses)}.",
        *([f"Utlämnas till: {told.recipient}"] if told.recipient else []),
        f"Utskrivet {clock.local(told.made_at).strftime(day)}. {LAW}",
    ]
    parts = [
        Paragraph(TITLE, large),
        *(_paragraph(line, small) for line in head),
        Spacer(1, 5 * mm),
    ]
    if told.accesses:
        rows = [[_paragraph(cell, bold) for cell in HEAD]]
        rows += [[_paragraph(cell, small) for cell in _cells(one)] for one in told.accesses]
        table = LongTable(rows, [width * mm for width in WIDTHS], repeatRows=1)
        lines = ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)
        table.setStyle(TableStyle([lines, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        parts.append(table)
    else:
        parts.append(_paragraph(NOBODY, small))
    paper = SimpleDocTemplate(
        out, pagesize=landscape(A4), title=TITLE, author="Kvarten", lang="sv-SE",
        leftMargin=10 * mm, rightMargin=10 * mm, topMargin=12 * mm, bottomMargin=14 * mm,
    )  # fmt: skip
    paper.build(parts, onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue()


def _cells(one: Access) -> tuple[str, ...]:
    return (one.when, one.who, one.role, one.unit, one.provider, one.what, one.kinds)


def _paragraph(told: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_in_letters(told)), style)


def _foot(canvas: Canvas, _: object) -> None:
    canvas.setFont(FONT, 7)
    canvas.drawRightString(landscape(A4)[0] - 10 * mm, 8 * mm, f"Sida {canvas.getPageNumber()}")


@cache
def _fonts() -> frozenset[int]:
    """Make the typeface known; answers the letters it has."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in ((FONT, "Vera.ttf"), (BOLD, "VeraBd.ttf")):
        pdfmetrics.registerFont(TTFont(name, folder / file))
    return frozenset(pdfmetrics.getFont(FONT).face.charToGlyph)


def _in_letters(told: str) -> str:
    known = _fonts()
    return "".join(one if ord(one) in known else _plain(one, known) for one in told)


def _plain(letter: str, known: frozenset[int]) -> str:
    base = "".join(one for one in unicodedata.normalize("NFD", letter) if ord(one) in known)
    return base or "?"
