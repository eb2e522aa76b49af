"""The preview, the sending hour, one card a day, reminders, and what can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from handlers.dialogue import dispatch
from handlers.dialogue.card import Line
from handlers.dialogue.events import GroupsHandedOver
from handlers.dialogue.request import Request
from handlers.forming.nomination import letters, questions
from handlers.forming.nomination.matter import Matter
from handlers.locale import Speech
from storage import people
from storage.engine import Database
from storage.tables import (
    Group,
    GroupState,
    NominationRequest,
    Office,
    OfficeKind,
    Organisation,
    OrganisationKind,
    Person,
    RequestRoute,
    RequestState,
)
from tests.elnet import answer, ask_one, labels, order, send
from tests.snapshot import nothing_changes
from tests.world import ORDERED, House, at, text_of

NAMED = (
    "Må vi låne Anna Lindholt?\n"
    "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. Ca. 4 timer om ugen, december–maj. "
    "Svar senest fredag den 27. november kl. 12 (uge 48). Tovholder: Emil Brandtoft.\n"
    "Hilsen Sofie Kragelund, BRN\n"
)
VAND = {"title": "Vand", "task": "samle viden om grundvand", "competences": "", "outputs": "", "coordinator": ""}


def test_a_named_request_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    assert text_of(house.card("Vibeke")) == (
        f"{NAMED}[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang]\n{{Send videre til en kollega}} · {{Læs mere}}"
    )


def test_an_open_request_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    assert text_of(house.card("Lars")) == (
        "Hvem hos jer kan hjælpe Elnet?\n"
        "Taskforcen Elnet mangler én fra Thisted Kommune med indsigt i netplanlægning eller vindkraft. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48).\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Udpeg en] [Send videre] [Ikke denne gang]\n"
        "{Læs mere}"
    )


def test_an_invitation_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    assert text_of(house.card("Tobias")) == (
        "Vil Green Hub Denmark være med i Elnet?\n"
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet. "
        "Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november kl. 12 (uge 48).\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Ja, jeg deltager] [En anden fra os] [Nej tak]\n"
        "{Læs mere}"
    )


def test_a_reminder_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    house.wind("2026-11-25 08:00")
    assert text_of(house.card("Vibeke")) == (
        "Har du et øjeblik til Elnet?\n"
        "Vi mangler Hjørrings svar: Må vi spørge Anna Lindholt? Fristen er fredag den 27. november kl. 12 (uge 48). "
        "Er du optaget, kan Carsten Lindvig svare for dig.\n"
        "Hilsen Sofie Kragelund, BRN\n"
        "[Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang]\n"
        "{Send videre til en kollega} · {Læs mere}"
    )
    assert "Vi mangler Green Hub Denmarks svar: Vil I være med?" in text_of(house.card("Tobias"))


def test_read_more_tells_everything_and_changes_nothing(database: Database) -> None:
    house = House(database)
    send(house)
    with nothing_changes(database):
        more = house.press("Lars", house.card("Lars"), "Læs mere")
    assert text_of(more.card).splitlines()[:4] == [
        "Elnet",
        "Taskforcen Elnet skal skærpe Nordjyllands argumenter for et stærkere elnet.",
        "Ca. 4 timer om ugen, december–maj.",
        "Vi søger indsigt i netplanlægning eller vindkraft.",
    ]


def test_the_preview_on_friday_afternoon(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    preview = order(house)
    assert labels(preview.card) == ["Send mandag kl. 8.00", "Send nu", "Ret"]
    shown = text_of(preview.card)
    assert shown.startswith(f"Sådan ser kortet ud for Vibeke Mosegaard.\n{NAMED}")
    assert "Det går til 4 direktører og 1 ekstern.\n" in shown
    assert "Klokken er 16.40 fredag.\n" in shown
    assert preview.instead


def test_within_the_sending_hours_there_is_nothing_to_wait_for(database: Database) -> None:
    house = House(database)
    assert labels(order(house).card) == ["Send nu", "Ret"]


def test_cards_for_the_next_sending_hour_go_then(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    reply = house.press("Sofie", order(house), "Send mandag kl. 8.00")
    assert text_of(reply.card) == "Elnet går ud mandag den 23. november kl. 8.\nIndtil da kan du fortryde.\n{Fortryd}"
    assert "4 direktører og Green Hub Denmark bliver spurgt." in text_of(house.card("Sofie"))
    house.wind("2026-11-23 07:59")
    assert house.cards("Vibeke") == []
    house.wind("2026-11-23 08:00")
    assert house.titles("Vibeke")[0] == "Må vi låne Anna Lindholt?"
    assert "4 direktører og Green Hub Denmark er spurgt." in text_of(house.cards("Sofie")[0])


def test_a_director_gets_the_requests_of_one_day_in_one_card(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    house.press("Sofie", order(house), "Send mandag kl. 8.00")
    house.press("Sofie", order(house, whom="Hjørring", **VAND), "Send mandag kl. 8.00")
    house.wind("2026-11-23 08:00")
    card = house.cards("Vibeke")[0]
    assert text_of(card) == (
        "To hurtige spørgsmål til Hjørring\n"
        "· Elnet: Må vi låne Anna Lindholt? Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november "
        "kl. 12 (uge 48). [Ja, spørg Anna] [Foreslå en anden] [Ikke denne gang] [Send videre til en kollega] "
        "[Læs mere]\n"
        "· Vand: Hvem hos jer kan hjælpe Vand? Ca. 4 timer om ugen, december–maj. Svar senest fredag den 27. november "
        "kl. 12 (uge 48). [Udpeg en] [Send videre] [Ikke denne gang] [Læs mere]\n"
        "Hilsen Sofie Kragelund, BRN"
    )
    reply = house.press("Vibeke", card, "Ja, spørg Anna")
    assert "· Elnet: Tak, Vibeke. Vi spørger Anna. [Skift svar]\n· Vand: Hvem hos jer" in text_of(reply.card)
    house.wind("2026-11-26 08:00")
    assert house.titles("Vibeke")[-1] == "Har du et øjeblik til Vand?"


def test_one_reminder_for_all_that_stands_on_one_card(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    for what in ({"whom": "Thisted", "outputs": ""}, {"whom": "Thisted", **VAND}):
        house.press("Sofie", order(house, **what), "Send mandag kl. 8.00")
    house.wind("2026-11-26 08:00")
    reminders = [card for card in house.cards("Lars") if card.title.startswith("Har du et øjeblik")]
    assert [card.title for card in reminders] == ["Har du et øjeblik til Elnet og Vand?"]
    assert text_of(reminders[0]).splitlines()[1] == (
        "Vi mangler Thisteds svar. Er du optaget, kan Gitte Hanvold svare for dig."
    )


def test_a_second_order_the_same_day_waits_for_the_next_sending_hour(database: Database) -> None:
    house = House(database)
    send(house)
    preview = order(house, whom="Hjørring\nLæsø", **VAND)
    assert "Vibeke har fået et kort i dag. Det her går mandag den 23. november kl. 8." in text_of(preview.card)
    house.press("Sofie", preview, "Send nu")
    assert house.titles("Vibeke") == ["Må vi låne Anna Lindholt?"]
    assert house.titles("Karen") == ["Hvem hos jer kan hjælpe Vand?"]
    house.wind("2026-11-23 08:00")
    assert "Hvem hos jer kan hjælpe Vand?" in house.titles("Vibeke")


def test_a_card_that_would_come_after_its_own_deadline_is_not_sent(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    preview = order(house, reply_by="i dag kl. 18")
    with nothing_changes(database):
        late = house.press("Sofie", preview, "Send mandag kl. 8.00")
    assert late.card.title == "Kortet ville gå efter svarfristen. Ret bestillingen, og sæt en ny."
    house.wind("2026-11-20 19:00")
    with nothing_changes(database):
        assert house.press("Sofie", preview, "Send nu").card.title == late.card.title


def test_sending_twice(database: Database) -> None:
    house = House(database)
    preview = order(house)
    house.press("Sofie", preview, "Send nu")
    with nothing_changes(database):
        assert house.press("Sofie", preview, "Send nu").card.title == "Elnet er allerede sendt."


def test_undo_while_nothing_has_gone(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    sent = house.press("Sofie", order(house), "Send mandag kl. 8.00")
    undone = house.press("Sofie", sent, "Fortryd")
    assert undone.card.title == "Sådan ser kortet ud for Vibeke Mosegaard."
    assert text_of(house.card("Sofie")).startswith("Elnet: Kortet er klar.")
    house.wind("2026-11-23 12:00")
    assert [title for title in house.titles("Vibeke") if "låne" in title] == []
    assert house.group("Elnet").state == GroupState.ordered
    assert "Du er tovholder for Elnet." not in house.titles("Emil")
    with nothing_changes(database):
        assert house.press("Sofie", sent, "Fortryd").card.title == "Det er allerede fortrudt."


def test_undo_afterwards_offers_a_correction(database: Database) -> None:
    house = House(database)
    send(house)
    with nothing_changes(database):
        late = house.press("Sofie", house.card("Sofie"), "Fortryd")
    assert text_of(late.card) == (
        "Kortene er sendt og kan ikke kaldes tilbage.\nDu kan sende en rettelse til dem, der er spurgt.\n"
        "[Send en rettelse]"
    )
    form = house.press("Sofie", late, "Send en rettelse")
    done = house.fill("Sofie", form, line="Det er 2 timer om ugen, ikke 4.", hours="2")
    assert text_of(done.card) == "Rettelsen er sendt til 5 personer.\n{Træk hele bestillingen tilbage}"
    assert house.titles("Lars") == ["Hvem hos jer kan hjælpe Elnet?", "En rettelse om Elnet"]
    assert "Ca. 2 timer om ugen, december–maj." in text_of(house.cards("Lars")[0])


def test_taking_the_whole_order_back_tells_everybody_who_was_asked(database: Database) -> None:
    house = House(database)
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    form = house.ask("Sofie", action="nomination.correct", args={"group": house.group("Elnet").id})
    done = house.fill("Sofie", form, line="Vi tog fejl.")
    taken = house.press("Sofie", done, "Træk hele bestillingen tilbage")
    assert taken.card.title == "Elnet er trukket tilbage."
    assert house.group("Elnet").state == GroupState.withdrawn
    gone = "Spørgsmålet om Elnet er taget tilbage."
    for who in ("Vibeke", "Lars", "Søren", "Erik", "Tobias"):
        assert (house.cards(who)[0].title, house.card(who).title) == (gone, gone)
    assert house.titles("Anna") == ["Du skal ikke svare længere om Elnet."]
    with nothing_changes(database):
        again = house.press("Sofie", done, "Træk hele bestillingen tilbage")
        named = house.ask("Lars", action="nomination.declined", args={"request": _request(house, "Thisted").id})
        corrected = house.fill("Sofie", form, line="Endnu en.")
    assert again.card.title == "Elnet kan ikke trækkes tilbage nu."
    assert named.card.title == gone
    assert corrected.card.title == "Elnet spørger ikke nogen nu."


def _request(house: House, short: str) -> NominationRequest:
    with house.database.reading() as store:
        place = people.organisation_named(store, short)
        return store.session.exec(select(NominationRequest).where(NominationRequest.organisation_id == place.id)).one()


def test_a_director_who_is_away_is_reminded_through_the_deputy(database: Database) -> None:
    house = House(database)
    house.say("Lars", "fravær 20/11 - 4/12")
    ask_one(house)
    assert house.titles("Gitte")[-1] == "Hvem hos jer kan hjælpe Elnet?"
    house.wind("2026-11-25 08:00")
    assert house.titles("Gitte")[-1] == "Har du et øjeblik til Elnet?"
    assert "Har du et øjeblik til Elnet?" not in house.titles("Lars")


def test_a_new_director_gets_what_is_open_and_the_old_card_says_so(database: Database) -> None:
    house = House(database)
    ask_one(house, "Jammerbugt", reply_by="fredag den 5. februar 2027")
    assert house.titles("Niels") == ["Hvem hos jer kan hjælpe Elnet?"]
    with database.changing() as store:
        office = store.session.exec(select(Office).where(Office.person_id == house.person("Niels").id)).one()
        office.until = date(2027, 1, 31)
        tine = house.person("Tine")
        store.add(
            Office(
                person_id=tine.id,
                organisation_id=tine.organisation_id,
                kind=OfficeKind.director,
                since=date(2027, 2, 1),
                change_due=at("2027-02-01 00:00"),
            )
        )
    house.wind("2027-02-01 09:00")
    assert "Hvem hos jer kan hjælpe Elnet?" in house.titles("Tine")
    settled = [text_of(card) for card in house.cards("Niels") if card.title == "Tine Overby svarer nu for Jammerbugt."]
    assert settled[-1] == "Tine Overby svarer nu for Jammerbugt.\nDu skal ikke gøre mere."


def test_the_signature_follows_a_handover(database: Database) -> None:
    house = House(database)
    ask_one(house)
    group, sofie, mads = house.group("Elnet"), house.person("Sofie"), house.person("Mads")
    with database.changing() as store:
        store.session.get_one(Group, group.id).owner_id = mads.id
        request = Request(actor=sofie, now=house.now)
        event = GroupsHandedOver((group.id,), sofie.id, mads.id)
        dispatch.came_back(house.runner.router, event, request, store)
    house.deliver()
    assert text_of(house.card("Lars")).splitlines()[2] == "Hilsen Mads Riisager, BRN"


# --- never more than 40 words ---

WORDS = st.lists(st.text("abcdefgæøå", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join)
NAMES = st.lists(st.text("abcdefgæøå", min_size=1, max_size=9), min_size=2, max_size=5).map(" ".join)


@settings(deadline=None, max_examples=150)
@given(
    title=WORDS.map(lambda text: text[:60]),
    task=WORDS.map(lambda text: text[:200]),
    competences=st.just("") | WORDS.map(lambda text: text[:120]),
    names=st.tuples(NAMES, NAMES, NAMES, NAMES),
    official=NAMES,
    short=st.lists(st.text("abcæøå", min_size=1, max_size=9), min_size=1, max_size=3).map(" ".join),
    route=st.sampled_from([RequestRoute.named, RequestRoute.open, RequestRoute.external]),
    seats=st.integers(1, 3),
    language=st.sampled_from(["da", "en"]),
)
def test_at_a2_5_no_card_to_a_director_is_longer_than_forty_words(
    title: str,
    task: str,
    competences: str,
    names: tuple[str, str, str, str],
    official: str,
    short: str,
    route: RequestRoute,
    seats: int,
    language: str,
) -> None:
    owner, named, coordinator, deputy = (
        Person(id=1, organisation_id=1, name=name, created_at=ORDERED) for name in names
    )
    group = Group(title=title, task=task, hours=2.5, duration_months=6, starts_on=date(2026, 12, 1))
    request = NominationRequest(
        id=1, route=route, state=RequestState.waiting, seats=seats, competences=competences,
        reply_by=ORDERED + timedelta(days=7),
    )  # fmt: skip
    it = Matter(
        request, group, Organisation(kind=OrganisationKind.municipality, short=short, official=official), owner,
        "BRN", coordinator, named if route == RequestRoute.named else None, None, None, (),
    )  # fmt: skip
    t = Speech(language, ORDERED)
    for card in (questions.ask(t, it), questions.remind(t, it, deputy), questions.remind(t, it, None)):
        assert questions.words(card) <= 40, text_of(card)
        assert len([each for each in card.buttons if each.style != "link"]) == 3
        assert isinstance(card.body[-1], Line)
        mail = letters.ask(t, it, card)
        assert questions.count(mail.lines) <= 40, mail.lines
        assert len(mail.buttons) == 3


def test_a_card_in_english(database: Database) -> None:
    house = House(database)
    with database.changing() as store:
        store.session.get_one(Person, house.person("Vibeke").id).language = "en"
    send(house)
    assert text_of(house.card("Vibeke")) == (
        "May we borrow Anna Lindholt?\n"
        "The task force Elnet is to skærpe Nordjyllands argumenter for et stærkere elnet. "
        "About 4 hours a week, December–May. Reply by Friday 27 November at 12:00 (week 48). "
        "Coordinator: Emil Brandtoft.\n"
        "Regards, Sofie Kragelund, BRN\n"
        "[Yes, ask Anna] [Suggest somebody else] [Not this time]\n"
        "{Pass on to a colleague} · {Read more}"
    )
    assert answer(house, "Vibeke", "Yes, ask Anna").card.title == "Thank you, Vibeke. We will ask Anna."
