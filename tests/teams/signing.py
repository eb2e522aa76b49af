"""Microsoft's signatures, as the tests have them: real RS256 keys, published as OpenID metadata has them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT, SECRET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "of the tests"
SERVICE = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"


@dataclass
class Signer:
    """Signs tokens and publishes the keys. `service` is the one that tokens are for unless something else is said."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    endorsements: tuple[str, ...] = ("msteams",)
    service: str = SERVICE

    def __post_init__(self) -> None:
        self.add("first")

    def add(self, name: str) -> None:
        """Another key."""
        self.keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def roll_over(self, name: str) -> None:
        """One key in the place of all there were."""
        self.keys.clear()
        self.add(name)

    def token(self, *, key: str = "", by: rsa.RSAPrivateKey | None = None, without: str = "", **claims: Any) -> str:
        """A token of the connector's for the bot, with some claims changed, or signed by somebody else."""
        name = key or next(iter(self.keys))
        now = int(time.time())
        said = {"iss": ISSUER, "aud": APP, "serviceurl": self.service, "nbf": now - 60, "exp": now + 3600} | claims
        said.pop(without, None)
        return jwt.encode(said, by or self.keys[name], algorithm="RS256", headers={"kid": name})

    def header(self, **token: Any) -> dict[str, str]:
        """The same, as it comes with an activity."""
        return {"Authorization": f"Bearer {self.token(**token)}"}

    def published(self) -> dict[str, Any]:
        """The keys as anybody may read them."""
        return {"keys": [self._published(name) for name in self.keys]}

    def _published(self, name: str) -> dict[str, Any]:
        public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[name].public_key()))
        return public | {"kid": name, "use": "sig", "endorsements": list(self.endorsements)}


def refusal(tenant: str, client: object, secret: object) -> int:
    """Entra's number (AADSTS…) for why it gives an app no token; 0 when it does."""
    if tenant != TENANT:
        return 90002
    if client != APP:
        return 700016
    return 0 if secret == SECRET else 7000215
