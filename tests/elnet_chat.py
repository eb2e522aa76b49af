"""Elnet as it is played in a chat: what people press and fill in, and what they are told, is the same on every
platform; how it looks there and what a platform adds stand in its own tests."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from storage import groups, members
from storage.tables import GroupState
from tests.elnet import COLLEAGUES, FIRST, SECOND
from tests.post import Reader

SECRETARIAT = ("Sofie", "Mads", "Emil", "Helle", "Farah")
DIRECTORS = ("Vibeke", "Lars", "Søren", "Erik")
OTHERS = ("Birgit", "Ulrik", "Niels", "Karen", "Hanne", "Mogens", "Inge", "Bodil")
EXPERTS = ("Anna", "Dorthe", "Kasper", "Maja", "Gitte")
CHATTING = (*SECRETARIAT, *DIRECTORS, *OTHERS, *EXPERTS)
"""Everybody but Tobias of Green Hub Denmark, who gets mail."""


async def order(town: Any, **changed: Any) -> Any:
    """Sofie orders Elnet with `ny` and sends it at once (fields as in tests/elnet.py)."""
    first = {**FIRST, **{key: changed[key] for key in FIRST if key in changed}}
    rest = {key: value for key, value in changed.items() if key not in first}
    done = await town.chat.submit("Sofie", await town.type("Sofie", "ny"), first)
    preview = await town.chat.submit("Sofie", done, {**SECOND, **rest})
    return await town.chat.press("Sofie", town.answered(preview), "Send nu")


async def presses(town: Any, who: str, label: str) -> Any:
    """Somebody presses a button of the newest message that has it."""
    return await town.chat.press(who, town.card(who, label), label)


async def names(town: Any, who: str, expert: str) -> Any:
    """A director names a colleague in the form."""
    return await town.chat.submit(who, await presses(town, who, "Udpeg en"), COLLEAGUES[expert])


async def by_mail(town: Any, who: str, label: str) -> Reader:
    """Somebody without an account answers from a mail."""
    page = await town.post.answer(who, label)
    await page.press(label)
    await town.settle()
    return page


async def all_but_thisted(town: Any) -> None:
    """Elnet sent, and everybody in but Thisted's."""
    await order(town)
    await presses(town, "Vibeke", "Ja, spørg Anna")
    await presses(town, "Erik", "Ja, spørg Maja")
    await by_mail(town, "Tobias", "Ja, jeg deltager")
    await names(town, "Søren", "Dorthe")
    for expert in ("Anna", "Maja", "Dorthe"):
        await presses(town, expert, "Ja, jeg er med")


async def established(town: Any) -> None:
    """Elnet with its six, on Tuesday 1 December."""
    await all_but_thisted(town)
    await town.wind("2026-11-27 12:30")
    await town.type("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    await town.wind("2026-12-01 09:00")
    await presses(town, "Kasper", "Ja, jeg er med")


# --- acceptance scenarios ---

ASKED = (
    "Emil: Du er tovholder for Elnet.",
    "Erik: Må vi låne Maja Hedelund?",
    "Lars: Hvem hos jer kan hjælpe Elnet?",
    "Sofie: Elnet er bestilt.",
    "Søren: Hvem hos jer kan hjælpe Elnet?",
    "Vibeke: Må vi låne Anna Lindholt?",
)
TOLD = (
    "Erik: Maja er med i Elnet.",
    "Lars: Kasper er med i Elnet.",
    "Sofie: Elnet er nedsat: 6 personer fra 6 organisationer, tovholder Emil Brandtoft.",
    "Søren: Dorthe er med i Elnet.",
    "Vibeke: Anna er med i Elnet.",
)
THANKS = (
    "Anna: Tak for din indsats i Elnet, Anna",
    "Dorthe: Tak for din indsats i Elnet, Dorthe",
    "Emil: Tak for at holde trådene i Elnet, Emil.",
    "Erik: Tak for lånet af Maja Hedelund",
    "Kasper: Tak for din indsats i Elnet, Kasper",
    "Lars: Tak for lånet af Kasper Thybo-Lund",
    "Maja: Tak for din indsats i Elnet, Maja",
    "Sofie: Elnet er opløst.",
    "Søren: Tak for lånet af Dorthe Zinck-Holm",
    "Vibeke: Tak for lånet af Anna Lindholt",
)
WELCOME = """\
👋 Velkommen til Elnet
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.
Tovholder: Emil Brandtoft, BRN-sekretariatet
Medlemmer: Emil Brandtoft (BRN-sekretariatet), Tobias Grønnegaard (Green Hub Denmark), Anna Lindholt (Hjørring), \
Dorthe Zinck-Holm (Mariagerfjord), Maja Hedelund (Region Nordjylland) og Kasper Thybo-Lund (Thisted)
Skriv til Emil om møder og plan og til Sofie om alt det praktiske.
[Elnet på én side]"""
QUESTION = """\
Må vi låne Anna Lindholt?
Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj. \
Svar senest fredag den 27. november kl. 12 (uge 48). Tovholder: Emil Brandtoft.
Hilsen Sofie Kragelund, BRN"""
ENDING = (
    "Elnet slutter ca. tirsdag den 1. juni (uge 22). Holder det?\n"
    "Gruppen har ikke leveret noget endnu. Svarer du ikke, sker der ikke noget af sig selv, "
    "men vi spørger igen ugen før.\n"
)
MISSING = "Sæt flueben ved eller skriv mindst én ting, der kom ud af det."
RESULTS = {
    "outputs": ["Faglige input"],
    "more": "skarpere budskaber",
    "owner": "BRN-sekretariatet",
    "follow_on": "interessevaretagelsen",
}
_DIGESTS = {
    "Anna": """\
Uge 50 · 7.–13. december 2026
Kræver svar
Elnet: Budskabspapir senest fredag den 11. december.
[Færdig] [Jeg bliver forsinket]
De næste 14 dage
- Uge 51: udkast til høringssvar
[Sjældnere] [Slå fra]""",
    "Emil": """\
Uge 50 · 7.–13. december 2026 · 1 gruppe, 6 medlemmer
De næste 14 dage
- Fredag den 11. december: budskabspapir (Anna Lindholt) · Elnet
- Uge 51: udkast til høringssvar · Elnet
Nedsat
Elnet [Se]
[Sjældnere] [Slå fra]""",
    "Vibeke": """\
Uge 50 · 7.–13. december 2026 · Hjørring
Jeres folk
- Elnet: Anna Lindholt, budskabspapir fredag den 11. december.
Nedsat
- Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Hjørring.""",
    "Birgit": """\
Uge 50 · 7.–13. december 2026 · Brønderslev
Nedsat
- Elnet. Tovholder er Emil Brandtoft, BRN.
[Sjældnere] [Slå fra]
Oversigten kommer kun, når der er nyt for Brønderslev.""",
}
WEEKS = {
    "2026-12-21": ("Mon 07:00 UTC", "Uge 52 · 21.–27. december 2026 · 1 gruppe, 6 medlemmer"),
    "2026-12-28": ("Mon 07:00 UTC", "Uge 53 · 28. december 2026–3. januar 2027 · 1 gruppe, 6 medlemmer"),
    "2027-01-04": ("Mon 07:00 UTC", "Uge 1 · 4.–10. januar 2027 · 1 gruppe, 6 medlemmer"),
    "2027-03-22": ("Mon 07:00 UTC", "Uge 12 · 22.–28. marts 2027 · 1 gruppe, 6 medlemmer"),
    # 29 March is Easter Monday, the day after summer time begins
    "2027-03-30": ("Tue 06:00 UTC", "Uge 13 · 29. marts–4. april 2027 · 1 gruppe, 6 medlemmer"),
    "2027-04-05": ("Mon 06:00 UTC", "Uge 14 · 5.–11. april 2027 · 1 gruppe, 6 medlemmer"),
}
"""When the digest comes, and how it begins."""


async def ordered_and_established(town: Any, *, while_ordering: tuple[str, ...] = (), after: tuple[str, ...]) -> None:
    """AT-A2-1, as everybody is told of it; `while_ordering` and `after` are what the platform adds."""
    receipt = await town.order()
    assert receipt.text.splitlines()[1] == (
        "4 direktører og Green Hub Denmark er spurgt. "
        "Svarfrist: fredag den 27. november 2026 kl. 12.00 (uge 48). 0 af 5 har svaret."
    )
    assert town.said() == sorted([*ASKED, *while_ordering])
    assert town.post.subjects("Tobias") == ["Vil Green Hub Denmark være med i Elnet? Svar senest 27. november"]
    await presses(town, "Vibeke", "Ja, spørg Anna")
    await presses(town, "Erik", "Ja, spørg Maja")
    await by_mail(town, "Tobias", "Ja, jeg deltager")
    await names(town, "Søren", "Dorthe")
    await names(town, "Lars", "Kasper")
    assert town.said() == [f"{who}: Vil du være med i taskforcen Elnet?" for who in sorted(EXPERTS[:4])]
    for expert in ("Anna", "Maja", "Dorthe", "Kasper"):
        await presses(town, expert, "Ja, jeg er med")
    assert town.said() == sorted([*TOLD, *after])
    with town.program.database.reading() as store:
        (group,) = groups.everything(store)
        assert group.state == GroupState.established
        assert len(members.of_group(store, group.id or 0)) == 6


async def asked_about_the_end(town: Any) -> Any:
    """AT-A2-2: the question four weeks before, which Emil answers with "Vi er færdige nu"; the form that comes."""
    await established(town)
    status = await town.type("Sofie", "status Elnet")
    assert "Slutter: ca. tirsdag den 1. juni (uge 22)" in status.text
    await town.wind("2027-05-04 07:00")
    town.said()
    await town.wind("2027-05-04 09:00")
    assert town.chat.messages("Emil")[-1].text.startswith(ENDING)
    return await presses(town, "Emil", "Vi er færdige nu")


async def digests_of_the_first_weeks(town: Any) -> None:
    """AT-A2-4 and AT-F up to the deadlines of the group, which stand in its room."""
    await all_but_thisted(town)
    await town.wind("2026-11-23 07:59")
    town.said()
    await town.wind("2026-11-23 08:00")
    week_48 = "Uge 48 · 23.–29. november 2026 · 1 gruppe, 5 medlemmer"
    assert town.said() == [
        *(f"{who}: {week_48}" for who in ("Emil", "Farah", "Helle")),
        "Lars: Uge 48 · 23.–29. november 2026 · Thisted",
        *(f"{who}: {week_48}" for who in ("Mads", "Sofie")),
    ]
    await town.wind("2026-11-27 12:30")
    await town.type("Sofie", "svar Elnet Thisted ja Kasper Thybo-Lund")
    await town.wind("2026-12-01 09:00")
    await presses(town, "Kasper", "Ja, jeg er med")


async def digest_for_each_role(town: Any, *, point: str, switched_off: list[str]) -> None:
    """AT-A2-4 and AT-F-4: what each role reads in week 50, and that Birgit can switch it off. A `point` is how the
    platform begins an entry of a list, `switched_off` what Birgit gets after that."""
    await town.wind("2026-12-07 08:00")
    for who in OTHERS:
        digest = town.chat.messages(who)[-1].text
        assert digest.count("Elnet") == 1, who
        assert "@" not in digest
        for expert in (*EXPERTS, "Tobias"):
            assert expert not in digest, who
    expected = {who: text.replace("\n- ", f"\n{point} ") for who, text in _DIGESTS.items()}
    assert {who: town.chat.messages(who)[-1].text for who in expected} == expected
    town.said()
    await presses(town, "Birgit", "Slå fra")
    await town.wind("2026-12-14 08:00")
    assert [line for line in town.said() if line.startswith("Birgit")] == switched_off


async def answered_in_ten_seconds(town: Any, labels: Any, *, buttons: str) -> None:
    """AT-A2-5: taps and words; `buttons` is how the platform shows those of a named request."""
    await town.order()
    chat = town.chat
    named = town.card("Vibeke", "Ja, spørg Anna")
    assert named.text == f"{QUESTION}\n{buttons}"
    assert len(QUESTION.split()) == 38
    assert labels(named)[:3] == ["Ja, spørg Anna", "Foreslå en anden", "Ikke denne gang"]
    done = await chat.press("Vibeke", named, "Ja, spørg Anna")
    assert chat.taps[chat.id("Vibeke")] == 2  # one, and "yes"
    assert done.text.splitlines()[0] == "Tak, Vibeke. Vi spørger Anna."
    asked = town.card("Lars", "Udpeg en")
    assert labels(asked)[:3] == ["Udpeg en", "Send videre", "Ikke denne gang"]
    form = await chat.press("Lars", asked, "Udpeg en")
    done = await chat.submit("Lars", form, COLLEAGUES["Kasper"])
    assert chat.taps[chat.id("Lars")] == 2  # of four that it may take
    assert done.text.splitlines()[0] == "Tak, Lars. Vi spørger Kasper."


async def silent(town: Any, labels: Any) -> list[str]:
    """AT-A2-6, until the secretariat has asked the deputy; what the bot said after that press."""
    await all_but_thisted(town)
    await town.wind("2026-11-25 07:59")
    town.said()
    await town.wind("2026-11-25 08:00")
    assert town.said() == ["Lars: Har du et øjeblik til Elnet?"]
    assert "Er du optaget, kan Gitte Hanvold svare for dig." in town.chat.messages("Lars")[-1].text
    # silence in a chat is no error that anybody would notice, so the reminder goes by mail as well
    assert town.post.subjects("Lars") == ["Har du et øjeblik til Elnet? Svar senest 27. november"]
    await town.wind("2026-11-27 12:00")
    assert town.said() == ["Sofie: Elnet: 3 af 4 har svaret. Mangler svar: Thisted"]
    notice = town.chat.messages("Sofie")[-1]
    assert labels(notice)[:2] == ["Ring op", "Forlæng frist"]
    called = await town.chat.press("Sofie", notice, "Ring op")
    await town.chat.press("Sofie", called, "Spørg stedfortræderen")
    said: list[str] = town.said()
    await town.wind("2026-12-03 12:00")
    assert "Lars: Har du et øjeblik til Elnet?" not in town.said()
    return said


async def digests_of_a_year(town: Any) -> None:
    """AT-F-1, 2 and 3: Monday at eight, the day after Easter Monday, over New Year and the beginning of summer time."""
    await established(town)
    await town.type("Sofie", "frist Elnet møde med distributørerne uden dato")
    came = {}
    for day in WEEKS:
        await town.wind(f"{day} 07:59")
        before = len(town.chat.messages("Sofie"))
        await town.wind(f"{day} 08:00")
        (digest,) = town.chat.messages("Sofie")[before:]
        came[day] = (town.program.clock.now().astimezone(UTC).strftime("%a %H:%M UTC"), digest.text.splitlines()[0])
    assert came == WEEKS
