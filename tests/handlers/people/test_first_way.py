"""Whoever is on Slack or in Teams chooses which of them, or mail, comes first."""

from __future__ import annotations

from storage import people
from storage.tables import IdentityKind, JournalLine
from tests.world import House, shown


def on_slack(house: House, who: str, *addresses: str, kind: IdentityKind = IdentityKind.slack) -> None:
    """Somebody is known on Slack, or in another chat."""
    with house.database.changing() as store:
        for address in addresses:
            people.tie(store, house.person(who).id, kind, address)


def ways(house: House, who: str) -> list[str]:
    """A person's ways, the first first."""
    with house.database.reading() as store:
        return [each.address for each in people.identities_of(store, house.person(who).id)]


def test_who_is_on_slack_chooses_whether_it_or_mail_comes_first(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1", "T0HJO/U2")
    before = house.say("Anna", "mig")
    assert "Vi skriver til dig: på Slack\n" in shown(before)
    assert "· Først: på Slack [Skriv til mig på mail]\n" in shown(before)
    said = house.press("Anna", before, "Skriv til mig på mail")
    assert shown(said) == "Vi skriver først til dig på mail fra nu af.\n{Fortryd}"
    assert ways(house, "Anna") == ["anna.lindholt@hjoerring.example", "T0BRN/U1", "T0HJO/U2"]
    after = shown(house.say("Anna", "mig"))
    assert "Vi skriver til dig: på mail til anna.lindholt@hjoerring.example, på Slack\n" in after
    assert "· Først: på mail [Skriv til mig på Slack]\n" in after
    assert shown(house.press("Anna", before, "Skriv til mig på mail")) == "Vi skriver først til dig på mail fra nu af."
    assert shown(house.press("Anna", said, "Fortryd")) == "Vi skriver først til dig på Slack fra nu af."
    assert ways(house, "Anna") == ["T0BRN/U1", "T0HJO/U2"]
    assert house.say("Anna", "mig") == before


def test_mail_stays_first_where_the_directory_says_so_and_the_account_is_met_later(database):
    house = House(database)
    with database.changing() as store:
        people.write_by_mail(store, people.get(store, house.person("Anna").id), yes=True)
    on_slack(house, "Anna", "T0BRN/U1")
    assert ways(house, "Anna") == ["anna.lindholt@hjoerring.example", "T0BRN/U1"]
    said = house.press("Anna", house.say("Anna", "mig"), "Skriv til mig på Slack")
    assert shown(said) == "Vi skriver først til dig på Slack fra nu af.\n{Fortryd}"
    assert ways(house, "Anna") == ["T0BRN/U1"]


def test_directory_that_says_mail_puts_it_before_an_account_that_is_known(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1")
    with database.changing() as store:
        anna = people.get(store, house.person("Anna").id)
        assert [people.write_by_mail(store, anna, yes=True) for _ in range(2)] == [True, False]
    assert ways(house, "Anna") == ["anna.lindholt@hjoerring.example", "T0BRN/U1"]


def test_who_has_one_way_alone_has_nothing_to_choose(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1")
    offered = house.say("Anna", "mig")
    with database.changing() as store:
        people.drop_identities(store, house.person("Anna").id)
    assert "Først" not in shown(house.say("Anna", "mig"))
    assert shown(house.press("Anna", offered, "Skriv til mig på mail")) == "Vælg en af mulighederne."


def test_who_is_in_teams_alone_chooses_between_it_and_mail(database):
    house = House(database)
    on_slack(house, "Anna", "tenant/anna", kind=IdentityKind.teams)
    before = house.say("Anna", "mig")
    assert "Vi skriver til dig: i Teams\n" in shown(before)
    assert "· Først: i Teams [Skriv til mig på mail]\n" in shown(before)
    said = house.press("Anna", before, "Skriv til mig på mail")
    assert shown(said) == "Vi skriver først til dig på mail fra nu af.\n{Fortryd}"
    after = house.say("Anna", "mig")
    assert "· Først: på mail [Skriv til mig i Teams]\n" in shown(after)
    assert shown(house.press("Anna", after, "Skriv til mig i Teams")).startswith("Vi skriver først til dig i Teams")
    assert ways(house, "Anna") == ["tenant/anna"]


def test_who_is_in_both_chats_chooses_among_three_and_gets_back_what_was(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1", "T0HJO/U2")
    on_slack(house, "Anna", "tenant/anna", kind=IdentityKind.teams)
    before = house.say("Anna", "mig")
    assert "Vi skriver til dig: på Slack, i Teams\n" in shown(before)
    assert "· Først: på Slack [Skriv til mig i Teams] [Skriv til mig på mail]\n" in shown(before)

    teams = house.press("Anna", before, "Skriv til mig i Teams")
    assert shown(teams) == "Vi skriver først til dig i Teams fra nu af.\n{Fortryd}"
    assert ways(house, "Anna") == ["tenant/anna", "T0BRN/U1", "T0HJO/U2"]
    assert shown(house.press("Anna", before, "Skriv til mig i Teams")) == "Vi skriver først til dig i Teams fra nu af."

    mail = house.press("Anna", before, "Skriv til mig på mail")
    assert ways(house, "Anna") == ["anna.lindholt@hjoerring.example", "tenant/anna", "T0BRN/U1", "T0HJO/U2"]
    assert "· Først: på mail [Skriv til mig i Teams] [Skriv til mig på Slack]\n" in shown(house.say("Anna", "mig"))
    assert shown(house.press("Anna", mail, "Fortryd")) == "Vi skriver først til dig i Teams fra nu af."
    assert shown(house.press("Anna", teams, "Fortryd")) == "Vi skriver først til dig på Slack fra nu af."
    assert ways(house, "Anna") == ["T0BRN/U1", "T0HJO/U2", "tenant/anna"]
    assert house.say("Anna", "mig") == before


def test_an_account_that_is_met_between_a_choice_and_its_undoing_is_kept(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1")
    said = house.press("Anna", house.say("Anna", "mig"), "Skriv til mig på mail")
    on_slack(house, "Anna", "tenant/anna", kind=IdentityKind.teams)
    house.press("Anna", said, "Fortryd")
    assert ways(house, "Anna") == ["T0BRN/U1", "tenant/anna"]


def test_whoever_has_no_mail_address_chooses_between_the_chats(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1")
    on_slack(house, "Anna", "tenant/anna", kind=IdentityKind.teams)
    with database.changing() as store:
        people.get(store, house.person("Anna").id).email = None
    before = house.say("Anna", "mig")
    assert "· Først: på Slack [Skriv til mig i Teams]\n" in shown(before)
    house.press("Anna", before, "Skriv til mig i Teams")
    assert ways(house, "Anna") == ["tenant/anna", "T0BRN/U1"]


def test_what_was_chosen_before_there_were_two_chats_can_still_be_undone(database):
    house = House(database)
    on_slack(house, "Anna", "T0BRN/U1")
    anna = house.person("Anna").id
    with database.changing() as store:
        people.write_by_mail(store, people.get(store, anna), yes=True)
        then = JournalLine(
            at=house.now, what="me.first", actor_id=anna, subject_id=anna, facts={"mail": True}, face="slack"
        )
        store.add(then)
        line = then.id
    said = house.ask("Anna", action="undo.line", args={"journal": line})
    assert shown(said) == "Vi skriver først til dig på Slack fra nu af."
    assert ways(house, "Anna") == ["T0BRN/U1"]
