"""Ending Elnet: two questions, the results on record, everybody thanked once, and a way back."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from handlers.dialogue.card import Button, Card, Document
from storage import endings, groups, members, milestones, outputs, people
from storage.engine import Database
from storage.tables import (
    GroupState,
    Membership,
    Milestone,
    MilestoneState,
    NominationRequest,
    OutputState,
    RequestRoute,
    RequestState,
    RoleState,
    Room,
)
from tests.handlers.ending.elnet import (
    OUTPUTS,
    about,
    asked,
    card_about,
    closed,
    established,
    group,
    lent,
    speak_english,
    ticks,
)
from tests.handlers.working.made import made_group
from tests.world import House, at, shown

WHAT_HAPPENS = (
    "Medlemmer og direktører får en tak. Kanalen arkiveres. Sagen samles i én fil til jeres ESDH. Gruppen kan genåbnes."
)


def test_the_two_questions_offer_the_outputs_unticked_and_say_what_happens(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        store.add(
            Milestone(
                group_id=id_,
                title="Budskabspapir",
                created_at=house.now,
                created_by_id=house.person("Emil").id,
            )
        )
    form = asked(house, "Emil").form
    assert form.title == "To spørgsmål, så lukker vi Elnet pænt."
    assert [field.label for field in form.fields] == [
        "1. Hvad kom der ud af det?",
        "Andet, der kom ud af det",
        "2. Hvem tager tråden videre?",
        "Hvad skal føres videre?",
    ]
    assert [option.label for option in form.fields[0].options] == list(OUTPUTS)
    assert form.values == {}
    assert form.submit == "Luk gruppen"
    assert form.note.splitlines() == [
        WHAT_HAPPENS,
        "Medlemmer: Anna Lindholt, Dorthe Zinck-Holm, Emil Brandtoft, Kasper Thybo-Lund, Maja Hedelund og "
        "Tobias Grønnegaard.",
        "Frister, der bortfalder: Budskabspapir.",
    ]


def test_a_channel_in_teams_is_not_said_to_be_archived(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        store.add(Room(group_id=id_, kind="teams", address="19:elnet@thread.tacv2", name="Elnet", opened_at=house.now))
    assert asked(house, "Emil").form.note.splitlines()[0] == (
        "Medlemmer og direktører får en tak. Kanalen bliver, som den er. Sagen samles i én fil til jeres ESDH. "
        "Gruppen kan genåbnes."
    )


def test_at_a2_3_a_coordinator_from_the_commissioners_organisation_closes_at_once(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    receipt = closed(house)
    assert (
        shown(receipt)
        == """\
Elnet er opløst.
6 medlemmer har fået tak. 4 i baglandet får besked. Sagen er samlet i én fil.
elnet-2026-0117.zip
{Resultatet på én side} · {Planlæg evaluering} · {Fortryd}"""
    )
    assert receipt.card.body[1] == Document("casefile", id_, "elnet-2026-0117.zip")

    now = group(house)
    assert now.state == GroupState.dissolved
    assert (now.follow_on_owner, now.follow_on) == ("BRN-sekretariatet", "interessevaretagelse")
    assert (now.dissolved_at, now.end_ask_due) == (at("2027-06-01 10:00"), None)
    with database.reading() as store:
        assert members.of_group(store, id_) == []
        assert len(endings.members_at_end(store, now)) == 6
        assert {each.state for each in members.roles_of(store, id_)} == {RoleState.ended}
        assert [each.state for each in outputs.of_group(store, id_)] == [OutputState.delivered] * 4

    assert about(house, "Anna", "dissolved") == [
        """\
Tak for din indsats i Elnet, Anna
Gruppen blev opløst i dag efter seks måneder. Det kom der ud af det: skarpere budskaber, faglige input til \
indsatsen, sparring på AAU's analyse og møder med elnetdistributørerne. BRN-sekretariatet fører \
interessevaretagelsen videre.
Må vi spørge dig en anden gang?
Svarer du ikke, sletter vi din profil onsdag den 1. december 2027.
[Ja, gerne] [Nej tak, slet mig]"""
    ]
    assert about(house, "Vibeke", "dissolved") == [
        """\
Tak for lånet af Anna Lindholt
Elnet blev opløst tirsdag den 1. juni efter seks måneder. BRN står med skarpere budskaber, faglige input til \
indsatsen, sparring på AAU's analyse og møder med elnetdistributørerne. BRN-sekretariatet fører sagen videre. \
Du skal ikke gøre mere.
Hilsen Sofie Kragelund, BRN
{Resultatet på én side}"""
    ]
    assert about(house, "Emil", "dissolved") == [
        """\
Tak for at holde trådene i Elnet, Emil.
Alt er samlet og journaliseret. Du har ingen åbne opgaver i gruppen."""
    ]
    assert about(house, "Sofie", "dissolved") == [
        """\
Elnet er opløst.
Emil Brandtoft har lukket gruppen.
6 medlemmer har fået tak. 4 i baglandet får besked. Sagen er samlet i én fil.
elnet-2026-0117.zip
[Genåbn]
{Resultatet på én side} · {Planlæg evaluering}"""
    ]
    told = {who: len(about(house, who, "dissolved")) for who in ("Anna", "Dorthe", "Kasper", "Maja", "Tobias")}
    assert told == {"Anna": 1, "Dorthe": 1, "Kasper": 1, "Maja": 1, "Tobias": 1}
    lenders = [about(house, who, "dissolved")[0].splitlines()[0] for who in ("Søren", "Lars", "Erik")]
    assert lenders == [
        "Tak for lånet af Dorthe Zinck-Holm",
        "Tak for lånet af Kasper Thybo-Lund",
        "Tak for lånet af Maja Hedelund",
    ]
    assert about(house, "Emil", "end")[-1] == "Elnet er opløst."


def test_at_a2_3_a_coordinator_from_elsewhere_proposes_and_the_secretariat_closes(database: Database) -> None:
    house = House(database)
    established(house, coordinator="Maja")
    form = asked(house, "Maja")
    assert form.form.submit == "Foreslå det"
    assert form.form.note.splitlines()[0] == "Sofie Kragelund i sekretariatet får besked og lukker gruppen."
    reply = house.fill(
        "Maja",
        form,
        outputs=ticks(house, "Skarpere budskaber"),
        more="- et netværk, der mødes igen\n\nSKARPERE BUDSKABER",
        owner="BRN-sekretariatet.",
        follow_on="interessevaretagelse",
    )
    assert (
        shown(reply)
        == """\
Tak. Forslaget er sendt.
Sofie Kragelund i sekretariatet har fået besked og lukker Elnet, når BRN er enig.
{Fortryd}"""
    )
    assert group(house).state == GroupState.closing
    assert about(house, "Anna", "dissolved") == []
    proposal = f"""\
Maja Hedelund foreslår at lukke Elnet.
Det kom der ud af det: skarpere budskaber og et netværk, der mødes igen
Fører videre: BRN-sekretariatet
Det gælder: interessevaretagelse
{WHAT_HAPPENS}
[Luk gruppen] [Ikke endnu]"""
    assert about(house, "Sofie", "closing") == [proposal]
    again = house.say("Maja", "opløs Elnet")
    assert shown(again) == "Det er foreslået at lukke Elnet. Sofie Kragelund har fået besked."
    refused = house.press("Maja", card_about(house, "Sofie", "closing"), "Luk gruppen")
    assert shown(refused) == "Det kan kun sekretariatet gøre."

    receipt = house.press("Sofie", card_about(house, "Sofie", "closing"), "Luk gruppen")
    assert shown(receipt).splitlines()[0] == "Elnet er opløst."
    assert about(house, "Sofie", "closing") == ["Elnet er opløst."]
    assert "skarpere budskaber og et netværk, der mødes igen" in about(house, "Anna", "dissolved")[0]
    twice = house.press("Helle", as_it_was(house), "Luk gruppen")
    assert shown(twice) == "Elnet er allerede opløst."


def as_it_was(house: House) -> Card:
    """The proposal before it was settled, as somebody may still have it on the screen."""
    return Card("", (), (Button("dissolve.approve", "Luk gruppen", {"group": group(house).id}),))


def test_not_yet_lets_the_group_go_on_and_says_who_will_talk(database: Database) -> None:
    house = House(database)
    established(house, coordinator="Maja")
    house.fill("Maja", asked(house, "Maja"), outputs=ticks(house, "Skarpere budskaber"))
    card = card_about(house, "Sofie", "closing")
    assert shown(house.press("Sofie", card, "Ikke endnu")) == "Elnet fortsætter."
    assert about(house, "Sofie", "closing") == ["Elnet fortsætter."]
    assert about(house, "Maja", "resumed") == [
        """\
Elnet fortsætter lidt endnu.
Sofie Kragelund vil gerne tale med dig, før gruppen lukker.
Telefon 00 00 10 02"""
    ]
    assert group(house).state == GroupState.established
    assert shown(house.press("Sofie", card, "Luk gruppen")) == "Ingen foreslår længere at lukke Elnet."


def test_a_proposal_can_be_taken_back_until_it_is_answered(database: Database) -> None:
    house = House(database)
    established(house, coordinator="Maja")
    sent = house.fill("Maja", asked(house, "Maja"), outputs=ticks(house, "Skarpere budskaber"))
    undone = house.press("Maja", sent, "Fortryd")
    assert shown(undone) == "Forslaget er trukket tilbage. Elnet fortsætter."
    assert about(house, "Sofie", "closing") == ["Elnet fortsætter."]
    assert group(house).state == GroupState.established


def test_nothing_ticked_and_nothing_written_is_refused(database: Database) -> None:
    house = House(database)
    established(house)
    refused = house.fill("Emil", asked(house, "Emil"), owner="BRN")
    assert (
        shown(refused)
        == """\
To spørgsmål, så lukker vi Elnet pænt.
outputs: Sæt flueben ved eller skriv mindst én ting, der kom ud af det."""
    )
    assert group(house).state == GroupState.established
    long = house.fill("Emil", asked(house, "Emil"), more="x" * 201)
    assert long.form.errors == {"more": "Højst 200 tegn pr. linje."}


def test_open_requests_and_deadlines_fall_away(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        request = store.session.exec(select(NominationRequest).where(NominationRequest.group_id == id_)).first()
        request.state, request.remind_at = RequestState.waiting, at("2027-06-02 08:00")
        store.add(
            Milestone(
                group_id=id_,
                title="Budskabspapir",
                day=date(2027, 6, 4),
                ask_at=at("2027-06-02 08:00"),
                created_at=house.now,
                created_by_id=house.person("Emil").id,
            )
        )
    closed(house)
    with database.reading() as store:
        states = {
            each.state
            for each in store.session.exec(select(NominationRequest).where(NominationRequest.group_id == id_))
        }
        assert states == {RequestState.named, RequestState.withdrawn}
        assert [each.state for each in milestones.of_group(store, id_)] == [MilestoneState.dropped]


def test_a_director_who_lent_two_gets_one_card_in_office_hours(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        henrik = people.by_name(store, "Henrik Tornbjerg")[0]
        store.add(
            Membership(group_id=id_, person_id=henrik.id, organisation_id=henrik.organisation_id, since=house.now)
        )
    lent(house, id_, "Hjørring", "Vibeke", "Henrik", RequestRoute.open)
    house.sleep("2027-06-05 20:00")  # a Saturday evening
    form = house.say("Emil", "opløs Elnet")
    house.fill("Emil", form, outputs=ticks(house, "Skarpere budskaber"))
    assert [len(about(house, who, "dissolved")) for who in ("Anna", "Henrik", "Vibeke")] == [1, 1, 0]
    house.wind("2027-06-07 08:00")
    assert about(house, "Vibeke", "dissolved") == [
        """\
Tak for lånet af Anna Lindholt og Henrik Tornbjerg
Elnet blev opløst lørdag den 5. juni efter seks måneder. BRN står med skarpere budskaber. Du skal ikke gøre mere.
Hilsen Sofie Kragelund, BRN
{Resultatet på én side}"""
    ]


def test_only_whoever_is_in_no_other_group_is_asked_and_will_be_erased(database: Database) -> None:
    house = House(database)
    established(house)
    made_group(house, "Brint", members=("Anna",), coordinator=None)
    with database.changing() as store:
        people.get(store, house.person("Dorthe").id).may_ask_again = True
    closed(house)
    kept = {who: house.person(who).erase_on for who in ("Anna", "Dorthe", "Emil", "Kasper", "Tobias")}
    assert kept == {
        "Anna": None,
        "Dorthe": None,
        "Emil": None,
        "Kasper": date(2027, 12, 1),
        "Tobias": date(2027, 12, 1),
    }
    assert house.person("Kasper").erase_due == at("2027-11-24 08:00")
    assert "Må vi spørge" not in about(house, "Anna", "dissolved")[0]


def test_in_english(database: Database) -> None:
    house = House(database)
    established(house)
    for who in ("Anna", "Vibeke"):
        speak_english(house, who)
    house.fill("Emil", asked(house, "Emil"), more="sharper messages", owner="The secretariat", follow_on="it all")
    assert about(house, "Anna", "dissolved") == [
        """\
Thank you for your work in Elnet, Anna
The group was dissolved today after six months. What came of it: sharper messages. The secretariat carries on with \
it all.
May we ask you another time?
If you do not answer, we delete your profile on Wednesday 1 December 2027.
[Yes, gladly] [No, thank you, delete me]"""
    ]
    assert about(house, "Vibeke", "dissolved") == [
        """\
Thank you for lending us Anna Lindholt
Elnet was dissolved on Tuesday 1 June after six months. BRN now has sharper messages. The secretariat carries the \
matter on. There is nothing more for you to do.
Regards, Sofie Kragelund, BRN
{The result on one page}"""
    ]


def test_a_group_that_has_not_begun_is_taken_back_instead(database: Database) -> None:
    house = House(database)
    id_ = established(house)
    with database.changing() as store:
        groups.get(store, id_).state = GroupState.nominating
    reply = house.say("Sofie", "opløs Elnet")
    assert shown(reply) == "Elnet er ikke gået i gang endnu. Drop bestillingen i stedet.\n[Se]"


def test_a_member_cannot_close(database: Database) -> None:
    house = House(database)
    established(house)
    assert shown(house.say("Anna", "opløs Elnet")) == "Det kan kun gruppens tovholder og sekretariatet gøre."
