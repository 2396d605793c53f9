"""Where a request comes from: our own page, a program, or somebody else's page."""

import pytest

from app.access.door import origin_is_ours

US = {"host": "kvarten.example"}
OURS, THEIRS = "https://kvarten.example", "https://evil.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

CALLERS = [
    # origin  fetch site     user agent          let in   who it is; what is sent is a form's
    (OURS, "same-origin", FIREFOX, True, "our page, in a browser of today"),
    (OURS, None, FIREFOX, True, "our page, in a browser without Sec-Fetch-Site"),
    (None, "same-origin", FIREFOX, True, "our page, whose Origin a proxy has taken off"),
    (None, None, "python-httpx/0.28", True, "a program"),
    (None, None, None, True, "a program that says nothing of itself"),
    (THEIRS, "cross-site", FIREFOX, False, "another site"),
    (THEIRS, None, FIREFOX, False, "another site, in an older browser"),
    (OURS, "cross-site", FIREFOX, False, "two words against each other"),
    (OURS, "same-site", FIREFOX, False, "the same name without TLS"),
    (None, "same-site", FIREFOX, False, "a neighbour under the same domain"),
    (None, "none", FIREFOX, False, "typed in the address bar, which changes nothing"),
    ("null", "cross-site", FIREFOX, False, "a page in a sandbox, or a file"),
    ("null", None, FIREFOX, False, "the same, in an older browser"),
    ("https://kvarten.example.evil.example", None, None, False, "our name inside another"),
    ("https://kvarten.example:8443", None, None, False, "another port of ours"),
    (None, None, FIREFOX, False, "a browser's form that does not say where it stood"),
]


@pytest.mark.parametrize(("origin", "site", "agent", "let_in", "who"), CALLERS)
def test_a_browser_is_believed_when_it_says_that_it_stands_on_our_page(
    origin: str | None, site: str | None, agent: str | None, let_in: bool, who: str
) -> None:
    said = {"origin": origin, "sec-fetch-site": site, "user-agent": agent}
    headers = (
        US
        | {"content-type": "text/plain; charset=utf-8"}
        | {name: value for name, value in said.items() if value is not None}
    )
    assert origin_is_ours(headers) is let_in, who


def test_what_no_form_can_send_needs_no_origin_and_a_socket_of_a_browser_does() -> None:
    browser = US | {"user-agent": FIREFOX}
    assert origin_is_ours(browser | {"content-type": "application/json"})
    assert not origin_is_ours(browser | {"content-type": "multipart/form-data; boundary=x"})
    assert not origin_is_ours(browser | {"sec-websocket-key": "x"})
    assert origin_is_ours(US | {"sec-websocket-key": "x"})
