"""People in the tests' Teams, with the whole program: met, written to first, gone, and tied by a page behind a mail."""

from __future__ import annotations

from pathlib import Path

from tests.elnet_chat import presses
from tests.smtp import PostOffice
from tests.teams.fake import TENANT, Fake
from tests.teams.reading import labels
from tests.teams.town import SECRETARIAT, TEAM, Town, play

ELSEWHERE = "99999999-9999-4999-8999-999999999999"


def test_whoever_has_just_got_the_app_is_welcomed_and_helped_in_their_language(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        anna = teams.user("Anna L", email=town.person("Anna").email, role="guest", tenant=TENANT)
        town.teams.people["Anna"] = anna
        done = await town.teams.install("Anna")
        assert [each.text for each in done.new] == [
            "Hej Anna.\n"
            "Her svarer du på det, taskforcerne spørger dig om, og hører nyt om dine grupper.\n"
            "Du skal ikke gøre noget nu.\n"
            "[Hjælp]"
        ]
        helped = await town.teams.press("Anna", done, "Hjælp")
        assert any(text.startswith("Det, du kan gøre her") for text in town.teams.texts("Anna"))
        assert helped.answer.status == 200
        await town.teams.uninstall("Anna")
        again = await town.teams.install("Anna")
        assert again.new == ()
        assert teams.refused() == []

    play(fresh_file, office, teams, scenario)


def test_somebody_of_the_team_who_has_never_spoken_to_the_bot_is_asked_in_teams_and_answers_there(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        town.teams.people["Vibeke"] = teams.user("V. Mosegaard", email=town.person("Vibeke").email, role="guest")
        await town.teams.add_member("Sofie", TEAM, "Vibeke")
        await town.order(whom="Hjørring: Anna Lindholt", outputs="")
        assert [text.splitlines()[0] for text in town.teams.texts("Vibeke")] == ["Må vi låne Anna Lindholt?"]
        assert town.post.subjects("Vibeke") == []
        await presses(town, "Vibeke", "Ja, spørg Anna")
        assert [text.splitlines()[0] for text in town.teams.texts("Vibeke")] == ["Tak, Vibeke. Vi spørger Anna."]
        assert teams.refused() == []

    play(fresh_file, office, teams, scenario)


def test_whoever_has_taken_the_app_away_is_asked_by_mail(fresh_file: Path, office: PostOffice, teams: Fake) -> None:
    async def scenario(town: Town) -> None:
        await town.teams.remove_member("Sofie", TEAM, "Vibeke")
        await town.teams.uninstall("Vibeke")
        await town.order(whom="Hjørring: Anna Lindholt", outputs="")
        assert town.post.subjects("Vibeke") == ["Må vi låne Anna Lindholt til Elnet? Svar senest 27. november"]
        assert teams.refused() == []  # what Teams had told of is not even tried

    play(fresh_file, office, teams, scenario, chatting=(*SECRETARIAT, "Vibeke"))


def test_the_page_behind_the_mail_ties_the_account_and_the_next_mail_unties_it(
    fresh_file: Path, office: PostOffice, teams: Fake
) -> None:
    async def scenario(town: Town) -> None:
        town.teams.people["Amir"] = teams.user("Amir R", tenant=ELSEWHERE, role="guest", locale="en-GB")
        asked = await town.teams.install("Amir")
        assert asked.text.startswith("Who are you?")
        email = town.person("Amir").email
        done = await town.teams.submit("Amir", asked, email="Amir")
        assert "“amir” is not an e-mail address." in done.text
        done = await town.teams.submit("Amir", done, email=email)
        assert f"If we know {email}, a mail is on its way to it." in done.text
        await town.teams.again()  # Teams sends it twice when it is slow to be answered
        assert town.post.subjects("Amir") == ["Is it you who writes from Teams?"]

        page = await town.post.answer("Amir", "Yes, it is me")
        await page.press("Yes, it is me")
        assert page.title == "Thank you, Amir. Now we know you in Teams."
        await town.settle()
        known = await town.teams.say("Amir", "help")
        assert known.text.startswith("What you can do here")

        page = await town.post.answer("Amir", "It was not me")
        await page.press("It was not me")
        assert page.title == "The account is no longer tied to you."
        await town.settle()
        again = await town.teams.say("Amir", "help")
        assert again.text.startswith("Who are you?")
        assert "Send the mail" in labels(again.card)

    play(fresh_file, office, teams, scenario)
