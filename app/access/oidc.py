"""Oidc understands OpenID Connect as the one who asks: Authorization Code with PKCE, and signed tokens.

OpenID Connect Core 1.0 (3.1), RFC 7636, RFC 9207, and Back-Channel Logout 1.0. Nothing of a token,
a code or a secret is ever logged or told to anybody.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app import clock
from app.access.issuers import Issuer
from app.errors import Refusal, Unavailable

ALGORITHMS = [
    "RS256",
    "PS256",
    "ES256",
    "RS384",
    "PS384",
    "ES384",
    "RS512",
    "PS512",
    "ES512",
    "EdDSA",
]
"""Signed by a key that is the issuer's alone: never `none`, and never our shared secret."""
LEEWAY = 30
"""Seconds that their clock may differ from ours."""
FRESH = 3600.0
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST_LOGOUT = timedelta(minutes=5)
PATIENCE = 10.0
AWAY = "Inloggningstjänsten svarar inte som den ska just nu. Försök igen om en stund."
NOT_BELIEVED = "Inloggningen gick inte att bekräfta. Börja om från inloggningssidan."


class NotBelieved(Refusal):
    """What came back is not what was asked for, or is not signed by the one who was asked."""

    title = "Inloggningen gick inte"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of an issuer, kept by the browser, sealed, until it comes back."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    device: str
    until: datetime

    @classmethod
    def anew(cls, issuer: str, device: str, until: datetime) -> "Asked":
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(issuer, state, nonce, verifier, device, until)


@dataclass(slots=True)
class _Known:
    told: Mapping[str, Any]
    keys: KeySet
    at: float


class Client:
    """Asks one issuer. Its document and its keys are fetched when they are needed, and kept an hour."""

    def __init__(self, issuer: Issuer, redirect: str) -> None:
        self.issuer = issuer
        self._redirect = redirect
        self._known: _Known | None = None

    async def address(self, asked: Asked) -> str:
        """Where the browser is sent to sign in."""
        told = (await self._about()).told
        challenge = hashlib.sha256(asked.verifier.encode()).digest()
        query = {
            "response_type": "code", "client_id": self.issuer.client_id,
            "redirect_uri": self._redirect, "scope": " ".join(self.issuer.scopes),
            "state": asked.state, "nonce": asked.nonce, "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        }  # fmt: skip
        join = "&" if "?" in told["authorization_endpoint"] else "?"
        return f"{told['authorization_endpoint']}{join}{urlencode(query)}"

    async def claims(self, asked: Asked, code: str) -> dict[str, Any]:
        """What the issuer says of whoever came back with the code. Raises NotBelieved."""
        told = (await self._about()).told
        body = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect,
            "code_verifier": asked.verifier, "client_id": self.issuer.client_id,
        }  # fmt: skip
        secret = self.issuer.secret
        basic = None if secret is None else httpx.BasicAuth(self.issuer.client_id, secret)
        answer = await self._ask("POST", told["token_endpoint"], data=body, auth=basic)
        claims = await self._signed(answer.get("id_token"))
        if claims.get("nonce") != asked.nonce or not isinstance(claims.get("sub"), str):
            raise NotBelieved(NOT_BELIEVED)
        if "exp" not in claims or claims.get("azp", self.issuer.client_id) != self.issuer.client_id:
            raise NotBelieved(NOT_BELIEVED)
        if "userinfo_endpoint" in told and isinstance(answer.get("access_token"), str):
            bearer = {"authorization": f"Bearer {answer['access_token']}"}
            more = await self._ask("GET", told["userinfo_endpoint"], headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise NotBelieved(NOT_BELIEVED)
            # What is signed goes before what is only sent.
            claims = {**more, **claims}
        return claims

    async def logged_out(self, token: str) -> tuple[str | None, str | None]:
        """The session and the subject that a logout token says have ended. Raises NotBelieved."""
        claims = await self._signed(token)
        events = claims.get("events")
        old = clock.real_now() - OLDEST_LOGOUT
        if (
            not isinstance(events, dict)
            or LOGOUT not in events
            or "nonce" in claims
            or "jti" not in claims
            or claims["iat"] < old.timestamp()
        ):
            raise NotBelieved(NOT_BELIEVED)
        sid, subject = claims.get("sid"), claims.get("sub")
        return (str(sid) if sid else None, str(subject) if subject else None)

    async def _signed(self, token: Any) -> dict[str, Any]:
        """The claims of a token that the issuer has signed for us, and that holds now."""
        known = await self._about()
        try:
            try:
                found = jwt.decode(str(token), known.keys, ALGORITHMS)
            except ValueError:
                # Signed with a key that we do not have: they may have made a new one.
                known = await self._about(anew=True)
                found = jwt.decode(str(token), known.keys, ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(clock.real_now().timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.issuer.issuer},
                aud={"essential": True, "value": self.issuer.client_id},
                iat={"essential": True},
            ).validate(found.claims)
        except (JoseError, ValueError, TypeError):
            raise NotBelieved(NOT_BELIEVED) from None
        return dict(found.claims)

    async def _about(self, *, anew: bool = False) -> _Known:
        known = self._known
        if known is not None and not anew and clock.monotonic() - known.at < FRESH:
            return known
        root = self.issuer.issuer.rstrip("/")
        told = await self._ask("GET", f"{root}/.well-known/openid-configuration", away=True)
        if told.get("issuer") != self.issuer.issuer:
            raise Unavailable(AWAY)
        try:
            keys = KeySet.import_key_set(
                await self._ask("GET", told["jwks_uri"], away=True)  # type: ignore[arg-type]
            )
            assert told["authorization_endpoint"]
            assert told["token_endpoint"]
        except (JoseError, ValueError, KeyError, TypeError, AssertionError):
            raise Unavailable(AWAY) from None
        self._known = _Known(told, keys, clock.monotonic())
        return self._known

    async def _ask(
        self, method: str, url: str, *, away: bool = False, **more: Any
    ) -> dict[str, Any]:
        """A JSON answer. What is away is said to be; what is refused is not believed."""
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False) as client:
                answer = await client.request(method, url, **more)
            told = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            raise Unavailable(AWAY) from None
        if answer.status_code >= 500 or (away and not isinstance(told, dict)):
            raise Unavailable(AWAY)
        if not isinstance(told, dict):
            raise NotBelieved(NOT_BELIEVED)
        return told
