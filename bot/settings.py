"""What the operator sets, from the environment or from `.env`; one frozen value, read once at start."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from handlers.rules.names import looks_like_email

PREFIX = "TASKFORCE_"
SHORTEST_KEY = 32
SLACK_API = "https://slack.com/api/"
TEAMS_KEYS = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TEAMS_LOGIN = "https://login.microsoftonline.com"
APP_TYPES = ("SingleTenant", "UserAssignedMSI", "MultiTenant")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(f"must be an address like https://taskforce.brn.example, not “{value}”.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https://, or links could be read on the way.")
    return value.rstrip("/")


def _secret_key(value: Any) -> Any:
    if value is not None and len(str(value)) < SHORTEST_KEY:
        raise ValueError(
            f"must have at least {SHORTEST_KEY} characters. "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` makes one."
        )
    return value


def _mail_from(value: str) -> str:
    if value and not looks_like_email(value):
        raise ValueError(f"must be a mail address like taskforce@brn.example, not “{value}”.")
    return value


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be an address like {SLACK_API}, not “{value}”.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https://, or the token could be read on the way.")
    return value.rstrip("/") + "/"


def _guid(value: Any) -> Any:
    if value and not _GUID.fullmatch(str(value)):
        raise ValueError("must be an id like 11111111-1111-4111-8111-111111111111.")
    return str(value or "").lower()


def _app_type(value: Any) -> Any:
    # A typo here must not switch anything off: botbuilder would then believe whoever calls.
    if value not in APP_TYPES:
        raise ValueError(f"must be {', '.join(APP_TYPES[:-1])} or {APP_TYPES[-1]}, not “{value}”.")
    return value


def _https(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be an address like {TEAMS_LOGIN}, not “{value}”.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https://, or secrets could be read on the way.")
    return value.rstrip("/")


def _listen(value: Any) -> Any:
    if value not in ("rooms", "mentions", "off"):
        raise ValueError(f"must be rooms, mentions or off, not “{value}”.")
    return value


class Settings(BaseSettings):
    """Everything that can be set. Each name is written TASKFORCE_ and the field in capitals.

    - `database_url`: SQLite (a file, relative to where the bot is started) or PostgreSQL.
    - `host`, `port`: where it listens; port 0 is any free one.
    - `timezone`, `language`: the circle's.
    - `metrics_token`: opens /metrics to others than this machine.
    - `public_url`: how the answer pages are reached from outside, https://taskforce.example.
    - `secret_key`: signs the links; at least 32 characters. A new one makes every link that is out useless.
    - `smtp_url`, `mail_from`: the mail server and the address that mails come from (bot/mail/smtp.py).
    - `slack_bot_token`, `slack_signing_secret`, `slack_home_teams`: the app in Slack, and the workspaces (T0123,
      with commas between) whose people are recognised by their mail address. `slack_api_url` is another Web API.
    - `teams_app_id`, `teams_app_password`, `teams_app_type`, `teams_tenant_id`: the app in Teams, and the tenant
      that it belongs to. A managed identity (`UserAssignedMSI`) has no password. `teams_team` is the team in which
      rooms may be made as channels. `teams_service_urls` are further hosts that answers may go to;
      `teams_openid_metadata_url` and `teams_login_url` are for tests.
    - `listen`: how much of what is said in groups' rooms is read: marked lines, mentions alone, or nothing.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    database_url: Annotated[str, BeforeValidator(_database_url)] = "sqlite:///var/taskforce.db"
    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_port)] = 8080
    timezone: Annotated[str, BeforeValidator(_timezone)] = "Europe/Copenhagen"
    language: Annotated[Literal["da", "en"], BeforeValidator(_language)] = "da"
    metrics_token: SecretStr | None = None
    public_url: Annotated[str, BeforeValidator(_public_url)] = ""
    secret_key: Annotated[SecretStr | None, BeforeValidator(_secret_key)] = None
    smtp_url: SecretStr | None = None
    mail_from: Annotated[str, BeforeValidator(_mail_from)] = ""
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_home_teams: str = ""
    slack_api_url: Annotated[str, BeforeValidator(_api_url)] = SLACK_API
    listen: Annotated[Literal["rooms", "mentions", "off"], BeforeValidator(_listen)] = "rooms"
    teams_app_id: Annotated[str, BeforeValidator(_guid)] = ""
    teams_app_password: SecretStr | None = None
    teams_app_type: Annotated[str, BeforeValidator(_app_type)] = "SingleTenant"
    teams_tenant_id: Annotated[str, BeforeValidator(_guid)] = ""
    teams_team: Annotated[str, BeforeValidator(_guid)] = ""
    teams_openid_metadata_url: Annotated[str, BeforeValidator(_https)] = TEAMS_KEYS
    teams_login_url: Annotated[str, BeforeValidator(_https)] = TEAMS_LOGIN
    teams_service_urls: str = ""

    @property
    def mails(self) -> bool:
        """Whether mail is on. Raises SettingsProblem when some of what it needs is missing."""
        needed = {
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": self.mail_from,
            "PUBLIC_URL": self.public_url,
            "SECRET_KEY": self.secret_key,
        }
        if self.smtp_url is None and not self.mail_from:
            return False
        return _whole("Mail", needed)

    @property
    def slacks(self) -> bool:
        """Whether Slack is on. Raises SettingsProblem when some of what it needs is missing."""
        needed = {
            "SLACK_BOT_TOKEN": self.slack_bot_token,
            "SLACK_SIGNING_SECRET": self.slack_signing_secret,
            "SLACK_HOME_TEAMS": self.home_teams,
        }
        return any(needed.values()) and _whole("Slack", needed)

    @property
    def teams(self) -> bool:
        """Whether Teams is on. Raises SettingsProblem when some of what it needs is missing, or is there in vain: a
        bot that does not know who it is would believe everybody."""
        needed: dict[str, Any] = {"TEAMS_APP_ID": self.teams_app_id, "TEAMS_TENANT_ID": self.teams_tenant_id}
        managed = self.teams_app_type == "UserAssignedMSI"
        if not managed:
            needed["TEAMS_APP_PASSWORD"] = self.teams_app_password
        elif self.teams_app_password:
            raise SettingsProblem("TASKFORCE_TEAMS_APP_PASSWORD is set, but a managed identity has none.")
        return any(needed.values()) and _whole("Teams", needed)

    @property
    def service_hosts(self) -> frozenset[str]:
        """Hosts beside Microsoft's that answers in Teams may go to."""
        found = filter(None, re.split(r"[\s,;]+", self.teams_service_urls.strip()))
        return frozenset((urlsplit(each).hostname or each).lower() for each in found)

    @property
    def home_teams(self) -> frozenset[str]:
        """The workspaces whose people are recognised by their mail address."""
        return frozenset(filter(None, re.split(r"[\s,;]+", self.slack_home_teams.strip())))

    @property
    def has_pages(self) -> bool:
        """Whether there can be signed pages: they need a public address and a key."""
        return bool(self.public_url and self.secret_key)

    @property
    def zone(self) -> ZoneInfo:
        """The circle's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return self.host in LOOPBACK


def _whole(face: str, needed: dict[str, Any]) -> bool:
    missing = [PREFIX + name for name, value in needed.items() if not value]
    if missing:
        names, verb = ", ".join(missing), "is" if len(missing) == 1 else "are"
        raise SettingsProblem(f"{face} is only half set up: {names} {verb} missing.")
    return True


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
