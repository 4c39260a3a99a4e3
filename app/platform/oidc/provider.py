"""An OpenID Connect provider: code flow with PKCE, and claims that are believed because they are signed."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.platform import clock
from app.platform.mail.addresses import is_address, normalised
from app.platform.oidc.attempt import Attempt
from app.platform.oidc.settings import OidcSettings
from app.platform.outgoing.exchange import ExchangeError, exchange
from app.platform.outgoing.retry import TryAgainError

SCOPES = "openid email given_name usual_name uid siret"
"""Scopes that ProConnect wants named; of the claims only `sub`, `email` and `siret` are kept."""
ALGORITHMS = ["RS256"]
"""The only signature that is believed: the token does not choose."""
TIMEOUT, LEEWAY = 5.0, 60
"""Seconds that the provider has for each answer, and that its clock may differ."""
MOST_BYTES = 200_000
KNOWN_FOR = 3600.0
"""Seconds for which the provider's addresses and keys are known."""
OK = 200
LONGEST_HINT = 3500
"""Characters of an ID token that is kept in a cookie; a longer one is not named when they sign out."""
NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class ProviderError(Exception):
    """The provider does not answer, or what it answers proves nothing."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the provider knows them."""

    issuer: str
    subject: str
    """Their number at the provider: the same for good, whatever their address becomes."""
    address: str
    siret: str
    id_token: str
    """Token that the provider wants named when they sign out there; empty where it is too long to be kept."""


class Provider:
    """The provider of one application. Its addresses and keys are asked for at the first use."""

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def leading_url(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return the provider's page on which they sign in."""
        metadata, _keys = self._discovered()
        url, _state = self._session(redirect_uri).create_authorization_url(
            metadata["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
        return str(url)

    def identity(self, attempt: Attempt, code: str, redirect_uri: str) -> Identity:
        """Return who signed in: the code is changed for tokens, and each token's signature is checked.

        Raises
        ------
        ProviderError
            Where that fails, or the claims are not about who just signed in.

        """
        metadata, _keys = self._discovered()
        session = self._session(redirect_uri)
        try:
            tokens = session.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=attempt.verifier, timeout=TIMEOUT
            )
            id_token = str(tokens.get("id_token", ""))
            signed_in = self._claims(id_token, nonce=attempt.nonce)
            answered = session.get(metadata["userinfo_endpoint"], timeout=TIMEOUT)
        except (AuthlibBaseError, requests.RequestException, ValueError) as error:
            raise ProviderError(type(error).__name__) from error
        if answered.status_code != OK:
            raise ProviderError(f"userinfo answers {answered.status_code}")
        claims = self._claims(answered.text.strip(), sub=str(signed_in["sub"]))
        return self._identity_of(claims, id_token if len(id_token) <= LONGEST_HINT else "")

    def leaving_url(self, id_token: str, state: str, back: str) -> str | None:
        """Return the provider's page that ends its own session; None where it has none.

        OpenID Connect RP-Initiated Logout 1.0, 2.

        Raises
        ------
        ProviderError
            Where the provider does not answer.

        """
        metadata, _keys = self._discovered()
        page = metadata.get("end_session_endpoint")
        if not isinstance(page, str) or not page.startswith(("https://", self.settings.issuer)):
            return None
        named = {
            "client_id": self.settings.client_id,
            "id_token_hint": id_token,
            "post_logout_redirect_uri": back,
            "state": state,
        }
        return str(add_params_to_uri(page, [(name, value) for name, value in named.items() if value]))

    def _identity_of(self, claims: Mapping[str, Any], id_token: str) -> Identity:
        address = normalised(str(claims.get("email", "")))
        if not is_address(address) or claims.get("email_verified") is False:
            raise ProviderError("no address that the provider has verified")
        siret = str(claims.get("siret") or "")
        return Identity(self.settings.issuer, str(claims["sub"]), address, siret, id_token)

    def _session(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            scope=SCOPES,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method's name
        )

    def _claims(self, token: str, **expected: str) -> dict[str, Any]:
        """Return the claims of a token that the provider made for us, holds now and says what is expected."""
        options: dict[str, Any] = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True},
            # An ID token ends; a signed userinfo is as fresh as the answer that brings it.
            "exp": {"essential": "nonce" in expected},
            **{name: {"essential": True, "value": value} for name, value in expected.items()},
        }
        registry = jwt.JWTClaimsRegistry(int(clock.now().timestamp()), LEEWAY, **options)
        try:
            claims: dict[str, Any] = self._decoded(token)
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise ProviderError(type(error).__name__) from error
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        _metadata, keys = self._discovered()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            # The provider may have changed its keys since they were read.
            _metadata, fresh = self._discovered(anew=True)
            return jwt.decode(token, fresh, algorithms=ALGORITHMS).claims

    def _discovered(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            known = self._known
            if known is None or anew or time.monotonic() - known[0] > KNOWN_FOR:
                metadata = _json(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                if metadata.get("issuer") != self.settings.issuer:
                    raise ProviderError("the provider calls itself otherwise")
                if not all(isinstance(metadata.get(name), str) for name in NEEDED):
                    raise ProviderError("the provider does not say where it is asked")
                known = self._known = time.monotonic(), metadata, _keys(metadata["jwks_uri"])
            return known[1], known[2]


def _keys(url: str) -> KeySet:
    try:
        return KeySet.import_key_set(_json(url))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError("the provider's keys cannot be read") from error


def _json(url: str) -> dict[str, Any]:
    send = partial(requests.get, url, timeout=TIMEOUT, stream=True, allow_redirects=False)
    try:
        received = exchange(send, "the provider", MOST_BYTES)
        value = json.loads(received.body) if received.status == OK else None
    except (TryAgainError, ExchangeError, ValueError) as error:
        raise ProviderError(str(error)) from error
    if not isinstance(value, dict):
        raise ProviderError("the provider's answer cannot be read")
    return value
