"""Headers understands what every answer says to the browser: what the page may do, and who may keep it.

Nothing is fetched from elsewhere, no script stands in a page, nobody frames us, and what was answered
about somebody is kept by nobody.
"""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; "
    "script-src 'self'; font-src 'self'; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
NEVER = "camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb"
OURS = "publickey-credentials-create publickey-credentials-get"
"""For our own page and for nobody who would frame something in it."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "permissions-policy": ", ".join(
        [*(f"{one}=()" for one in NEVER.split()), *(f"{one}=(self)" for one in OURS.split())]
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STORED_BY_NOBODY = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_ANEW = "no-cache"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Headers:
    """Puts the headers that every answer has on each as it goes out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", kept(scope["path"], message["status"]))
            await send(message)

        await self._app(scope, receive, headed)


def kept(path: str, status: int) -> str:
    """Who may keep an answer, where the door itself has not said it."""
    if path.startswith(("/api/", "/metrics")) or status >= 400:
        return STORED_BY_NOBODY
    # Each has its content's hash in its name.
    return FOR_EVER if path.startswith("/assets/") else ASKED_ANEW


def policy_of(page: str) -> str:
    """The policy of a page that is not ours: the scripts that stand in it, by their hashes, and no
    other; its styles it may write itself."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(page))
    told = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    return POLICY.replace("script-src 'self'", f"script-src 'self' {told}").replace(
        "style-src 'self'", "style-src 'self' 'unsafe-inline'"
    )
