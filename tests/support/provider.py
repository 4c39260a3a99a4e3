"""An OpenID Connect provider on this machine, of Authlib's server parts: code flow, PKCE, signed userinfo."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from time import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet
from support.servers import free_port
from werkzeug.serving import make_server

from app.platform.oidc.settings import OidcSettings

CLIENT, SECRET = "proxilieux", "a secret of the tests"
HOUR = 3600


@dataclass
class Client(ClientMixin):
    """Our site, as the provider knows it: nothing but its one way back is allowed."""

    redirect_uri: str = ""
    post_logout_uri: str = ""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method == "client_secret_post"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out, and what it is bound to."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time())

    def get_acr(self) -> str:
        return "eidas1"

    def get_amr(self) -> list[str]:
        return ["pwd"]


@dataclass
class Provider:
    """The provider: who signs in there, and how it is led to lie."""

    issuer: str
    person: dict[str, Any]
    client: Client = field(default_factory=Client)
    keys: KeySet = field(default_factory=lambda: KeySet.generate_key_set("RSA", 2048, count=1))
    others_keys: KeySet = field(default_factory=lambda: KeySet.generate_key_set("RSA", 2048, count=1))
    userinfo: Callable[["Provider", dict[str, Any]], Response] | None = None
    """Makes another answer of the claims than the right one."""
    id_token: Callable[[dict[str, Any]], None] | None = None
    """Changes what the ID token says."""
    ends_sessions: bool = True
    """Whether it has a page for signing out."""
    left: list[dict[str, str]] = field(default_factory=list)
    """What came with each who signed out there."""
    asked_scope: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    @property
    def settings(self) -> OidcSettings:
        """What our site is told."""
        return OidcSettings(self.issuer, CLIENT, SECRET)

    def claims(self) -> dict[str, Any]:
        """Everything that the provider says of who signs in."""
        now = int(time())
        return {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + HOUR, **self.person}

    def sign(self, claims: dict[str, Any], keys: KeySet | None = None) -> str:
        """Return claims as the provider signs them."""
        key = (keys or self.keys).keys[0]
        key.ensure_kid()
        return jwt.encode({"alg": "RS256", "kid": self.keys.keys[0].kid}, claims, key, algorithms=["RS256"])


@contextmanager
def provider(person: dict[str, Any]) -> Iterator[Provider]:
    """Serve a provider on a free port; `person` signs in there at once."""
    port = free_port()
    made = Provider(f"http://127.0.0.1:{port}", person)
    made.keys.keys[0].ensure_kid()
    server = make_server("127.0.0.1", port, application(made), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def application(made: Provider) -> Flask:  # noqa: C901 - a provider is its endpoints
    app = Flask("provider")
    server = AuthorizationServer(
        app,
        query_client=lambda name: made.client if name == CLIENT else None,
        save_token=lambda token, _request: made.tokens.add(token["access_token"]),
    )

    class CodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            made.asked_scope = data["scope"]
            made.codes[code] = Code(
                code,
                data["redirect_uri"],
                data["scope"],
                data["nonce"],
                data["code_challenge"],
                data["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Any) -> Code | None:  # noqa: ARG002
            return made.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            made.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:  # noqa: ARG002
            return made.person

    class OpenId(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:  # noqa: ARG002
            return False

        def get_client_algorithm(self, client: Any) -> str:  # noqa: ARG002
            return "RS256"

        def get_client_claims(self, client: Any) -> dict[str, Any]:  # noqa: ARG002
            return {"iss": made.issuer, "exp": int(time()) + HOUR}

        def resolve_client_private_key(self, client: Any) -> Any:  # noqa: ARG002
            return made.keys

        def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:  # noqa: ARG002
            return UserInfo(sub=user["sub"])

    server.register_grant(CodeGrant, [OpenId(require_nonce=True), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token",
                 "userinfo_endpoint": "userinfo", "jwks_uri": "jwks"}  # fmt: skip
        if made.ends_sessions:
            paths["end_session_endpoint"] = "session/end"
        return jsonify(
            {"issuer": made.issuer, **{name: f"{made.issuer}/{path}" for name, path in paths.items()}}
        )

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(made.keys.as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=made.person)
        return server.create_authorization_response(grant_user=made.person, grant=grant)

    @app.post("/token")
    def token() -> Any:
        response = server.create_token_response()
        if made.id_token is not None and response.status_code == 200:
            answer = response.get_json()
            claims = jwt.decode(answer["id_token"], made.keys, algorithms=["RS256"]).claims
            made.id_token(claims)
            return jsonify({**answer, "id_token": made.sign(claims)})
        return response

    @app.get("/userinfo")
    def userinfo() -> Response:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in made.tokens:
            return Response(status=401)
        if made.userinfo is not None:
            return made.userinfo(made, made.claims())
        return Response(made.sign(made.claims()), content_type="application/jwt")

    @app.get("/session/end")
    def end_session() -> Any:
        """OpenID Connect RP-Initiated Logout 1.0, 3: back only to an address that was registered."""
        made.left.append(request.args.to_dict())
        back = request.args["post_logout_redirect_uri"]
        ours = jwt.decode(request.args["id_token_hint"], made.keys, algorithms=["RS256"]).claims
        if back != made.client.post_logout_uri or ours["aud"] not in (CLIENT, [CLIENT]):
            return Response(status=400)
        return redirect(f"{back}?state={request.args['state']}")

    app.secret_key = token_urlsafe()
    return app
