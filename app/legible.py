"""Legible understands which addresses can be read at all: none that bears the sign that no text may have.

PostgreSQL keeps no NUL in a text, and nothing of ours is named with one. Turned away here, such an
address reaches neither a question nor a line of the log.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Unknown, close_code
from app.refusing import answered

NO_SUCH = Unknown("Adressen finns inte.")


class Legible:
    """Answers that an address with a NUL in it is not there, or closes the socket asked for at it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = (scope.get("path", ""), scope.get("query_string", b"").decode("latin-1"))
        if not any("\x00" in one or "%00" in one for one in told):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": close_code(NO_SUCH)})
        else:
            await answered(NO_SUCH)(scope, receive, send)
