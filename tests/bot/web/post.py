"""Mails for the stage: Birgit has no account there, and what is for her lands in her letter box."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from bot.face import Errand
from bot.mail.box import LetterBox
from storage import outbox, people
from storage.engine import Store
from storage.tables import OutboxKind, OutboxRow
from tests.bot.web.stage import START, Stage

BIRGIT = 6
GREETING = "Kære Birgit"
ASKED = (
    "Må vi spørge Line Overholt om at være med i taskforcen Elnet? Den skal skærpe Nordjyllands argumenter for et "
    "stærkere elnet. Ca. 4 timer om ugen, december–maj."
)
ANSWER = "/answer/12.abc?do=nomination.yes&request=12"
HTML = f"""<!doctype html>
<html lang="da">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Må vi låne Line Overholt?</title>
<style>@media (prefers-color-scheme: dark) {{ body {{ background: #1b2528 !important; color: #e8ecea !important; }} }}
</style></head>
<body style="margin:0;padding:24px 20px;background:#ffffff;color:#1d282b;font:16px/24px Arial,sans-serif;">
<p>{GREETING}</p>
<p>{ASKED}</p>
<p><a style="display:inline-block;padding:13px 20px;background:#0c5465;color:#ffffff;"
href="{{address}}{ANSWER}">Ja, spørg Line</a></p>
<p>Svar senest <strong>fredag den 27. november kl.&nbsp;12</strong> (uge&nbsp;48).</p>
</body></html>
"""
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def letter(subject: str, *, address: str = "https://taskforce.brn.example", at: datetime = START) -> EmailMessage:
    """A mail as the mail face would hand it over, with a calendar."""
    made = EmailMessage()
    made["From"] = Address("Sofie Kragelund, BRN-sekretariatet", addr_spec="taskforce@brn.example")
    made["Reply-To"] = "sofie.kragelund@brn.example"
    made["To"] = "Birgit Skovmose <birgit.skovmose@broenderslev.example>"
    made["Subject"] = subject
    made["Date"] = at
    made.set_content(f"{GREETING}\n\n{ASKED}\n\nJa, spørg Line:\n{address}{ANSWER}\n")
    made.add_alternative(HTML.replace("{address}", address), subtype="html")
    made.add_attachment(CALENDAR, maintype="text", subtype="calendar", filename="svarfrist.ics")
    return made


def by_mail_alone(played: Stage, person_id: int = BIRGIT) -> None:
    """Somebody gets mail from now on, and nothing else."""
    with played.database.changing() as store:
        people.write_by_mail(store, people.get(store, person_id), yes=True)


def deliver(
    played: Stage, message: EmailMessage, key: str = "letter", *, person_id: int = BIRGIT, days: int = 0
) -> Errand:
    """Put a mail into the box, `days` ago; once a key."""

    def ask(store: Store) -> int:
        row = OutboxRow(
            unique_key=key, kind=OutboxKind.message, lane=key, subject=key, person_id=person_id, due_at=START,
            payload={},
        )  # fmt: skip
        outbox.put(store, row)
        outbox.mark_sent(store, row.id or 0, now=START, face="mail", reference=f"<{key}@brn.example>")
        return row.id or 0

    with played.database.changing() as store:
        number = ask(store)
    errand = Errand(number, key, OutboxKind.message, person_id, None, {}, "", START - timedelta(days=days))
    delivering = LetterBox(played.runner).deliver(message, "birgit.skovmose@broenderslev.example", errand)
    with ThreadPoolExecutor(1) as elsewhere:  # a real browser has a loop of its own in this thread
        elsewhere.submit(asyncio.run, delivering).result()
    return errand
