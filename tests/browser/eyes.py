"""Eyes understand all that a page was given, shown or sent: nothing a person could dig out is left out.

Whatever test uses a browser, its eyes also see to the small promises: no request leaves Kvarten, no
error is said in the console, and neither an address nor a title ever holds a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Frame, Page, Request, Response, WebSocket

from tests.browser import night

PEOPLE = (
    night.GUNBORG, night.EVERT, night.SVEN, night.HOLGER, night.MARTA, night.NILS, night.ALICE,
    night.FRIDA, night.KARIN_LATE, *night.OVERFLOW,
)  # fmt: skip
ANSWERED = "Failed to load resource: the server responded with a status of"
"""The browser's own note of an answer that the page expects and handles: 401 before the login."""
CUT = ("net::ERR_", "WebSocket connection to")
"""Its notes of a network that a test has cut."""
LEFT = "WebSocket is closed before the connection is established"
"""Its note of a line that was not there yet when somebody went on to another page."""
STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def years(text: str) -> set[str]:
    """The years told of in a text: not the same digits within an id, a port or a fraction."""
    return set(re.findall(r"(?<![\w-])(?:19|20)\d\d(?!\w)", text))


@dataclass(eq=False)
class Eyes:
    page: Page
    base: str
    frames: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    network_is_cut: bool = False
    """A test that cuts the network says so: then the browser may complain of it."""

    def __post_init__(self) -> None:
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("websocket", self._websocket)
        self.page.on("framenavigated", self._navigated)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def given(self) -> Iterator[str]:
        """Everything that came from the server: each body, each frame, each header."""
        yield from self.frames
        for response in self.responses:
            yield f"{response.url} {response.headers}"
            if response.request.resource_type in ("document", "fetch", "xhr"):
                yield response.text()

    def shown(self) -> str:
        """The page as it is: every word, every attribute, and what it has laid by."""
        return f"{self.page.title()} {self.page.content()} {self.page.evaluate(STORED)}"

    def everything(self) -> str:
        return "\n".join([*self.given(), self.shown()])

    def check(self) -> None:
        """The promises that every page keeps."""
        if not self.page.is_closed():
            self._look()
        words = {word for who in PEOPLE for word in (who[0], who[1], who[2])}
        told = [text for text in self.addresses | self.titles if any(w in text for w in words)]
        assert not told, f"a name in an address or a title: {told}"
        assert not self.foreign, f"left the origin: {self.foreign}"
        assert not self.errors, self.errors

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        self.responses.append(response)

    def _websocket(self, socket: WebSocket) -> None:
        self.addresses.add(socket.url)
        if not socket.url.startswith(self.base.replace("http", "ws", 1)):
            self.foreign.append(socket.url)
        socket.on("framereceived", lambda text: self.frames.append(str(text)))

    def _navigated(self, frame: Frame) -> None:
        self.addresses.add(frame.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        text = message.text
        expected = (text.startswith(ANSWERED) and " 5" not in text) or LEFT in text
        cut = self.network_is_cut and any(word in text for word in (*CUT, ANSWERED))
        if not (expected or cut):
            self.errors.append(text)

    def _look(self) -> None:
        self.addresses.add(self.page.url)
        self.addresses.update(response.url for response in self.responses)
        self.titles.add(self.page.title())
