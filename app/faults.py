"""Faults understands how what nobody foresaw is written down: of what kind and where, never of whom.

An error's own words may quote a row, a name or a number: PostgreSQL's do. They are left out, and so
is what others have made of them: text that was a traceback, an error among a message's arguments.
"""

import asyncio
import copy
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

_TRACEBACK = re.compile(r"Traceback \(most recent call last\).*", re.DOTALL)
_PLACE = re.compile(r'^ *File ".*", line \d+, in .*$', re.MULTILINE)
_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("kvarten")


def told(error: BaseException) -> str:
    """Where an error and those behind it were raised, and their kinds."""
    lines: list[str] = []
    for each in reversed(list(_behind(error))):
        lines += traceback.format_tb(each.__traceback__)
        lines.append(f"{_kind(each)}\n")
    return "".join(lines).rstrip()


class Wordless(logging.Formatter):
    """Writes a log line without the words of any error."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # A line of our own: another handler may have put the error's words on the one we share.
        record = copy.copy(record)
        record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(
                _kind(arg) if isinstance(arg, BaseException) else arg for arg in record.args
            )
        if isinstance(record.msg, BaseException):
            record.msg = _kind(record.msg)
        message = record.getMessage()
        if _TRACEBACK.search(message):
            places = _PLACE.findall(message)
            message = "\n".join([_TRACEBACK.sub("", message).rstrip(), *places]).lstrip()
        record.msg, record.args = message, None
        return super().format(record)

    def formatException(self, ei: _Info) -> str:  # noqa: N802 logging's own name
        return told(ei[1]) if ei[1] is not None else ""


def write_down() -> None:
    """From here on whatever is logged or falls through goes to standard error, without words."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Wordless())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.unraisablehook = lambda fault: _fallen(fault.exc_value)
    threading.excepthook = lambda fault: _fallen(fault.exc_value)


def in_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What falls through in an event loop; asyncio's own words would quote the error."""
    _fallen(context.get("exception"))


def _fallen(error: BaseException | None) -> None:
    log.error("fell through", exc_info=error)


def _kind(error: BaseException) -> str:
    """What PostgreSQL or the system calls the fault says more than our name, and nothing of a row."""
    code = getattr(getattr(error, "orig", error), "sqlstate", None)
    code = error.strerror if isinstance(error, OSError) else code
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} ({code})" if code else kind


def _behind(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        if isinstance(following, BaseExceptionGroup):
            for each in following.exceptions:
                yield from _behind(each)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
