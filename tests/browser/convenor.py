"""A convenor understands how to lead the huddle without a screen, for tests that begin in the middle."""

import json
from datetime import timedelta
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from websockets.sync.client import connect

from tests.browser import night
from tests.browser.running import Kvarten, until
from tests.houses import CENTRE, NOW

Who = tuple[str, str, str]
BOARD = f"/api/huddles/{CENTRE}/{night.DATE}"
BEFORE_NOON = (NOW + timedelta(hours=4, minutes=20)).isoformat()


class Convenor:
    """Karin Vallmo over the websocket alone."""

    def __init__(self, kvarten: Kvarten) -> None:
        self._client = kvarten.as_("aldre-ssk")
        until(lambda: self._client.get(BOARD).status_code == 200, "dagordningen")
        cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
        self._line = connect(
            f"{kvarten.base.replace('http', 'ws')}{BOARD}/live",
            additional_headers={"cookie": cookies},
            compression=None,
        )

    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows as the convenor sees them, by name."""
        told = self._client.get(BOARD).raise_for_status().json()
        return {row["content"]["name"]: row for row in told["board"]["rows"]}

    def row(self, who: Who) -> dict[str, Any]:
        return self.rows()[night.name(who)]

    def start(self) -> Self:
        self._command({"type": "start"})
        return self

    def open(self, who: Who) -> None:
        self._command({"type": "open_row", "row": self.row(who)["id"]})

    def leave(self, who: Who) -> None:
        self._command({"type": "leave_row", "row": self.row(who)["id"]})

    def reveal(self, who: Who) -> None:
        self._command({"type": "reveal", "row": self.row(who)["id"]})

    def come(self, *units: str, how: str = "room") -> None:
        """Tick somebody as present; as absent or on the telephone by `how`."""
        for unit in units:
            self._command({"type": "set_presence", "party": unit, "presence": how})

    def close(self) -> None:
        self._command({"type": "close"})

    def give(self, who: Who, owner: str, what: str = "Ring", due: str = BEFORE_NOON) -> str:
        """Decide an action for a unit; answers its id."""
        told = {"kind": "action", "what": what, "owner": owner, "role": "x", "due": due}
        return self.decide(who, **told)

    def decide(self, who: Who, **decision: Any) -> str:
        id_ = str(uuid4())
        told = {"type": "decide", "row": self.row(who)["id"], "decision": {"id": id_, **decision}}
        self._command(told)
        return id_

    def decide_the_rest(self) -> None:
        for row in self.rows().values():
            if row["decision"] is None:
                decision = {"id": str(uuid4()), "kind": "done"}
                self._command({"type": "decide", "row": row["id"], "decision": decision})

    def _command(self, command: dict[str, Any]) -> None:
        id_ = str(uuid4())
        self._socket.send(json.dumps({"type": "command", "id": id_, "command": command}))
        while (told := json.loads(self._socket.recv(timeout=60)))["type"] not in (
            "done",
            "refused",
        ):
            pass
        assert told == {"type": "done", "id": id_, "v": told.get("v")}, told

    def __enter__(self) -> Self:
        self._socket = self._line.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.__exit__(kind, error, trace)
        self._client.close()
