"""A long form behind a button of a mail."""

from __future__ import annotations

import re

from handlers.dialogue.card import Button, Card
from tests.bot.web.answers_stage import do, stage
from tests.handlers.working.made import made_group

PLAN = "1. Den 6. januar: Byråd, dialogmøde – metoden drøftes\n2. I slutningen af maj: Grupperne er færdige"


def test_behind_a_mail_s_button_the_plan_is_pasted_on_the_mail_s_own_page(database):
    made = stage(database)
    group = made_group(made.house, "Kyst")

    async def scenario(reader):
        await reader.open(link + do("plan.new", group=group))
        assert (reader.status, reader.title()) == (200, "Indsæt planen for Kyst")
        await reader.press(re.findall(r'<button class="btn primary">(.*?)</button>', reader.page)[0], text=PLAN)
        assert reader.title() == "Sådan er planen læst"
        assert reader.page.count('name="f.line') == 2

    link = made.told("Sofie", Card("Planen mangler", (), (Button("plan.new", "Indsæt en plan", {"group": group}),)))
    made.visit(scenario)
