"""`taskforce check` for Teams: whether Microsoft's keys can be fetched, and whether its login gives our app a token.

Two calls out, the same that the bot makes when it starts. Whether Microsoft reaches us cannot be tried from here:
that is seen when somebody writes to the bot.
"""

from __future__ import annotations

from aiohttp import ClientError, ClientResponseError, ClientSession, ClientSSLError

from ..face import Later
from ..settings import Settings, SettingsProblem
from .keys import UNREADABLE, published
from .tokens import NoToken, token_of

MEANINGS = {
    7000215: "Microsoft does not take TASKFORCE_TEAMS_APP_PASSWORD ({number}). It is the Value of a client secret and "
    "not its Secret ID; it is shown once, when the secret is made under Certificates & secrets.",
    7000222: "The client secret in TASKFORCE_TEAMS_APP_PASSWORD has run out ({number}). Make a new one under "
    "Certificates & secrets, and put its Value there.",
    700016: "The tenant {tenant} has no app {app} ({number}). TASKFORCE_TEAMS_APP_ID is the Application (client) ID "
    "and TASKFORCE_TEAMS_TENANT_ID the Directory (tenant) ID; both stand on the Overview of the app registration.",
    90002: "Microsoft knows no tenant {tenant} ({number}). TASKFORCE_TEAMS_TENANT_ID is the Directory (tenant) ID; it "
    "stands on the Overview of the app registration.",
    7000229: "The app {app} is registered, but has no service principal in the tenant {tenant} ({number}). "
    "`az ad sp create --id {app}` makes it.",
    53003: "A Conditional Access policy for workload identities keeps the app from signing in ({number}). The app "
    "needs an exception, or this machine's address has to be among the trusted locations.",
}
"""What Entra's numbers mean that somebody setting up a bot comes across (AADSTS error codes)."""


async def try_out(settings: Settings) -> list[str]:
    """What is in order, in sentences. Raises SettingsProblem with what to do where something is not; no sentence
    has a secret in it."""
    async with ClientSession(trust_env=True) as session:
        problems = [*await _keys(session, settings), *await _token(session, settings)]
    if problems:
        raise SettingsProblem(*problems)
    return [f"ok, as app {settings.teams_app_id} in tenant {settings.teams_tenant_id}", *_remarks(settings)]


async def _keys(session: ClientSession, settings: Settings) -> list[str]:
    url = settings.teams_openid_metadata_url
    why = ""
    try:
        if await published(session, url):
            return []
    except UNREADABLE as trouble:
        if _on_the_way(trouble):
            return [f"Microsoft's keys cannot be fetched from {url} ({_why(trouble)}). {_advice(trouble)}"]
        why = f" ({type(trouble).__name__})"
    return [f"What comes from {url} are not Microsoft's keys{why}. Has a firewall put a page of its own there?"]


async def _token(session: ClientSession, settings: Settings) -> list[str]:
    try:
        await token_of(settings).get(session)
    except NoToken as refused:
        return [_meaning(settings, refused.numbers)]
    except Later as trouble:
        cause = trouble.__context__ or trouble
        return [f"Microsoft's login cannot be reached at {settings.teams_login_url} ({_why(cause)}). {_advice(cause)}"]
    return []


def _meaning(settings: Settings, numbers: tuple[int, ...]) -> str:
    if settings.teams_app_type == "UserAssignedMSI":
        return (
            "This machine gives no token for the managed identity. Does it run in Azure, and is the identity whose "
            f"client id is {settings.teams_app_id} assigned to it?"
        )
    number = next((each for each in numbers if each in MEANINGS), 0)
    names = {"app": settings.teams_app_id, "tenant": settings.teams_tenant_id, "number": f"AADSTS{number}"}
    if number:
        return MEANINGS[number].format(**names)
    if numbers:
        return (
            f"Microsoft's login gives the app no token (AADSTS{numbers[0]}); "
            f"https://login.microsoftonline.com/error?code={numbers[0]} says what that means."
        )
    return (
        f"What comes from {settings.teams_login_url} is no token and no reason. Has a firewall put a page of its own "
        "there?"
    )


def _on_the_way(trouble: BaseException) -> bool:
    return isinstance(trouble, (ClientError, TimeoutError, OSError))


def _why(trouble: BaseException) -> str:
    if isinstance(trouble, ClientResponseError):
        return f"HTTP {trouble.status}"
    return type(trouble).__name__


def _advice(trouble: BaseException) -> str:
    if isinstance(trouble, ClientSSLError):
        return "Does a firewall open what is encrypted? Then this machine has to know its authority (SSL_CERT_FILE)."
    return "May this machine call it?"


def _remarks(settings: Settings) -> list[str]:
    remarks = []
    if settings.service_hosts:
        remarks.append(
            f"TASKFORCE_TEAMS_SERVICE_URLS lets answers go to {', '.join(sorted(settings.service_hosts))}, beside "
            "Microsoft's own hosts"
        )
    if not settings.has_pages:
        remarks.append(
            "without TASKFORCE_PUBLIC_URL and TASKFORCE_SECRET_KEY there are no papers, no long forms and no page "
            "about personal data"
        )
    return remarks
