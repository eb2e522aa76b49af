"""How the cards of a nomination read as mails, and what their readers are told by mail later (texts 9)."""

from __future__ import annotations

from handlers.dialogue.card import Aside, Button, Card, Confirm, Line
from handlers.forming.nomination.questions import count
from storage import links, nominations, outbox
from storage.engine import Database
from storage.tables import GroupState, RequestState
from tests.elnet import accept, answer, ask_one, name, order, send
from tests.handlers.forming.mailed import by_mail, letter, lines, mail_button, news, press, sent_since
from tests.handlers.forming.test_sending import VAND
from tests.snapshot import nothing_changes
from tests.world import House, at, buttons, text_of

FACTS = (
    ("Tid", "ca. 4 timer om ugen, december–maj"),
    ("Svar senest", "\x0efredag den 27. november kl. 12\x0f (uge 48)"),
)


def request_of(house: House, organisation: str) -> int:
    with house.database.reading() as store:
        for each in nominations.requests_of_group(store, house.group("Elnet").id):
            if each.organisation_id == house.person(organisation).organisation_id:
                return each.id
    raise LookupError(organisation)


def too_late(id_: int) -> Card:
    return Card(
        "Tak, men svarfristen er gået.",
        (Line("Vil I stadig være med, så tryk her, og Sofie vender tilbage."),),
        (Button("nomination.want_in", "Vi vil gerne være med", {"request": id_}, "primary"),),
        "waiting",
    )


def test_at_a2_5_the_mail_to_a_director_word_for_word(database: Database) -> None:
    house = House(database)
    send(house)
    id_ = request_of(house, "Vibeke")
    mail, about = letter(house, "Vibeke"), {"request": id_}
    assert (mail.subject, mail.preview) == (
        "Må vi låne Anna Lindholt til Elnet? Svar senest 27. november",
        "Ét tryk er nok. Ca. 4 timer om ugen, december–maj.",
    )
    assert mail.lines == (
        "Må vi spørge \x0eAnna Lindholt\x0f om at være med i taskforcen Elnet? Den skal skærpe Nordjyllands argumenter "
        "for et stærkere elnet. Ca. 4 timer om ugen, december–maj.",
        "Svar senest \x0efredag den 27. november kl. 12\x0f (uge 48).",
    )
    assert count(mail.lines) == 37
    assert mail.buttons == (
        Button(
            "nomination.yes", "Ja, spørg Anna", about, "primary",
            Confirm("Skal vi spørge Anna Lindholt?", "Anna bestemmer selv.", "Ja, spørg Anna"),
        ),
        Button("nomination.another", "Foreslå en anden", about),
        Button("nomination.why_not", "Ikke denne gang", about),
    )  # fmt: skip
    assert mail.small == (
        Aside(
            "Skal en kollega svare? ",
            Button("nomination.delegate", "Send videre", about, "link"),
            ", så får kollegaen sit eget link.",
        ),
    )
    assert (mail.about, mail.facts, mail.late) == ("Taskforcen Elnet", FACTS, too_late(id_))


def test_the_mails_of_an_open_request_and_of_an_invitation(database: Database) -> None:
    house = House(database)
    send(house)
    deadline = "Svar senest fredag den 27. november kl. 12 (uge 48)."
    mail = letter(house, "Lars")
    assert (mail.subject, mail.preview, lines(mail), [each.label for each in mail.buttons], mail.small) == (
        "Hvem hos jer kan hjælpe Elnet? Svar senest 27. november",
        "Et navn og en mailadresse er nok. Ca. 4 timer om ugen, december–maj.",
        [
            "Hvem hos jer kan hjælpe Elnet? Taskforcen Elnet mangler én fra Thisted Kommune med indsigt i "
            "netplanlægning eller vindkraft. Ca. 4 timer om ugen, december–maj.",
            deadline,
        ],
        ["Udpeg en", "Send videre", "Ikke denne gang"],
        (),
    )
    mail = letter(house, "Tobias")
    assert (mail.subject, mail.preview, lines(mail), [each.label for each in mail.buttons]) == (
        "Vil Green Hub Denmark være med i Elnet? Svar senest 27. november",
        "Ét tryk er nok. Ca. 4 timer om ugen, december–maj.",
        [
            "Vil Green Hub Denmark være med i Elnet? Taskforcen Elnet skal skærpe Nordjyllands argumenter for et "
            "stærkere elnet. Ca. 4 timer om ugen, december–maj.",
            deadline,
        ],
        ["Ja, jeg deltager", "En anden fra os", "Nej tak"],
    )


def test_a_no_asks_why_on_a_page_that_changes_nothing_and_counts_with_the_reason(database: Database) -> None:
    house = House(database)
    send(house)
    with nothing_changes(database):
        why = press(house, "Vibeke", mail_button(house, "Vibeke", "Ikke denne gang"))
    assert text_of(why.card) == (
        "Det er helt i orden.\nVil du sige hvorfor? Det er frivilligt.\n"
        "[Ingen tid lige nu] [Ingen med den viden] [Ikke relevant for os] [Spring over]"
    )
    press(house, "Vibeke", why.card.buttons[0])
    with database.reading() as store:
        asked = nominations.request(store, request_of(house, "Vibeke"))
        assert (asked.state, asked.reason, asked.answered_via) == (RequestState.declined, "time", "link")
    history = text_of(house.ask("Sofie", action="history.show", args={"group": house.group("Elnet").id}).card)
    assert "Vibeke Mosegaard | Ikke denne gang | Ingen tid lige nu · Via link i mailen" in history


def test_the_reminder_goes_by_mail_too_and_names_the_deputy(database: Database) -> None:
    house = House(database)
    send(house)
    house.wind("2026-11-25 08:00")
    mail = letter(house, "Vibeke")
    assert (mail.subject, mail.lines, mail.buttons, mail.late) == (
        "Har du et øjeblik til Elnet? Svar senest 27. november",
        (),
        house.cards("Vibeke")[0].letter.buttons,
        too_late(request_of(house, "Vibeke")),
    )
    with database.reading() as store:
        first, reminder = outbox.messages_about(store, f"ask:{request_of(house, 'Vibeke')}")
        assert [(each.insist, each.answer_by) for each in (first, reminder)] == [
            (False, at("2026-11-27 12:00")),
            (True, at("2026-11-27 12:00")),
        ]


def test_two_questions_in_one_mail(database: Database) -> None:
    house = House(database)
    house.wind("2026-11-20 16:40")
    for what in ({"whom": "Thisted", "outputs": ""}, {"whom": "Thisted", **VAND}):
        house.press("Sofie", order(house, **what), "Send mandag kl. 8.00")
    house.wind("2026-11-23 08:00")
    mail = house.cards("Lars")[0].letter
    assert (mail.subject, mail.preview, mail.lines, mail.buttons) == (
        "To hurtige spørgsmål til Thisted. Svar senest 27. november",
        "Det handler om Elnet og Vand.",
        (),
        (),
    )
    assert [each.label for each in mail.late.buttons] == [
        "Vi vil gerne være med i Elnet",
        "Vi vil gerne være med i Vand",
    ]
    house.wind("2026-11-26 08:00")
    assert letter(house, "Lars").subject == "Har du et øjeblik til Elnet og Vand? Svar senest 27. november"


def test_a_colleague_reads_who_passed_it_on(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = answer(house, "Lars", "Send videre")
    house.fill("Lars", form, email="gitte.hanvold@thisted.example")
    assert lines(letter(house, "Gitte"))[0] == "Lars Nystrand har sendt dette videre til dig."
    assert lines(letter(house, "Gitte"))[1:] == lines(letter(house, "Lars"))


def test_after_an_expert_s_no_the_links_work_until_the_new_deadline(database: Database) -> None:
    house = House(database)
    send(house)
    answer(house, "Vibeke", "Ja, spørg Anna")
    by_mail(house, "Vibeke", "Anna")
    house.press("Anna", house.card("Anna"), "Nej tak")
    mail = letter(house, "Vibeke")
    assert (mail.subject, mail.preview, [each.action for each in mail.buttons]) == (
        "Anna kan ikke denne gang. Har du en anden til Elnet?",
        "Der er tid til mandag den 30. november.",
        ["nomination.another", "nomination.delegate", "nomination.why_not"],
    )
    with database.reading() as store:
        newest = outbox.messages_about(store, f"ask:{request_of(house, 'Vibeke')}/1")
        assert [each.answer_by for each in newest] == [at("2026-11-30 12:00")]


def test_another_deadline_makes_the_links_work_longer_and_is_told(database: Database) -> None:
    house = House(database)
    ask_one(house)
    by_mail(house, "Lars")
    subject = f"ask:{request_of(house, 'Lars')}"
    with database.changing() as store:
        row = outbox.messages_about(store, subject)[0]
        link = links.for_message(store, row, house.group("Elnet").id, house.now)
        assert link.expires_at == at("2026-11-27 12:00")
        link_id = link.id
    house.wind("2026-11-27 12:00")
    by_mail(house, "Lars")
    before = sent_since(house)
    form = house.press("Sofie", house.card("Sofie"), "Forlæng frist")
    house.fill("Sofie", form, reply_by="3 arbejdsdage")
    assert news(house, before) == [("Lars Nystrand", "Hvem hos jer kan hjælpe Elnet?")]
    with database.reading() as store:
        assert links.get(store, link_id).expires_at == at("2026-12-02 12:00")


def test_an_answer_is_told_at_once_to_everybody_who_has_the_card_as_a_mail(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.press("Sofie", house.ask("Sofie", action="nomination.call", args={"round": _round(house)}),
                "Spørg stedfortræderen")  # fmt: skip
    by_mail(house, "Lars", "Gitte")
    before = sent_since(house)
    name(house, "Gitte", "Kasper")
    by_mail(house, "Lars", "Gitte")
    told = "Gitte Hanvold svarede ja til Elnet fredag den 20. november kl. 9."
    assert news(house, before) == [("Lars Nystrand", told), ("Gitte Hanvold", "Tak, Gitte. Vi spørger Kasper.")]
    before = sent_since(house)
    accept(house, "Kasper")
    assert news(house, before) == []  # the director's message of its own says it
    assert house.titles("Lars")[-1] == "Kasper er med i Elnet."


def test_whoever_has_it_in_a_chat_gets_no_mail_more(database: Database) -> None:
    house = House(database)
    ask_one(house)
    name(house, "Lars", "Kasper")
    assert news(house) == []


def test_an_invitation_that_is_taken_up_is_told_once_and_as_it_is(database: Database) -> None:
    house = House(database)
    send(house)
    by_mail(house, "Tobias")
    before = sent_since(house)
    answer(house, "Tobias", "Ja, jeg deltager")
    assert news(house, before) == [("Tobias Grønnegaard", "Godt at have dig med, Tobias.")]


def test_going_on_without_somebody_is_one_mail_whose_link_lasts(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.wind("2026-11-27 12:00")
    by_mail(house, "Lars")
    before = sent_since(house)
    house.press("Sofie", house.card("Sofie"), "Fortsæt uden")
    with database.reading() as store:
        newest = outbox.messages_about(store, house.letters["Lars Nystrand"][-1].subject)[-1]
        assert newest.answer_by is None
    assert news(house, before) == []
    assert letter(house, "Lars").late == too_late(request_of(house, "Lars"))


def test_a_correction_leads_to_the_question(database: Database) -> None:
    house = House(database)
    ask_one(house)
    form = house.ask("Sofie", action="nomination.correct", args={"group": house.group("Elnet").id})
    house.fill("Sofie", form, line="Det er 2 timer om ugen, ikke 4.", hours="2")
    mail = letter(house, "Lars")
    assert (mail.subject, mail.lines, [each.label for each in mail.buttons]) == (
        "En rettelse om Elnet",
        ("Det er 2 timer om ugen, ikke 4.",),
        ["Se spørgsmålet"],
    )
    with nothing_changes(database):
        assert "Ca. 2 timer om ugen" in text_of(press(house, "Lars", mail.buttons[0]).card)


def test_what_is_left_when_nothing_is_wanted_any_longer(database: Database) -> None:
    house = House(database)
    ask_one(house)
    house.ask("Sofie", action="nomination.recall", args={"group": house.group("Elnet").id})
    assert house.group("Elnet").state == GroupState.withdrawn
    assert house.cards("Lars")[0].letter is None
    assert [buttons(each) for each in house.cards("Lars")] == [[], []]


def test_a_letter_in_english(database: Database) -> None:
    house = House(database)
    send(house)
    found = house.person("Vibeke")
    with database.changing() as store:
        store.session.get_one(type(found), found.id).language = "en"
    shown = house.ask("Vibeke", action="nomination.show", args={"request": request_of(house, "Vibeke")}).card
    assert (shown.letter.subject, lines(shown.letter)) == (
        "May we borrow Anna Lindholt for Elnet? Reply by 27 November",
        [
            "May we ask Anna Lindholt to be in the task force Elnet? It is to skærpe Nordjyllands argumenter for et "
            "stærkere elnet. About 4 hours a week, December–May.",
            "Reply by Friday 27 November at 12:00 (week 48).",
        ],
    )


def _round(house: House) -> int:
    with house.database.reading() as store:
        found = nominations.latest_round(store, house.group("Elnet").id)
        assert found is not None
        return found.id or 0
