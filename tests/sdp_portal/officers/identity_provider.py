"""A small OpenID Connect provider on this machine: whoever comes is who the test says.

It holds to what the portal relies on: the client's secret, the code's single use, PKCE (S256) and
ID tokens signed with the key that it publishes.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = {"client_id": "portal", "client_secret": "between-the-two-of-us"}


class IdentityProvider(ThreadingHTTPServer):
    """`person` is the claims of whoever is at the browser; None presses "Cancel"."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = None
        self.codes, self.tokens = {}, {}

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def configuration(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked):
        """Where the browser is sent back to."""
        if self.person is None:
            given = {"error": "access_denied"}
        else:
            given = {"code": secrets.token_urlsafe()}
            self.codes[given["code"]] = (asked, self.person)
        return f"{asked['redirect_uri']}?{urlencode(given | {'state': asked['state']})}"

    def exchange(self, sent):
        asked, person = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge"] != proof or not CLIENT.items() <= sent.items():
            raise PermissionError
        now = int(time.time())
        claims = person | {"iss": self.issuer, "aud": "portal", "iat": now, "exp": now + 60}
        access = secrets.token_urlsafe()
        self.tokens[access] = person
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": access, "token_type": "Bearer", "id_token": id_token}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        match address.path:
            case "/.well-known/openid-configuration":
                self._json(self.server.configuration())
            case "/keys":
                self._json(self.server.keys())
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", self.server.authorize(_one_each(address.query)))
                self.end_headers()
            case "/userinfo":
                token = self.headers["Authorization"].removeprefix("Bearer ")
                self._json(self.server.tokens[token])
            case _:
                self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            self._json(self.server.exchange(_one_each(body)))
        except (KeyError, PermissionError):
            self.send_error(400)

    def _json(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


def _one_each(query):
    return {name: values[0] for name, values in parse_qs(query).items()}
