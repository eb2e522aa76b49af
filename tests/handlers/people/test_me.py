"""What we know about somebody: seen, corrected, chosen, and erased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from handlers.dialogue.events import CoordinatorChanged, ExpertAnswered, MemberLeft, OfficeChanged, PersonErased
from handlers.dialogue.named import name_of
from handlers.dialogue.request import Request
from handlers.locale import Speech
from storage import groups, members, nominations, outbox, people
from storage.tables import (
    Cadence,
    Group,
    GroupState,
    Identity,
    IdentityKind,
    JournalText,
    Membership,
    NominationRequest,
    Nominee,
    NomineeState,
    RequestRoute,
    RequestState,
    Role,
    RoleKind,
    RoleState,
    Round,
)
from tests.snapshot import nothing_changes
from tests.world import House, at, shown, text_of


def elnet(house: House) -> int:
    """A group that works, owned by Sofie, in which Anna is coordinator and Kasper has not answered yet."""
    anna, kasper, sofie = (house.person(name) for name in ("Anna", "Kasper", "Sofie"))
    with house.database.changing() as store:
        group = Group(
            circle_id=people.circle(store).id,
            title="Elnet",
            state=GroupState.established,
            commissioner_id=sofie.organisation_id,
            owner_id=sofie.id,
            created_at=house.now,
            established_at=house.now,
        )
        store.add(group)
        round_ = Round(group_id=group.id, reply_by=at("2026-11-27 12:00"))
        store.add(round_)
        request = NominationRequest(
            group_id=group.id,
            round_id=round_.id,
            organisation_id=kasper.organisation_id,
            route=RequestRoute.open,
            state=RequestState.named,
            addressee_id=house.person("Lars").id,
            reply_by=round_.reply_by,
        )
        store.add(request)
        store.add(
            Nominee(
                group_id=group.id,
                request_id=request.id,
                person_id=kasper.id,
                named_by_id=house.person("Lars").id,
                named_at=house.now,
            )
        )
        store.add(
            Membership(group_id=group.id, person_id=anna.id, organisation_id=anna.organisation_id, since=house.now)
        )
        store.add(Role(group_id=group.id, person_id=anna.id, kind=RoleKind.coordinator, state=RoleState.active))
        return group.id


def let_go(house: House, who: str, day: str) -> None:
    """Plan the erasure as the end of a group does."""
    with house.database.changing() as store:
        person = people.get(store, house.person(who).id)
        person.erase_on = date.fromisoformat(day)
        person.erase_due = at(f"{day} 08:00").replace(day=date.fromisoformat(day).day - 7)


def heard(house: House, *kinds: type) -> list[object]:
    """Every event of some kinds from now on."""
    found: list[object] = []
    for kind in kinds:
        house.runner.router.listeners.setdefault(kind, []).append(lambda event, _r, _s: found.append(event))
    return found


# --- seeing ---


def test_everything_that_is_kept_is_shown(database):
    house = House(database)
    elnet(house)
    with database.changing() as store:
        store.add(Identity(person_id=house.person("Anna").id, kind=IdentityKind.workspace, address="anna"))
    assert shown(house.say("Anna", "mig")) == (
        "Det her ved vi om dig, Anna\n"
        "Navn: Anna Lindholt\n"
        "Titel: energiplanlægger\n"
        "Arbejdsmail: anna.lindholt@hjoerring.example\n"
        "Telefon: 00 00 10 16\n"
        "Kompetencer: energiplanlægning, varme, elnet\n"
        "Organisation: Hjørring Kommune\n"
        "Grupper nu: Elnet\n"
        "Vi skriver til dig: i arbejdsområdet\n"
        "Kendt siden: fredag den 20. november\n"
        "Profilen slettes: når du siger til\n"
        "· Sprog: Dansk [English]\n"
        "· Ugeoversigt: hver uge, når der er nyt [Sjældnere] [Slå fra]\n"
        "Vi gemmer aldrig CPR-nummer, parti, tillidshverv, helbred eller billeder.\n"
        "[Ret] [Slet mig]\n"
        "{Kalender}"
    )


def test_offices_absence_and_english(database):
    house = House(database)
    house.press("Vibeke", house.say("Vibeke", "mig"), "English")
    house.say("Vibeke", "away 21 December - 4 January")
    assert shown(house.say("Vibeke", "me")) == (
        "This is what we know about you, Vibeke\n"
        "Name: Vibeke Mosegaard\n"
        "Title: kommunaldirektør\n"
        "Work mail: vibeke.mosegaard@hjoerring.example\n"
        "Phone: 00 00 10 14\n"
        "Organisation: Hjørring Kommune\n"
        "Functions: director\n"
        "Away: Monday 21 December to Monday 4 January\n"
        "We write to you: here\n"
        "Known to us since: Friday 20 November\n"
        "Profile is erased: when you say so\n"
        "· Language: English [Dansk]\n"
        "· Digest: every week when there is news [Less often] [Switch off]\n"
        "We never keep CPR numbers, party, union posts, health or photos.\n"
        "[Edit] [Erase me]\n"
        "{Calendar}"
    )


# --- correcting ---


def test_correcting_and_taking_it_back(database):
    house = House(database)
    before = house.say("Anna", "mig")
    form = house.press("Anna", before, "Ret")
    said = house.fill("Anna", form, name="Anna  Lindholt Bak", phone="", email="Anna.Bak@hjoerring.example")
    assert shown(said) == "Det er rettet. Tak, Anna.\n{Fortryd}"
    anna = house.person("Anna")
    assert (anna.name, anna.phone, anna.email) == ("Anna Lindholt Bak", "", "anna.bak@hjoerring.example")
    assert shown(house.press("Anna", said, "Fortryd")) == "Din profil er, som den var før."
    assert house.say("Anna", "mig") == before


def test_mail_follows_the_person_to_a_new_address(database):
    house = House(database)
    anna = house.person("Anna")
    with database.changing() as store:
        store.add(Identity(person_id=anna.id, kind=IdentityKind.mail, address=anna.email))
    form = house.press("Anna", house.say("Anna", "mig"), "Ret")
    house.fill("Anna", form, email="anna.bak@hjoerring.example")
    with database.reading() as store:
        assert [each.address for each in people.identities_of(store, anna.id)] == ["anna.bak@hjoerring.example"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"email": "Carsten.Lindvig@hjoerring.example"},
         "email: En anden har den adresse. Skriv til sekretariatet, hvis den er din."),
        ({"email": "anna@hjørring.dk"}, 'email: "anna@hjørring.dk" er ikke en mailadresse.'),
        ({"email": ""}, "email: Feltet skal udfyldes."),
        ({"name": "123"}, "name: Skriv dit navn med bogstaver."),
        ({"phone": "010203-1234"}, "phone: Udelad CPR-nummeret. Det gemmer vi aldrig."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(database, values, problem):
    house = House(database)
    form = house.press("Anna", house.say("Anna", "mig"), "Ret")
    before = house.say("Anna", "mig")
    assert shown(house.fill("Anna", form, **values)) == f"Ret det, vi ved om dig\n{problem}"
    assert house.say("Anna", "mig") == before


def test_nothing_changed_is_said(database):
    house = House(database)
    form = house.press("Anna", house.say("Anna", "mig"), "Ret")
    assert shown(house.fill("Anna", form)) == "Intet er ændret."


# --- choosing ---


def test_language_and_back(database):
    house = House(database)
    said = house.press("Anna", house.say("Anna", "mig"), "English")
    assert shown(said) == "We write to you in English from now on.\n{Undo}"
    assert shown(house.press("Anna", said, "Undo")) == "Vi skriver til dig på dansk fra nu af."
    assert house.person("Anna").language == "da"


def test_digest_rarer_off_and_back(database):
    house = House(database)
    rarer = house.press("Anna", house.say("Anna", "mig"), "Sjældnere")
    assert shown(rarer) == (
        "Du får ugeoversigten én gang om måneden.\n"
        "Det, vi har brug for dit svar på, spørger vi dig om som hidtil.\n"
        "[Hver uge] [Slå fra]"
    )
    off = house.press("Anna", rarer, "Slå fra")
    assert shown(off) == (
        "Du får ikke ugeoversigten mere.\n"
        "Det, vi har brug for dit svar på, spørger vi dig om som hidtil.\n"
        "[Hver uge] [Én gang om måneden]"
    )
    assert house.person("Anna").cadence == Cadence.off
    with nothing_changes(database):
        assert shown(house.press("Anna", rarer, "Slå fra")) == shown(off)
    house.press("Anna", off, "Hver uge")
    assert house.person("Anna").cadence == Cadence.weekly


@pytest.mark.parametrize(
    ("action", "args"), [("me.cadence", {"cadence": "hourly"}), ("me.language", {"language": "tlh"})]
)
def test_a_choice_that_was_not_offered(database, action, args):
    house = House(database)
    before = house.person("Anna")
    assert shown(house.ask("Anna", action=action, args=args)) == "Vælg en af mulighederne."
    assert house.person("Anna") == before


# --- erasing ---


def test_erasing_asks_once_and_then_does_it(database):
    house = House(database)
    group = elnet(house)
    house.fill("Anna", house.press("Anna", house.say("Anna", "mig"), "Ret"), title="chef")
    anna = house.person("Anna")
    asked = house.press("Anna", house.say("Anna", "mig"), "Slet mig")
    assert shown(asked) == (
        "Skal vi slette din profil?\n"
        "Vi sletter navn, mail, telefon, titel og kompetencer, og det, journalen skriver om dig.\n"
        "Tilbage står kun, at en person uden navn var med.\n"
        "Du går ud af Elnet med det samme.\n"
        "Det kan ikke fortrydes.\n"
        "[Ja, slet mig] [Tilbage]"
    )
    assert house.person("Anna") == anna
    events = heard(house, MemberLeft, CoordinatorChanged, PersonErased)
    assert shown(house.press("Anna", asked, "Ja, slet mig")) == (
        "Din profil er slettet.\nTak for hjælpen. Du skal ikke gøre mere."
    )
    with database.reading() as store:
        gone = people.get(store, anna.id)
        [was_in] = members.memberships_of(store, anna.id, ended=True)
        [role] = members.roles_of(store, group)
        texts = store.session.exec(select(JournalText).where(JournalText.person_id == anna.id)).all()
        assert people.identities_of(store, anna.id) == []
    assert (gone.name, gone.email, gone.phone, gone.title, gone.competences) == ("", None, "", "", "")
    assert gone.erased_at == house.now
    assert (was_in.until, role.state, texts) == (house.now, RoleState.ended, [])
    assert events == [CoordinatorChanged(group), MemberLeft(was_in.id), PersonErased(anna.id)]
    assert [name_of(Speech(language, house.now), gone) for language in ("da", "en")] == [
        "Slettet profil",
        "Erased profile",
    ]


def test_an_erased_person_is_told_nothing_more(database):
    house = House(database)
    card = house.say("Ole", "mig")
    ask = house.press("Ole", card, "Slet mig")
    ole = house.person("Ole")
    house.press("Ole", ask, "Ja, slet mig")
    for action in ("me", "me.keep", "me.erase", "me.erase.now"):
        reply = house.runner.run(Request(actor=ole, now=house.now, action=action))
        assert shown(reply) == "Din profil er slettet.\nVi ved ikke mere om dig."


def test_an_expert_who_was_asked_has_said_no(database):
    house = House(database)
    elnet(house)
    kasper = house.person("Kasper")
    events = heard(house, ExpertAnswered)
    house.press("Kasper", house.press("Kasper", house.say("Kasper", "mig"), "Slet mig"), "Ja, slet mig")
    with database.reading() as store:
        nominee = store.session.exec(select(Nominee).where(Nominee.person_id == kasper.id)).one()
        assert nominations.nominee(store, nominee.id).state == NomineeState.declined
    assert events == [ExpertAnswered(nominee.id, accepted=False)]


def test_a_director_leaves_the_office(database):
    house = House(database)
    karen = house.person("Karen")
    events = heard(house, OfficeChanged)
    house.press("Karen", house.press("Karen", house.say("Karen", "mig"), "Slet mig"), "Ja, slet mig")
    assert events == [OfficeChanged(karen.organisation_id)]
    with database.reading() as store:
        assert people.director(store, karen.organisation_id, house.now.date()) is None
        assert people.offices_of(store, karen.id, house.now.date()) == []


def test_a_name_under_groups_is_handed_over_first(database):
    house = House(database)
    elnet(house)
    assert shown(house.press("Sofie", house.say("Sofie", "mig"), "Slet mig")) == (
        "Dit navn står under én gruppe.\nOverdrag først. Bagefter kan du slette din profil.\n[overdrag]"
    )
    house.ask("Sofie", action="me.erase.now")
    assert house.person("Sofie").erased_at is None


def test_a_secretariat_keeps_its_last_member(database):
    house = House(database)
    for who in ("Sofie", "Emil", "Mads"):
        house.ask(who, action="me.erase.now")
    reply = house.press("Helle", house.say("Helle", "mig"), "Slet mig")
    assert shown(reply) == (
        "Du er den eneste i sekretariatet.\nGiv først pladsen videre til en anden, så der er én, der kan svare."
    )
    assert shown(house.ask("Helle", action="me.erase.now")) == shown(reply)
    assert house.person("Helle").erased_at is None


# --- falling due ---


def test_a_word_a_week_before_and_then_it_goes(database):
    house = House(database)
    signe = house.person("Signe")
    let_go(house, "Signe", "2027-06-10")
    house.sleep("2027-06-03 08:00")
    [notice] = [each for each in house.cards("Signe") if each.title.startswith("Vi sletter")]
    assert text_of(notice) == (
        "Vi sletter din profil torsdag den 10. juni, Signe\n"
        "Du har ikke været med i en gruppe i et halvt år, så vi gemmer ikke længere noget om dig.\n"
        "Gør du intet, sker det af sig selv. Du kan også blive, så vi kan spørge dig igen.\n"
        "[Behold mig] [Slet mig nu]"
    )
    house.sleep("2027-06-09 20:00")
    assert house.person("Signe").erased_at is None
    house.sleep("2027-06-10 08:00")
    with database.reading() as store:
        assert people.get(store, signe.id).erased_at == house.now
        assert people.get(store, signe.id).name == ""


def test_asleep_past_the_day_the_word_still_comes_first(database):
    house = House(database)
    signe = house.person("Signe")
    let_go(house, "Signe", "2027-06-10")
    house.sleep("2027-07-01 09:00")
    assert house.titles("Signe")[-1] == "Vi sletter din profil torsdag den 8. juli, Signe"
    house.sleep("2027-07-08 08:00")
    with database.reading() as store:
        assert people.get(store, signe.id).erased_at == house.now


def test_keeping_the_profile(database):
    house = House(database)
    let_go(house, "Signe", "2027-06-10")
    house.sleep("2027-06-03 08:00")
    kept = (
        "Tak, Signe. Vi spørger dig gerne igen.\n"
        'Din profil bliver stående, til du selv sletter den. Det gør du med ordet "mig".'
    )
    assert shown(house.press("Signe", house.card("Signe"), "Behold mig")) == kept
    assert text_of(house.card("Signe")) == kept
    signe = house.person("Signe")
    assert (signe.may_ask_again, signe.erase_on, signe.erase_due) == (True, None, None)
    house.sleep("2027-06-20 08:00")
    assert house.person("Signe").erased_at is None


def test_somebody_in_a_group_again_is_kept(database):
    house = House(database)
    let_go(house, "Anna", "2027-06-10")
    elnet(house)
    house.sleep("2027-06-03 08:00")
    anna = house.person("Anna")
    assert (anna.erase_on, anna.erase_due, house.cards("Anna")) == (None, None, [])
    with database.reading() as store:
        assert [group.title for group in groups.of_person(store, anna.id)] == ["Elnet"]


def test_a_link_of_ones_own_comes_by_mail_and_works_for_a_day(database):
    house = House(database)
    sent = house.ask("Anna", action="me.link", face="link")
    assert shown(sent) == "Vi har sendt et link til din mail."
    assert text_of(house.card("Anna")) == (
        "Dine oplysninger\n"
        "Knappen viser, hvad vi ved om dig. Her kan du rette eller slette det. Linket virker i et døgn.\n"
        "[Se, ret eller slet]"
    )
    with database.reading() as store:
        row = outbox.messages_about(store, f"me:{house.person('Anna').id}")[0]
        assert (row.only_by, row.answer_by) == ("mail", house.now + timedelta(days=1))
    page = house.ask("Anna", action="me", face="link")
    assert "Vi skriver til dig: på mail til anna.lindholt@hjoerring.example\n" in text_of(page.card)


def test_where_somebody_is_written_to_by_mail(database):
    house = House(database)
    anna = house.person("Anna")
    with database.changing() as store:
        store.add(Identity(person_id=anna.id, kind=IdentityKind.mail, address=anna.email))
    assert f"Vi skriver til dig: på mail til {anna.email}\n" in text_of(house.say("Anna", "mig").card)


def test_nobody_without_an_address_gets_a_link(database):
    house = House(database)
    with database.changing() as store:
        people.get(store, house.person("Anna").id).email = None
    assert shown(house.ask("Anna", action="me.link")) == "Vi har ingen mailadresse på dig.\nSkriv til sekretariatet."
    assert house.letters == {}
