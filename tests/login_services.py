"""Login services understands how a test signs in by a real OpenID provider: npm's oidc-provider, in
a process of its own, and a browser that follows its forms.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from tests.houses import CENTRE, NEEDS, TEAM

HERE = Path(__file__).parent / "oidc"
END = "commissionEndDate"
SECRET = "only-for-tests-and-nothing-else"
CARE = "Vård och behandling"


def commission(key: str, unit: str, purpose: str = CARE, **more: Any) -> dict[str, Any]:
    return {
        "commissionHsaId": key, "commissionName": f"Uppdrag {key}", "commissionPurpose": purpose,
        "healthCareUnitHsaId": unit, "healthCareProviderHsaId": "SE2321000131-DEMO", **more,
    }  # fmt: skip


NURSE = {"name": "Nora Ek", "paTitleCode": "ssk"}
# A time that begins with + is so many seconds from when it is told.
PEOPLE: dict[str, dict[str, Any]] = {
    "one": {**NURSE, **commission("SE-K1", CENTRE), "employeeHsaId": "SE2321000131-P0001"},
    "two": {**NURSE, "allCommissions": [
        commission("SE-K1", CENTRE), commission("SE-K2", "SE2321000131-DEMOVC02"),
    ]},
    "short": {**NURSE, **commission("SE-K1", CENTRE, commissionEndDate="+1200")},
    "brief": {**NURSE, **commission("SE-K1", CENTRE, commissionEndDate="+20")},
    "wrong purpose": {**NURSE, **commission("SE-K3", CENTRE, "Administration")},
    "elsewhere": {**NURSE, **commission("SE-K4", "SE-NOBODY")},
    "nobody": {"name": "Ingen Roll"},
    "assessor": {"name": "Bo Lind", "hsaSystemRole": ["ANNAT;x", "KVARTEN;bistandshandlaggare"]},
    "made here": {"name": "Karin Vallmo", "employeeHsaId": "SE2321000131-P0042"},
    "another's": {"name": "En Annan", "employeeHsaId": "SE5555555555-P0042"},
}  # fmt: skip
CLAIMS = [
    "employeeHsaId", "commissionHsaId", "commissionName", "commissionPurpose", "commissionEndDate",
    "healthCareUnitHsaId", "healthCareProviderHsaId", "allCommissions", "hsaSystemRole",
    "paTitleCode",
]  # fmt: skip


def issuer(address: str) -> Any:
    from app.access.issuers import Issuer
    from app.access.offers import Means, Rule

    rules = (
        Rule("paTitleCode", "ssk", "aldre_ssk"),
        Rule("hsaSystemRole", "KVARTEN;bistandshandlaggare", "bistandshandlaggare", NEEDS),
        Rule("hsaSystemRole", "KVARTEN;kommun_hsl", "kommun_hsl", TEAM),
    )
    return Issuer(
        "test", "Provtjänsten", address, "kvarten", Means(rules, {}, END), "Anna Ek, chef",
        date(2027, 6, 1), ("openid", "profile", "hsa"), ("SE2321000131-",), SECRET,
    )  # fmt: skip


@contextmanager
def provider(us: str) -> Iterator[str]:
    """A provider that knows us at `us`; answers its address."""
    words = json.dumps({"us": us, "secret": SECRET, "claims": CLAIMS, "people": PEOPLE})
    node = Path(sys.executable).with_name("node")
    process = subprocess.Popen(
        [str(node), "--no-warnings", str(HERE / "provider.mjs"), words],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "the provider did not start"
        yield address
    finally:
        # The wheel's node is a small program that starts the real one: both go.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()


@dataclass
class Browser:
    """Goes where it is sent, with the cookies of each host, until it stands at our callback."""

    us: str
    jars: dict[str, httpx.Cookies] = field(default_factory=dict)

    async def ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        host = urlsplit(url).netloc
        jar = self.jars.setdefault(host, httpx.Cookies())
        async with httpx.AsyncClient(cookies=jar, timeout=20) as client:
            answer = await client.request(method, url, **more)
            self.jars[host] = client.cookies
        return answer

    async def out(self, who: str, key: str = "test") -> str:
        """Sign in at the provider as somebody; answers the address one is sent back to."""
        url = f"{self.us}/api/oidc/start/{key}"
        answer = await self.ask("GET", url)
        for _ in range(20):
            if answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                if url.startswith(f"{self.us}/api/oidc/callback"):
                    return url
                answer = await self.ask("GET", url)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text
            fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', answer.text))
            said = {**fields, "login": who, "password": "x"}
            url = urljoin(url, unescape(form[1]))
            answer = await self.ask("POST", url, data=said)
        raise AssertionError("the provider never sent us back")

    async def back(self, url: str) -> httpx.Response:
        return await self.ask("GET", url)

    async def enter(self, who: str) -> httpx.Response:
        """All the way in."""
        return await self.back(await self.out(who))

    async def session(self) -> Mapping[str, Any]:
        """Who one is here; empty when one is nobody."""
        answer = await self.ask("GET", f"{self.us}/api/session")
        return answer.json() if answer.status_code == 200 else {}  # type: ignore[no-any-return]

    @property
    def cookies(self) -> httpx.Cookies:
        return self.jars[urlsplit(self.us).netloc]

    @cookies.setter
    def cookies(self, kept: httpx.Cookies) -> None:
        self.jars[urlsplit(self.us).netloc] = httpx.Cookies(kept)
