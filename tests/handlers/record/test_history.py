"""A group's journal, as its coordinator and the secretariat read it."""

from __future__ import annotations

from handlers.dialogue.chronicle import note
from handlers.dialogue.request import Request
from storage.engine import Database
from tests.handlers.ending.elnet import card_about, established
from tests.world import House, shown


def test_newest_first_with_what_was_undone(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    house.sleep("2027-05-04 08:00")
    receipt = house.press("Emil", card_about(house, "Emil", "end"), "Ja, det holder")
    house.press("Sofie", receipt, "Fortryd")
    page = house.ask("Emil", action="history.show", args={"group": id_})
    assert (
        shown(page)
        == """\
Elnet: historik
Hvornår | Hvem | Hvad | Tekst
tirsdag den 4. maj kl. 8 | Sofie Kragelund | Fortrudt: Slutdato bekræftet | \n\
tirsdag den 4. maj kl. 8 | Emil Brandtoft | Slutdato bekræftet | """
    )
    refused = house.ask("Anna", action="history.show", args={"group": id_})
    assert shown(refused) == "Det kan kun sekretariatet gøre."


def test_twenty_lines_a_page(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        for number in range(45):
            request = Request(actor=house.person("Emil"), now=house.now)
            note(request, store, "group.extended", group=id_, texts={"line": str(number)})
    pages, page = [], house.ask("Emil", action="history.show", args={"group": id_})
    for _ in range(3):
        table = page.card.body[0]
        pages.append([row[3] for row in table.rows])
        if table.next is None:
            break
        page = house.press("Emil", page, "Ældre")
    assert pages == [
        [str(number) for number in range(44, 24, -1)],
        [str(number) for number in range(24, 4, -1)],
        [str(number) for number in range(4, -1, -1)],
    ]
