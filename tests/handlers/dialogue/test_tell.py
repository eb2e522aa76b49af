"""Writing to somebody once, and drawing again what was written."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from handlers.dialogue.card import Button, Card, Line
from handlers.dialogue.request import number
from handlers.dialogue.tell import react, redraw, take_back, tell
from handlers.locale import Speech
from storage import outbox
from storage.engine import Database
from storage.tables import OutboxKind, OutboxRow, Person
from tests.world import House


def write(house: House, who: str, title: str, *, key: str = "one", later: bool = False) -> bool:
    with house.database.changing() as store:
        return tell(
            store,
            store.session.get_one(Person, house.person(who).id),
            subject="thing:1",
            key=f"{key}/{who}",
            now=house.now,
            card=lambda t: Card(f"{title} {t.language}"),
            at=house.now + timedelta(hours=1) if later else None,
        )


def draw(house: House, title: str | None, *, news: bool = False) -> None:
    def card(t: Speech, reader: Person | None) -> Card | None:
        return Card(f"{title} {t.language} {reader.name if reader else ''}") if title is not None else None

    with house.database.changing() as store:
        redraw(store, "thing:1", now=house.now, card=card, news=news)


def kinds(house: House) -> list[OutboxKind]:
    with house.database.reading() as store:
        return [row.kind for row in store.session.exec(select(OutboxRow).order_by(OutboxRow.id))]  # type: ignore[arg-type]


def test_a_card_is_written_once_for_each_key_in_the_reader_s_language(database: Database) -> None:
    house = House(database)
    assert [write(house, "Anna", "Ny"), write(house, "Anna", "Igen"), write(house, "Amir", "New")] == [
        True,
        False,
        True,
    ]
    house.deliver()
    assert (house.titles("Anna"), house.titles("Amir")) == (["Ny da"], ["New en"])


def test_an_unsent_card_is_changed_where_it_lies(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny", later=True)
    draw(house, "Rettet")
    assert kinds(house) == [OutboxKind.message]
    house.deliver()
    assert house.cards("Anna") == []
    house.wind(timedelta(hours=1))
    assert house.titles("Anna") == ["Rettet da Anna Lindholt"]
    assert house.letters["Anna Lindholt"][0].versions == 1


def test_a_sent_card_is_followed_by_updates_for_each_reader(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    write(house, "Amir", "New")
    house.deliver()
    for title in ("Anden", "Tredje"):
        draw(house, title)
        house.deliver()
    assert (house.titles("Anna"), house.titles("Amir")) == (["Tredje da Anna Lindholt"], ["Tredje en Amir Rahimi"])
    assert [letter.versions for box in house.letters.values() for letter in box] == [3, 3]
    assert kinds(house) == [OutboxKind.message] * 2 + [OutboxKind.update] * 4


def test_what_its_reader_has_already_is_not_sent_again(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    house.deliver()
    for title in ("Anden", "Anden", "Ny"):
        draw(house, title)
        house.deliver()
    assert house.titles("Anna") == ["Ny da Anna Lindholt"]
    assert kinds(house) == [OutboxKind.message] + [OutboxKind.update] * 2


def test_none_leaves_a_card_as_it_is(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    house.deliver()
    draw(house, None)
    assert kinds(house) == [OutboxKind.message]


def test_what_has_not_gone_can_be_taken_back(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    house.deliver()
    write(house, "Amir", "New", later=True)
    with database.changing() as store:
        assert take_back(store, "thing:1") == 1
    house.wind(timedelta(hours=2))
    assert (house.titles("Anna"), house.titles("Amir")) == (["Ny da"], [])


def test_nobody_is_written_to_who_has_been_erased(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        store.session.get_one(Person, house.person("Anna").id).erased_at = house.now
    assert write(house, "Anna", "Ny") is False
    assert kinds(house) == []


def test_of_two_in_one_conversation_the_newest_says_it_all_once_nobody_is_waited_for(database: Database) -> None:
    house = House(database)
    for key in ("first", "second"):
        write(house, "Anna", "Ny", key=key)
        house.deliver()
    more, link = Button("me", "Om dig"), Button("", "Åbn", url="https://eksempel.example")
    asks = Card("Vil du?", (Line("Sig til."),), (more, link), tone="waiting")
    said = Card("Det er sagt.", (Line("Tak."),), (more, link), tone="good")
    for drawn, older in ((asks, asks), (said, Card("Det er sagt.", buttons=(link,), tone="good"))):
        with house.database.changing() as store:
            redraw(store, "thing:1", now=house.now, card=lambda t, _reader, drawn=drawn: drawn)
        house.deliver()
        assert house.cards("Anna") == [older, drawn]


def test_only_the_first_mark_on_somebodys_words_finds_none_to_take_away(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        for number, how in enumerate(("unclear", "done")):
            react(store, "C1/1.1", "slack", how, key=f"mark/{number}", now=house.now)  # type: ignore[arg-type]
        react(store, "C1/2.1", "slack", "done", key="mark/other", now=house.now)
    with database.reading() as store:
        rows = store.session.exec(select(OutboxRow).order_by(OutboxRow.id)).all()  # type: ignore[arg-type]
        assert [row.payload for row in rows] == [
            {"mark": "unclear", "first": True},
            {"mark": "done", "first": False},
            {"mark": "done", "first": True},
        ]


def test_a_question_that_is_settled_before_it_goes_goes_to_nobody_unless_it_is_open_again(database: Database) -> None:
    house = House(database)
    asks = Card("Vil du?", buttons=(Button("me", "Ja"),), tone="waiting")
    said, waits = Card("Det er sagt.", tone="good"), Card("Vi venter.", tone="waiting")
    for drawn, read in (
        (asks, None),
        (said, []),
        (said, []),
        (asks, ["Vil du?"]),
        (said, ["Det er sagt."]),
    ):
        with database.changing() as store:
            if read is None:
                person = store.session.get_one(Person, house.person("Anna").id)
                tell(store, person, subject="thing:1", key="asked", now=house.now, card=lambda t: asks)
                continue
            redraw(store, "thing:1", now=house.now, card=lambda t, _reader, drawn=drawn: drawn)
        house.deliver()
        assert house.titles("Anna") == read
    with database.changing() as store:
        person = store.session.get_one(Person, house.person("Amir").id)
        tell(store, person, subject="thing:2", key="receipt", now=house.now, card=lambda t: waits)
        redraw(store, "thing:2", now=house.now, card=lambda t, _reader: said)
    house.deliver()
    assert house.titles("Amir") == ["Det er sagt."]


def test_a_question_that_may_have_gone_is_withdrawn_and_followed_should_it_be_found(database: Database) -> None:
    house = House(database)
    asks = Card("Vil du?", buttons=(Button("me", "Ja"),), tone="waiting")
    said = Card("Det er sagt.", tone="good")
    with database.changing() as store:
        person = store.session.get_one(Person, house.person("Anna").id)
        tell(store, person, subject="thing:1", key="asked", now=house.now, card=lambda t: asks)
    with database.changing() as store:
        (row,) = outbox.claim(store, house.now)
        outbox.mark_later(store, row.id, seconds=9, why="no answer", lease=row.leased_until)
    for _ in range(2):
        with database.changing() as store:
            redraw(store, "thing:1", now=house.now, card=lambda t, _reader: said)
    with database.reading() as store:
        rows = store.session.exec(select(OutboxRow).order_by(OutboxRow.id)).all()  # type: ignore[arg-type]
    assert [(each.kind, each.withdrawn, each.failed_at, each.payload["title"]) for each in rows] == [
        (OutboxKind.message, True, None, "Vil du?"),
        (OutboxKind.update, False, None, "Det er sagt."),
    ]


def may_have_gone(house: House) -> None:
    """The first try of what is due got no answer."""
    with house.database.changing() as store:
        for row in outbox.claim(store, house.now):
            outbox.mark_later(store, number(row.id), seconds=0, why="no answer", lease=row.leased_until)


def on_its_way(database: Database) -> tuple[House, OutboxRow]:
    """A house in which somebody is just sending Anna a card."""
    house = House(database)
    write(house, "Anna", "Ny")
    with house.database.changing() as store:
        (row,) = outbox.claim(store, house.now)
    return house, row


def drawn(house: House) -> list[tuple[OutboxKind, str, bool]]:
    """What lies in the outbox: what each row is, says, and whether it is worth a mail of its own."""
    with house.database.reading() as store:
        rows = store.session.exec(select(OutboxRow).order_by(OutboxRow.id)).all()  # type: ignore[arg-type]
        return [(row.kind, str(row.payload["title"]), row.news) for row in rows]


def test_a_card_that_may_have_gone_is_changed_where_it_lies_and_followed_by_the_same_should_it_be_found(
    database: Database,
) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    may_have_gone(house)
    for _ in range(2):
        draw(house, "Rettet", news=True)
    assert drawn(house) == [
        (OutboxKind.message, "Rettet da Anna Lindholt", False),
        (OutboxKind.update, "Rettet da Anna Lindholt", False),
    ]
    house.deliver()
    assert house.titles("Anna") == ["Rettet da Anna Lindholt"]


def test_a_card_that_says_the_same_as_the_one_that_may_have_gone_is_followed_by_nothing(database: Database) -> None:
    house = House(database)
    write(house, "Anna", "Ny")
    draw(house, "Rettet")
    may_have_gone(house)
    draw(house, "Rettet")
    assert drawn(house) == [(OutboxKind.message, "Rettet da Anna Lindholt", False)]


def test_what_lies_behind_a_card_that_has_its_first_try_on_another_face_does_not_draw_over_it(
    database: Database,
) -> None:
    house, row = on_its_way(database)
    draw(house, "Anden")
    with house.database.changing() as store:
        outbox.pass_over(store, number(row.id), face="slack", why="no answer", lease=row.leased_until)
    draw(house, "Tredje")
    house.deliver()
    assert house.titles("Anna") == ["Tredje da Anna Lindholt"]


def test_news_that_was_drawn_while_a_card_was_on_its_way_is_not_the_last_that_its_reader_gets(
    database: Database,
) -> None:
    house, row = on_its_way(database)
    draw(house, "Anden", news=True)
    with house.database.changing() as store:
        outbox.mark_later(store, number(row.id), seconds=0, why="no answer", lease=row.leased_until)
    draw(house, "Tredje", news=True)
    assert drawn(house) == [
        (OutboxKind.message, "Tredje da Anna Lindholt", False),
        (OutboxKind.update, "Anden da Anna Lindholt", True),
        (OutboxKind.update, "Tredje da Anna Lindholt", True),
    ]
