"""The home page in Slack: published when it is opened and after its reader has done something."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.slack.face import Slack
from bot.slack.home import Home
from storage.tables import GroupState
from tests.handlers.attention.rows import deadline, group, member
from tests.slack.fake import Fake
from tests.slack.reading import Shown
from tests.slack.town import Town, play
from tests.smtp import PostOffice


def home_of(town: Town) -> Home:
    """The face's home pages."""
    face = town.program.faces["slack"]
    assert isinstance(face, Slack)
    return face._home


def published(town: Town, who: str) -> int:
    """How often somebody's page has been published."""
    return sum(each["arguments"]["user_id"] == town.slack.id(who) for each in town.fake.record("views.publish"))


async def with_groups(town: Town, count: int = 1) -> None:
    """Groups of Sofie's; the first has a deadline of hers."""

    def make(store) -> None:  # type: ignore[no-untyped-def]
        for number in range(count):
            made = group(store, f"Gruppe {number:02}", "Emil Brandtoft", state=GroupState.established)
            if number == 0:
                member(store, made, "Sofie Kragelund")
                deadline(store, made, "Budskabspapir", "2026-12-11", "Sofie Kragelund")

    await town.program.runner.change(make)


async def opened(town: Town, who: str) -> Shown:
    """Somebody opens their page."""
    await town.slack.open_home(who)
    await town.settle()
    found = town.slack.home(who)
    assert found is not None
    return found


def test_page_is_published_when_it_is_opened(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await with_groups(town)
        assert (await opened(town, "Sofie")).text == (
            "Der er ikke noget, der venter på dig, Sofie.\n"
            "Dine frister\n"
            "Gruppe 00: Budskabspapir senest fredag den 11. december.\n"
            "[Færdig] [Jeg bliver forsinket]\n"
            "Dine grupper\n"
            "Gruppe 00 · Nedsat. Næste frist er fredag den 11. december: Budskabspapir. [Se]\n"
            "[ny] [Alle grupper] [Fravær] [Om dig] [Hjælp]\n"
            "Sådan så det ud kl. 9.00."
        )
        assert town.fake.refused() == []

    play(tmp_path / "test.db", office, fake, scenario)


def test_messages_tab_publishes_nothing(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        user, channel = town.slack.id("Sofie"), town.slack.place("Sofie")
        await town.slack.event({"type": "app_home_opened", "user": user, "channel": channel, "tab": "messages"})
        assert published(town, "Sofie") == 0

    play(tmp_path / "test.db", office, fake, scenario)


def test_button_of_the_page_opens_a_modal_and_the_page_shows_what_came_of_it(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await with_groups(town)
        done = await town.slack.press("Sofie", await opened(town, "Sofie"), "Færdig")
        assert done.view is not None
        home = town.slack.home("Sofie")
        assert home is not None
        assert "Dine frister" not in home.text
        assert published(town, "Sofie") == 2

    play(tmp_path / "test.db", office, fake, scenario)


def test_every_button_under_the_page_shows_something(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        await with_groups(town)
        home = await opened(town, "Sofie")
        titles = {}
        for label in ("ny", "Alle grupper", "Fravær", "Om dig", "Hjælp", "Se"):
            done = await town.slack.press("Sofie", home, label)
            assert done.view is not None
            titles[label] = done.view.text.split("\n")[0]
            await town.slack.close("Sofie", done)
        assert titles == {
            "ny": "Bestil en taskforce",
            "Alle grupper": "Alle · 1 gruppe",
            "Fravær": "Hvornår er du væk?",
            "Om dig": "Taskforce",
            "Hjælp": "Det, du kan gøre her",
            "Se": "Gruppe 00",
        }
        assert town.fake.refused() == []

    play(tmp_path / "test.db", office, fake, scenario)


def test_page_follows_what_its_reader_does_elsewhere_in_slack(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        assert "Gruppe" not in (await opened(town, "Sofie")).text
        await with_groups(town)
        await town.slack.command("Sofie", "hjælp")  # looking changes nothing
        assert published(town, "Sofie") == 1
        await town.slack.press("Sofie", await town.slack.command("Sofie", "mig"), "Slå fra")
        home = town.slack.home("Sofie")
        assert home is not None
        assert "Gruppe 00" in home.text

    play(tmp_path / "test.db", office, fake, scenario)


def test_more_lines_come_in_place_of_the_first_and_stay_after_an_action(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await with_groups(town, 70)
        first = await opened(town, "Sofie")
        assert first.text.count("[Se]") == 29  # and the deadline above them
        done = await town.slack.press("Sofie", first, "Vis flere")
        second = town.slack.home("Sofie")
        assert done.view is None
        assert second is not None
        assert ("Gruppe 28" in first.text, "Gruppe 29" in first.text) == (True, False)
        assert second.text.count("[Se]") == 30
        done = await town.slack.press("Sofie", second, "Se", near="Gruppe 40")
        assert done.view is not None
        assert town.slack.home("Sofie").text == second.text  # type: ignore[union-attr]
        await town.slack.press("Sofie", town.slack.home("Sofie"), "Forfra")
        assert town.slack.home("Sofie").text == first.text  # type: ignore[union-attr]
        assert town.fake.refused() == []

    play(tmp_path / "test.db", office, fake, scenario)


def test_largest_page_keeps_to_what_slack_takes(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        def make(store) -> None:  # type: ignore[no-untyped-def]
            made = group(store, "Elnet", "Emil Brandtoft")
            for number in range(40):
                title = f"{number} " + "Et langt navn på en frist, & <!channel> " * 70
                deadline(store, made, title[:2500], "2026-11-27", "Sofie Kragelund")

        await town.program.runner.change(make)
        page: Shown | None = await opened(town, "Sofie")
        seen = 0
        for _ in range(40):
            assert page is not None
            assert len(page.blocks) <= 100
            seen += page.text.count("[Færdig]")
            if "[Vis flere]" not in page.text:
                break
            await town.slack.press("Sofie", page, "Vis flere")
            page = town.slack.home("Sofie")
        assert seen == 40
        assert town.fake.refused() == []

    play(tmp_path / "test.db", office, fake, scenario)


def test_somebody_unknown_finds_what_they_can_do(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        town.slack.people["Ny"] = fake.user("Ny Mand", email="ny.mand@brn.example")
        assert (await opened(town, "Ny")).text.startswith("Vi kender dig ikke endnu.\nDin adresse i Slack, ny.mand@")

    play(tmp_path / "test.db", office, fake, scenario)


def test_somebody_of_a_workspace_that_is_not_listed_is_asked_who_they_are(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        home = await opened(town, "Sofie")
        assert home.text == (
            "Vi kender dig ikke endnu.\n"
            "Vi sender en mail til din arbejdsmail. Tryk på knappen i den, så ved vi fra da af, hvem du er i Slack.\n"
            "[Hvem er du?]"
        )
        done = await town.slack.press("Sofie", home, "Hvem er du?")
        assert done.view is not None
        assert done.view.title == "Hvem er du?"
        assert await town.slack.open_home("Amir") is None  # a guest in a shared channel has no page of ours
        assert [each["answer"]["error"] for each in town.fake.refused()] == ["not_enabled"]

    play(tmp_path / "test.db", office, fake, scenario, slack_home_teams="T0ANOTHER")


def test_many_actions_at_once_publish_few_times_and_the_last_state(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        await opened(town, "Sofie")
        sofie, home = town.person("Sofie"), home_of(town)
        for _ in range(50):
            home.refresh(sofie)
        await asyncio.sleep(0.1)
        await with_groups(town)
        for _ in range(50):
            home.refresh(sofie)
        await town.settle()
        assert published(town, "Sofie") in (2, 3)  # the second fifty may come before the first are done
        assert "Gruppe 00" in town.slack.home("Sofie").text  # type: ignore[union-attr]

    play(tmp_path / "test.db", office, fake, scenario)


def test_what_slack_cannot_do_now_is_done_soon_after(tmp_path: Path, office: PostOffice, fake: Fake) -> None:
    async def scenario(town: Town) -> None:
        town.fake.fault("views.publish", times=2, status=429, retry_after=0)
        await opened(town, "Sofie")
        assert published(town, "Sofie") == 3

    play(tmp_path / "test.db", office, fake, scenario)


def test_somebody_who_has_no_page_is_left_alone_until_they_open_it(
    tmp_path: Path, office: PostOffice, fake: Fake
) -> None:
    async def scenario(town: Town) -> None:
        town.fake.fault("views.publish", status=200, error="not_enabled")
        for label in ("Slå fra", "Hver uge", "Slå fra"):
            await town.slack.press("Sofie", await town.slack.command("Sofie", "mig"), label)
        assert published(town, "Sofie") == 1
        await opened(town, "Sofie")
        assert published(town, "Sofie") == 2

    play(tmp_path / "test.db", office, fake, scenario)
