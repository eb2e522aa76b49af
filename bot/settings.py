"""What the operator sets, from the environment or from `.env`; one frozen value, read once at start."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "TASKFORCE_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECRET = 32  # characters that a key must have at least


class SettingsProblem(Exception):
    """What is missing or wrong: one sentence for each setting, for the operator."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _database_url(value: str) -> str:
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        # The address is not repeated: it may hold a password.
        raise ValueError("must be like sqlite:///var/taskforce.db or postgresql://user:password@host/database.")
    return value


def _port(value: Any) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = -1
    if not 0 <= port <= 65535:
        raise ValueError(f"must be a number from 1 to 65535 (or 0 for any free port), not “{value}”.")
    return port


def _public_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be the address that people use, like https://taskforce.example.dk, not “{value}”.")
    return value.rstrip("/")


def _secret_key(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) < SECRET:
        raise ValueError(
            f"must have at least {SECRET} characters; make one with "
            '`python -c "import secrets; print(secrets.token_urlsafe(48))"`.'
        )
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"must be a time zone like Europe/Copenhagen, not “{value}”.") from None
    return value


def _language(value: str) -> str:
    if value not in ("da", "en"):
        raise ValueError(f"must be da or en, not “{value}”.")
    return value


def _secretariat(value: str | None) -> str | None:
    if not value:
        return None
    local, _, domain = value.partition("@")
    if not local or not domain or " " in value:
        raise ValueError(f"must be the e-mail address of the first member of the secretariat, not “{value}”.")
    return value


class Settings(BaseSettings):
    """Everything that can be set. Each name is written TASKFORCE_ and the field in capitals.

    - `database_url`: SQLite (a file, relative to where the bot is started) or PostgreSQL.
    - `host`, `port`: where it listens; port 0 is any free one.
    - `public_url`: the address that people use, when it is another than host and port.
    - `secret_key`: signs what is handed out; the same for every replica.
    - `timezone`, `language`: the circle's.
    - `secretariat`: the e-mail of the first secretariat member, who may invite the others.
    - `metrics_token`: opens /metrics to others than this machine.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    database_url: Annotated[str, BeforeValidator(_database_url)] = "sqlite:///var/taskforce.db"
    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_port)] = 8080
    public_url: Annotated[str | None, BeforeValidator(_public_url)] = None
    secret_key: Annotated[SecretStr | None, BeforeValidator(_secret_key)] = None
    timezone: Annotated[str, BeforeValidator(_timezone)] = "Europe/Copenhagen"
    language: Annotated[Literal["da", "en"], BeforeValidator(_language)] = "da"
    secretariat: Annotated[str | None, BeforeValidator(_secretariat)] = None
    metrics_token: SecretStr | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The circle's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return self.host in LOOPBACK


def load(**given: object) -> Settings:
    """The settings of this machine, with some of them `given`; raises SettingsProblem."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsProblem(*(_sentence(each) for each in error.errors())) from None
    except UnicodeDecodeError:
        raise SettingsProblem("The file .env must be written in UTF-8.") from None


def _sentence(error: Any) -> str:
    name = PREFIX + str(error["loc"][0]).upper()
    # pydantic puts "Value error, " before what the functions above say
    return f"{name} {error['msg'].removeprefix('Value error, ')}"
