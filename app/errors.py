"""Errors are refusals with a word the user can read; here stands what each means at the door.

Raise them low and let the doors translate: `status` for HTTP, `close_code` for a websocket. What is
none of these is a bug, and crashes.
"""

from dataclasses import asdict, dataclass
from http import HTTPStatus


class Misconfigured(Exception):
    """The program cannot start or run a command as it was told to; says why, in Swedish."""


class Refusal(Exception):
    """A no that the user may read. `fields` names what was wrong, where something was."""

    status = HTTPStatus.BAD_REQUEST
    title = "Begäran gick inte att utföra"

    def __init__(self, detail: str, *, fields: "tuple[FieldError, ...]" = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields


class NotSignedIn(Refusal):
    """Nobody is asking: there is no session, or it has ended."""

    status = HTTPStatus.UNAUTHORIZED
    title = "Du är inte inloggad"


class Forbidden(Refusal):
    """Someone known asks for what is not theirs."""

    status = HTTPStatus.FORBIDDEN
    title = "Du har inte behörighet"


class Unknown(Refusal):
    """There is no such thing, or none that this viewer may know of."""

    status = HTTPStatus.NOT_FOUND
    title = "Finns inte"


class Refused(Refusal):
    """The thing is there, but not in a state that allows this now."""

    status = HTTPStatus.CONFLICT
    title = "Det går inte nu"


class Rejected(Refusal):
    """What was sent cannot be read or cannot be true."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Uppgifterna går inte att ta emot"


class TooMuch(Refusal):
    """More was sent than is taken at once."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "För mycket på en gång"


class Unpackable(Refusal):
    """It is written or packed in a way that is not read here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "Formatet läses inte"


class TooOften(Refusal):
    """The same one asks more often than was agreed; the same request may go through later."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "För många anrop"

    def __init__(self, detail: str, *, after: int = 5) -> None:
        super().__init__(detail)
        self.after = after


class Unavailable(Refusal):
    """Something we stand on is away; the same request may go through later."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "Tillfälligt otillgängligt"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was wrong, where it stands in what was sent, and why, in Swedish."""

    field: str
    says: str


MEDIA = "application/problem+json"
"""The media type of problem details."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem details as RFC 9457 has them, with our own `fields`."""

    type: str
    title: str
    status: int
    detail: str
    fields: tuple[FieldError, ...] = ()

    def body(self) -> dict[str, object]:
        """What goes out as application/problem+json."""
        return asdict(self)


def problem(refusal: Refusal) -> Problem:
    """The refusal as a document for whoever called."""
    kind = type(refusal).__name__.lower()
    return Problem(
        f"urn:kvarten:problem:{kind}",
        refusal.title,
        int(refusal.status),
        refusal.detail,
        refusal.fields,
    )


def close_code(refusal: Refusal) -> int:
    """The websocket close code: the HTTP status in the range that RFC 6455 leaves to us."""
    return 4000 + int(refusal.status)
