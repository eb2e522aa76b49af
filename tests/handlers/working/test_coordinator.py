"""A group's tovholder: asked, appointed, missing, handed over."""

from __future__ import annotations

from datetime import date

from handlers.dialogue.events import CoordinatorAppointed, GroupEstablished, MemberJoined
from storage import groups, members, people
from storage.tables import Decision, GroupState, Milestone, Role, RoleKind, RoleState
from tests.handlers.working.made import happen, made_group
from tests.world import House, at, shown, text_of

DIGITAL = "Digital infrastruktur"


def planned(house: House, group: int, who: str, state: RoleState = RoleState.planned) -> None:
    person = house.person(who)
    with house.database.changing() as store:
        store.add(Role(group_id=group, person_id=person.id, kind=RoleKind.coordinator, state=state))


def joined(house: House, group: int, who: str) -> None:
    with house.database.reading() as store:
        found = members.membership(store, group, house.person(who).id)
    happen(house, MemberJoined(found.id))


def asked_jonas(house: House) -> int:
    """Jonas of the region is in the group, and is asked to keep its threads."""
    group = made_group(house, DIGITAL, members=("Jonas", "Henrik"), coordinator=None)
    planned(house, group, "Jonas")
    joined(house, group, "Jonas")
    return group


def coordinator(house: House, group: int) -> str | None:
    with house.database.reading() as store:
        found = members.coordinator(store, group)
    return found.name if found else None


def test_own_staff_is_appointed_with_the_order_and_told(database):
    house = House(database)
    group = made_group(house, coordinator=None, members=("Anna",), state=GroupState.nominating)
    happen(house, CoordinatorAppointed(group, house.person("Emil").id))
    assert coordinator(house, group) == "Emil Brandtoft"
    assert (
        text_of(house.card("Emil"))
        == """\
Du er tovholder for Elnet.
Du samler gruppen, holder planen i live og siger til, når noget skrider. Tre ord er nok til at komme i gang: \
status, frist og hjælp.
[Elnet på én side]"""
    )
    with house.database.reading() as store:
        assert members.membership(store, group, house.person("Emil").id) is not None


def test_somebody_from_another_organisation_is_asked_once_in_the_group(database):
    house = House(database)
    asked_jonas(house)
    assert (
        text_of(house.card("Jonas"))
        == """\
Vil du være tovholder for Digital infrastruktur?
Hej Jonas. BRN har bestilt opgaven.
Du samler gruppen, holder planen i live og siger til, når noget skrider. Vi klarer udpegning, påmindelser, \
journalisering og afslutning.
Regn med 2–3 timer om ugen. Du kan altid give rollen videre.
[Ja, den tager jeg] [Nej tak] [Lad os tage en snak]"""
    )


def test_yes_makes_the_coordinator_and_tells_group_and_director(database):
    house = House(database)
    group = asked_jonas(house)
    reply = house.press("Jonas", house.card("Jonas"), "Ja, den tager jeg")
    receipt = """\
Så er du tovholder, Jonas.
Tre ord er nok til at komme i gang: status, frist og hjælp. Sofie Kragelund er din kontakt i sekretariatet. \
Hvem træder til, når du er væk?
[Vælg stedfortræder] [Senere]
{Fortryd}"""
    assert shown(reply) == receipt
    assert text_of(house.card("Jonas")) == receipt
    assert coordinator(house, group) == "Jonas Hvidbjerg"
    assert (
        text_of(house.card("#" + DIGITAL))
        == """\
Jonas Hvidbjerg (Region Nordjylland) er tovholder for Digital infrastruktur.
BRN har bestilt opgaven. Skriv til Jonas om møder og plan og til Sofie om alt det praktiske."""
    )
    assert (
        text_of(house.card("Erik"))
        == """\
Jonas er tovholder for Digital infrastruktur.
Tak, fordi I giver Jonas tid til det. Du skal ikke gøre mere."""
    )


def test_yes_pressed_twice_or_by_somebody_else_changes_nothing(database):
    house = House(database)
    group = asked_jonas(house)
    card = house.card("Jonas")
    assert shown(house.press("Henrik", card, "Ja, den tager jeg")) == "Det kan kun sekretariatet gøre."
    assert coordinator(house, group) is None
    house.press("Jonas", card, "Ja, den tager jeg")
    assert (
        shown(house.press("Jonas", card, "Ja, den tager jeg")) == "Du er allerede tovholder for Digital infrastruktur."
    )
    assert len(house.cards("Erik")) == 1


def test_yes_can_be_undone_and_the_question_comes_back(database):
    house = House(database)
    group = asked_jonas(house)
    reply = house.press("Jonas", house.card("Jonas"), "Ja, den tager jeg")
    assert (
        shown(house.press("Jonas", reply, "Fortryd")) == "Det er fortrudt. Digital infrastruktur mangler en tovholder."
    )
    assert coordinator(house, group) is None
    assert house.titles("Jonas") == ["Vil du være tovholder for Digital infrastruktur?"]


def test_no_tells_the_secretariat_which_chooses_somebody_else(database):
    house = House(database)
    group = asked_jonas(house)
    reply = house.press("Jonas", house.card("Jonas"), "Nej tak")
    assert shown(reply) == "Tak for svaret, Jonas.\nVi finder en anden. Et nej er helt i orden.\n{Fortryd}"
    told = [card for card in house.cards("Sofie") if "Jonas" in card.title]
    assert (
        text_of(told[0])
        == """\
Jonas Hvidbjerg kan ikke være tovholder for Digital infrastruktur.
Jonas er stadig med i gruppen.
[Vælg tovholder]"""
    )
    form = house.press("Sofie", told[0], "Vælg tovholder")
    assert shown(form) == "Hvem skal være tovholder for Digital infrastruktur?"
    done = house.fill("Sofie", form, member="other", somebody="Emil Brandtoft")
    assert shown(done) == "Emil Brandtoft er tovholder for Digital infrastruktur.\n{Fortryd}"
    assert coordinator(house, group) == "Emil Brandtoft"


def test_a_talk_first_rings_the_secretariat_once(database):
    house = House(database)
    asked_jonas(house)
    reply = house.press("Jonas", house.card("Jonas"), "Lad os tage en snak")
    assert shown(reply) == "Sofie ringer til dig.\nDu kan svare bagefter på det samme kort."
    assert (
        text_of(house.card("Sofie"))
        == """\
Jonas Hvidbjerg vil gerne tage en snak, før svaret kommer.
Det handler om at være tovholder for Digital infrastruktur.
Ring på 00 00 10 52.
[Digital infrastruktur på én side]"""
    )
    again = house.press("Jonas", house.card("Jonas"), "Lad os tage en snak")
    assert shown(again) == "Sofie ved det allerede og ringer til dig."
    house.press("Jonas", house.card("Jonas"), "Ja, den tager jeg")


def test_replacing_a_coordinator_is_confirmed_and_the_old_one_told(database):
    house = House(database)
    group = made_group(house)
    form = house.ask("Sofie", action="coordinator.choose", args={"group": group})
    reply = house.fill("Sofie", form, member="other", somebody="Mads Riisager")
    assert (
        shown(reply)
        == """\
Skal Mads Riisager tage over efter Emil Brandtoft?
Emil er tovholder for Elnet i dag og får besked.
[Ja, skift tovholder] [Tilbage]"""
    )
    assert coordinator(house, group) == "Emil Brandtoft"
    done = house.press("Sofie", reply, "Ja, skift tovholder")
    assert coordinator(house, group) == "Mads Riisager"
    assert house.titles("Emil") == ["Mads Riisager er nu tovholder for Elnet."]
    house.press("Sofie", done, "Fortryd")
    assert coordinator(house, group) == "Emil Brandtoft"
    with house.database.reading() as store:
        assert members.membership(store, group, house.person("Mads").id) is None


def test_a_coordinator_of_another_organisation_is_asked_when_chosen(database):
    house = House(database)
    group = made_group(house, coordinator=None)
    form = house.ask("Sofie", action="coordinator.choose", args={"group": group})
    reply = house.fill("Sofie", form, member="Anna Lindholt")
    assert (
        shown(reply)
        == """\
Anna Lindholt er spurgt om at være tovholder for Elnet.
Du hører, når Anna har svaret.
{Fortryd}"""
    )
    assert house.titles("Anna") == ["Vil du være tovholder for Elnet?"]
    house.press("Sofie", reply, "Fortryd")
    assert house.titles("Anna") == ["Du skal ikke svare længere."]


def test_a_deputy_is_told_and_has_the_coordinators_rights(database):
    house = House(database)
    group = made_group(house)
    form = house.ask("Emil", action="coordinator.deputy", args={"group": group})
    reply = house.fill("Emil", form, member="Anna Lindholt")
    assert shown(reply) == "Anna Lindholt er stedfortræder i Elnet.\n{Fortryd}"
    assert (
        text_of(house.card("Anna"))
        == """\
Du træder til for Emil i Elnet.
Når tovholderen er væk, kan du det samme i gruppen som tovholderen. Du skal ikke gøre noget nu.
[Elnet på én side]"""
    )
    with house.database.reading() as store:
        assert group in groups.led_by(store, house.person("Anna").id)


def test_a_group_that_begins_without_a_coordinator_raises_one_alarm(database):
    house = House(database)
    group = made_group(house, "Turisme", members=("Åse",), coordinator=None)
    happen(house, GroupEstablished(group))
    happen(house, GroupEstablished(group))
    assert text_of(house.card("Sofie")) == "Turisme mangler en tovholder.\n[Vælg tovholder]"
    assert [text_of(card) for card in house.cards("#Turisme") if "mangler" in card.title] == [
        "Turisme mangler en tovholder.\nSofie finder en ny."
    ]


def test_handing_over_to_nobody_from_a_day_announces_the_vacancy(database):
    house = House(database, now=at("2027-01-11 09:00"))
    group = made_group(house, DIGITAL, members=("Jonas", "Henrik"), coordinator="Jonas")
    form = house.say("Jonas", "overdrag")
    assert shown(form) == "Giv Digital infrastruktur videre"
    reply = house.fill("Jonas", form, day="mandag den 1. februar", note="Bredbåndspuljen venter på svar.")
    assert (
        shown(reply)
        == """\
Sofie finder en ny tovholder til Digital infrastruktur.
Jonas Hvidbjerg er tovholder indtil mandag den 1. februar.
{Fortryd}"""
    )
    assert (
        text_of(house.card("Sofie"))
        == """\
Digital infrastruktur mangler en tovholder fra mandag den 1. februar.
Jonas Hvidbjerg giver stafetten videre og har skrevet en note.
[Vælg ny tovholder] [Læs noten]"""
    )
    assert (
        shown(house.press("Sofie", house.card("Sofie"), "Læs noten"))
        == "Jonas Hvidbjergs note om Digital infrastruktur\nBredbåndspuljen venter på svar."
    )
    house.wind("2027-02-01 07:59")
    assert coordinator(house, group) == "Jonas Hvidbjerg"
    house.wind("2027-02-01 08:00")
    assert coordinator(house, group) is None
    alarms = [card for card in house.cards("Sofie") if "tovholder" in card.title]
    assert [card.title for card in alarms] == ["Digital infrastruktur mangler en tovholder."]
    form = house.press("Sofie", alarms[0], "Vælg ny tovholder")
    house.fill("Sofie", form, member="other", somebody="Emil Brandtoft")
    assert "Digital infrastruktur har fået en tovholder: Emil Brandtoft." in house.titles("Sofie")


def test_handing_over_to_somebody_asked_changes_hands_on_the_day(database):
    house = House(database)
    group = made_group(house)
    form = house.say("Emil", "overdrag Elnet Anna")
    assert form.form.values == {"member": "Anna Lindholt"}
    reply = house.fill("Emil", form, day="1. december", note="Planen ligger i gruppen.")
    assert (
        shown(reply)
        == """\
Anna Lindholt er spurgt om at være tovholder for Elnet.
Du hører, når Anna har svaret. Indtil tirsdag den 1. december ændrer intet sig.
{Fortryd}"""
    )
    assert (
        text_of(house.card("Anna"))
        == """\
Vil du være tovholder for Elnet?
Hej Anna. BRN har bestilt opgaven.
Det er fra tirsdag den 1. december.
Emil Brandtoft giver stafetten videre og skriver: "Planen ligger i gruppen."
Du samler gruppen, holder planen i live og siger til, når noget skrider. Vi klarer udpegning, påmindelser, \
journalisering og afslutning.
Regn med 2–3 timer om ugen. Du kan altid give rollen videre.
[Ja, den tager jeg] [Nej tak] [Lad os tage en snak]"""
    )
    reply = house.press("Anna", house.card("Anna"), "Ja, den tager jeg")
    assert text_of(house.card("Anna")) == (
        "Du er tovholder for Elnet fra tirsdag den 1. december.\n"
        "Du hører fra os den dag. Du skal ikke gøre noget før.\n"
        "{Fortryd}"
    )
    assert coordinator(house, group) == "Emil Brandtoft"
    house.wind("2026-12-01 08:00")
    assert coordinator(house, group) == "Anna Lindholt"
    assert house.titles("Anna")[-1] == "Du er tovholder for Elnet fra i dag."
    assert house.titles("Vibeke") == ["Anna er tovholder for Elnet."]
    assert house.cards("Sofie") == []


def test_handing_over_can_be_undone(database):
    house = House(database)
    group = made_group(house)
    form = house.say("Emil", "overdrag", group="Elnet")
    reply = house.fill("Emil", form, member="other", somebody="Sofie Kragelund")
    assert shown(reply) == "Sofie Kragelund er tovholder for Elnet.\n{Fortryd}"
    assert coordinator(house, group) == "Sofie Kragelund"
    assert (
        text_of(house.card("#Elnet"))
        == """\
Sofie Kragelund (BRN-sekretariatet) er tovholder for Elnet.
BRN har bestilt opgaven. Skriv til Sofie om møder, plan og alt det praktiske."""
    )
    assert shown(house.say("Emil", "fortryd")) == "Det er fortrudt. Emil Brandtoft er tovholder for Elnet."
    assert coordinator(house, group) == "Emil Brandtoft"


def test_nobody_hands_over_what_is_not_theirs(database):
    house = House(database)
    made_group(house)
    assert shown(house.say("Anna", "overdrag Elnet")) == "Det kan kun gruppens tovholder og sekretariatet gøre."


def owners(house: House) -> set[str]:
    with house.database.reading() as store:
        return {people.get(store, each.owner_id).name for each in groups.everything(store)}


def test_a_member_of_the_secretariat_hands_over_everything_on_a_day(database):
    house = House(database)
    elnet = made_group(house)
    made_group(house, DIGITAL, members=("Jonas", "Sofie"), coordinator="Sofie")
    made_group(house, "Turisme", members=("Åse",), coordinator=None)
    with house.database.changing() as store:
        store.add(
            Milestone(
                group_id=elnet,
                title="Budskabspapir",
                day=at("2026-12-02 00:00").date(),
                owner_id=house.person("Sofie").id,
                created_at=house.now,
                created_by_id=house.person("Emil").id,
            )
        )
    form = house.say("Sofie", "overdrag")
    assert shown(form) == "Giv alle dine grupper videre"
    mads = str(house.person("Mads").id)
    reply = house.fill("Sofie", form, to=mads, day="1. december", note="Ring endelig.")
    assert (
        shown(reply)
        == """\
Mads Riisager overtager dine 3 grupper tirsdag den 1. december 2026 (uge 49).
Indtil da er alt, som det plejer.
{Fortryd}"""
    )
    assert (
        text_of(house.card("Mads"))
        == """\
Du overtager 3 grupper fra Sofie Kragelund tirsdag den 1. december.
Noten: "Ring endelig."
Du skal ikke gøre noget før."""
    )
    assert owners(house) == {"Sofie Kragelund"}
    house.sleep("2026-12-01 10:00")
    assert owners(house) == {"Mads Riisager"}
    assert (
        text_of(house.card("Mads"))
        == """\
Du har overtaget 3 grupper fra Sofie Kragelund.
Noten: "Ring endelig."
To ting venter på dig i denne uge. Start her:
[Elnet på én side]"""
    )
    with house.database.reading() as store:
        assert [each.person_id for each in members.active_roles_of_person(store, int(mads))] == [int(mads)]
        assert members.memberships_of(store, house.person("Sofie").id) == []


def test_handing_over_everything_at_once_can_be_undone(database):
    house = House(database)
    made_group(house)
    group = made_group(house, DIGITAL, members=("Jonas", "Sofie"), coordinator="Sofie")
    form = house.say("Sofie", "overdrag")
    reply = house.fill("Sofie", form, to=str(house.person("Mads").id))
    assert shown(reply) == "Mads Riisager har overtaget dine 2 grupper.\n{Fortryd}"
    assert (owners(house), coordinator(house, group)) == ({"Mads Riisager"}, "Mads Riisager")
    house.press("Sofie", reply, "Fortryd")
    assert (owners(house), coordinator(house, group)) == ({"Sofie Kragelund"}, "Sofie Kragelund")
    with house.database.reading() as store:
        assert members.membership(store, group, house.person("Mads").id) is None
        assert members.membership(store, group, house.person("Sofie").id) is not None


def test_everything_goes_only_to_somebody_who_may_send(database):
    house = House(database)
    made_group(house)
    form = house.say("Sofie", "overdrag")
    reply = house.fill("Sofie", form, to=str(house.person("Farah").id))
    assert (
        shown(reply)
        == """\
Giv alle dine grupper videre
to: Farah Demirel må ikke sende for sekretariatet den dag. Giv først Farah Demirel posten."""
    )


def test_the_question_in_english(database):
    house = House(database)
    group = made_group(house, coordinator=None, members=("Amir",), hours=4)
    planned(house, group, "Amir")
    joined(house, group, "Amir")
    assert (
        text_of(house.card("Amir"))
        == """\
Will you be coordinator of Elnet?
Hello Amir. BRN has ordered the work.
You bring the group together, keep the plan alive and speak up when something slips. We take care of \
nominations, reminders, filing and closing.
Count on about 4 hours a week. You can always pass the role on.
[Yes, I will take it] [No, thank you] [Let us have a talk]"""
    )


def test_the_question_names_the_decision_that_the_work_rests_on(database):
    house = House(database)
    group = made_group(house, DIGITAL, members=("Jonas", "Henrik"), coordinator=None)
    sofie = house.person("Sofie").id
    with house.database.changing() as store:
        store.add(
            Decision(group_id=group, title="Bestilling", organ="direktionen", day=date(2026, 11, 11), basis=True,
                     noted_by_id=sofie, created_at=house.now)
        )  # fmt: skip
    planned(house, group, "Jonas")
    joined(house, group, "Jonas")
    said = text_of(house.card("Jonas")).split("\n")[1]
    assert said == "Hej Jonas. BRN har bestilt opgaven (direktionen, onsdag den 11. november 2026)."
