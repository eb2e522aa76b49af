"""A director who has neither Slack nor Teams answers an evaluation on the page behind the mail."""

from __future__ import annotations

from storage.engine import Database
from tests.bot.web.answers_stage import Reader, Stage, do
from tests.handlers.ending.evaluation.spring import begun, evaluation, given, planned, question

SAID = {"interests": "Strukturfondene først", "cadence": "right", "anchoring": "well", "unnamed": "yes"}


def test_an_evaluation_is_answered_behind_the_mail_and_its_result_read_there(database: Database) -> None:
    house = begun(database)
    planned(house)
    house.sleep("2009-03-02 08:00")
    stage = Stage(house)
    link = stage.link(stage.row("Lars", "evaluation:"), until="2009-06-30 12:00")
    keep = question(house, "Lars").buttons[0]

    async def answering(reader: Reader) -> None:
        await reader.open(link + do(keep.action, **keep.args))
        assert (reader.status, reader.title()) == (200, "Skal N17 fortsætte, ændres eller opløses?")
        await reader.press("Send", verdict="keep", **SAID, draft="")
        assert reader.title() == "Tak for dit svar om N17."

    async def reading(reader: Reader) -> None:
        await reader.open(link)
        assert reader.title() == "Evalueringen af N17 er gjort op."
        await reader.follow("Se resultatet")
        assert (reader.status, reader.title()) == (200, "Evalueringen af N17")
        assert "1 af 6 har svaret. 5 har ikke svaret. Ét svar er uden navn." in reader.said()

    stage.visit(answering)
    assert given(house) == {"Lars Nystrand": ("keep", SAID)}
    house.sleep("2009-06-02 08:00")
    assert evaluation(house).state == "closed"
    Stage(house).visit(reading)
