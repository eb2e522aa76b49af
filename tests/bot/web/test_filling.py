"""The pages of long forms, as a browser without a script meets them: filled in, looked through, kept, taken back."""

from __future__ import annotations

import re

import pytest

from handlers.dialogue.form import Form, Words
from storage import links, people
from storage.tables import LinkPurpose
from tests.bot.long_play import PASTED
from tests.bot.web.filling_stage import stage
from tests.snapshot import nothing_changes

DEAD = "Linket virker ikke længere. Tryk igen der, hvor du fandt det, så får du et nyt."
OLD = "Siden var for gammel. Der er ikke ændret noget. Gå tilbage, og tryk igen."


@pytest.fixture
def played(database, monkeypatch):
    made = stage(database, monkeypatch)
    yield made
    made.runner.close()


def values(page: str) -> dict[str, str]:
    """What the fields of a page hold."""
    return dict(re.findall(r'<textarea id="[^"]*" name="f\.([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))


# --- the way through ---


def test_a_plan_is_pasted_looked_through_corrected_and_kept(played):
    async def scenario(reader):
        await reader.open(link)
        assert (reader.status, reader.title()) == (200, "Indsæt planen for Elnet")
        await reader.press("Læs planen", text=PASTED)
        assert (reader.status, reader.title()) == (422, "Er planen læst rigtigt?")
        assert values(reader.page) == {
            "line1": "Styregruppemøde tirsdag 2. december",
            "line2": "Udkast i uge 50",
            "line3": "Snarest: budget",
            "line4": "Høring 11. december",
        }
        assert "Linje 3: Her står ingen dato. Skriv en, eller tøm linjen." in reader.said()
        assert played.kept("long.saved") is None
        fields = values(reader.page) | {"line3": "Budget 9. december", "line4": ""}
        await reader.press("Gem planen", **fields)
        assert (reader.status, reader.title()) == (200, "3 punkter er gemt.")
        assert reader.said().endswith("Du kan lukke siden.")

    link = played.link()
    played.visit(scenario)
    assert played.kept("long.saved") == {
        "lines": ["Styregruppemøde tirsdag 2. december", "Udkast i uge 50", "Budget 9. december"]
    }


def test_what_was_done_is_taken_back_after_a_question(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.press("Læs planen", text="Møde 2. december")
        await reader.press("Gem planen", **values(reader.page))
        await reader.press("Fortryd")
        assert (reader.status, reader.title()) == (200, "Skal planen tages tilbage?")
        assert played.kept("long.saved") == {"lines": ["Møde 2. december"]}
        await reader.press("Ja, tag den tilbage")
        assert (reader.status, reader.title()) == (200, "Planen er taget tilbage.")

    link = played.link()
    played.visit(scenario)
    assert played.kept("long.saved") is None


def test_the_card_at_the_end_offers_what_belongs_to_the_form_alone(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.press("Læs planen", text="Møde 2. december")
        await reader.press("Gem planen", **values(reader.page))
        assert re.findall(r"<button[^>]*>(.*?)</button>", reader.page) == ["Vis planen", "Fortryd"]
        assert [*reader.links()][:-1] == ["Elnet.zip", "Læs på nettet"]
        paper = reader.links()["Elnet.zip"]
        await reader.press("Vis planen")
        assert reader.title() == "Det er hele planen."
        await reader.open(paper)
        assert (reader.status, reader.page) == (200, "et papir")

    link = played.link()
    played.visit(scenario)


def test_a_field_that_is_wrong_has_its_sentence_and_its_text(played):
    async def scenario(reader):
        await reader.open(link)
        with nothing_changes(played.database):
            await reader.press("Læs planen", text="")
        assert reader.status == 422
        assert "Planen, som I har skrevet den: Feltet skal udfyldes." in reader.said()
        with nothing_changes(played.database):
            await reader.press("Læs planen", text=f"010190-1234 {PASTED}")
        assert reader.status == 422
        assert f"010190-1234 {PASTED}</textarea>" in reader.page

    link = played.link()
    played.visit(scenario)


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [("afvist", 409, "Elnet er opløst. Skriv til Sofie."), ("defekt", 500, "Noget gik galt hos os, ikke hos dig.")],
)
def test_what_is_refused_comes_back_with_everything_that_was_written(played, text, status, said):
    async def scenario(reader):
        await reader.open(link)
        with nothing_changes(played.database):
            await reader.press("Læs planen", text=text)
        assert (reader.status, reader.title()) == (status, "Indsæt planen for Elnet")
        assert said in reader.said()
        assert f"{text}</textarea>" in reader.page
        await reader.press("Læs planen", text=PASTED)
        assert reader.title() == "Er planen læst rigtigt?"

    link = played.link()
    played.visit(scenario)


def test_a_plan_of_five_hundred_lines_comes_through(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.press("Læs planen", text=text)
        assert (reader.status, len(values(reader.page))) == (200, 500)
        await reader.press("Gem planen", **values(reader.page))
        assert reader.title() == "500 punkter er gemt."

    text = "\n".join(f"Møde {number} på Hjørring Rådhus den 2. december kl. 16-18" for number in range(500))
    link = played.link()
    played.visit(scenario)


def test_sending_twice_is_sending_once(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.press("Læs planen", text="Møde 2. december")
        action, fields = reader.form("Gem planen")
        for _ in range(2):
            await reader.post(action, fields)
            assert (reader.status, reader.title()) == (200, "1 punkter er gemt.")

    link = played.link()
    played.visit(scenario)


def test_what_a_chat_has_filled_in_is_there_until_it_has_been_sent(played):
    async def scenario(reader):
        await reader.open(link)
        assert "Det, jeg skrev i chatten</textarea>" in reader.page
        await reader.press("Læs planen", text="Møde 2. december")
        await reader.open(link)
        assert "Møde 2. december</textarea>" in reader.page

    with played.database.reading() as store:
        form = short_of(played, store)
    link = played.link(form=form)
    played.visit(scenario)


def short_of(played, store):
    """The pasted text, as words in a chat have begun it."""
    filled = Form("long.paste", "Indsæt planen", (Words("text", "Planen"),), "Læs", {"group": 1}, page=True)
    return Form(**{**vars(filled), "values": {"text": "Det, jeg skrev i chatten"}})


def test_a_page_that_is_opened_again_says_what_was_saved_and_where_to_see_it(played):
    async def scenario(reader):
        await reader.open(link)
        await reader.press("Læs planen", text="Møde 2. december")
        fields = values(reader.page)
        await reader.open(link)
        assert reader.title() == "Indsæt planen for Elnet"
        await reader.press("Læs planen", text="Møde 2. december")
        await reader.press("Gem planen", **fields)
        with nothing_changes(played.database):
            await reader.open(link)
        assert (reader.status, reader.title()) == (200, "1 punkter er gemt.")
        await reader.press("Vis planen")
        assert reader.title() == "Det er hele planen."
        await reader.open(other)
        assert reader.title() == "Indsæt planen for Elnet"

    link, other = played.link(), played.link()
    played.visit(scenario)


def test_the_second_form_leads_back_to_the_first(played):
    async def scenario(reader):
        await reader.open(link)
        assert "Tilbage" not in reader.links()
        await reader.press("Læs planen", text="Møde 2. december")
        await reader.follow("Tilbage")
        assert reader.title() == "Indsæt planen for Elnet"
        assert "Møde 2. december</textarea>" in reader.page

    link = played.link()
    played.visit(scenario)


def test_a_form_that_is_no_longer_there_says_why(played):
    async def scenario(reader):
        with nothing_changes(played.database):
            await reader.open(link)
        assert (reader.status, reader.title()) == (409, "Planen er gemt allerede.")

    link = played.link(form=Form("long.look", "Er planen læst rigtigt?", (), "Gem", {"group": 1}, page=True))
    played.visit(scenario)


# --- nothing by looking ---


def test_programs_that_open_every_link_change_nothing(played):
    async def scenario(reader):
        with nothing_changes(played.database):
            for path in (link, f"{link}?text=Hej", f"{link}?form=x"):
                assert (await reader.client.get(path)).status == 200
                assert (await reader.client.head(path)).status == 200
            assert (await reader.client.put(link)).status == 405

    link = played.link()
    played.visit(scenario)


def test_a_page_is_never_kept_never_framed_and_never_scripted(played):
    async def scenario(reader):
        await reader.open(link)
        assert reader.headers["Cache-Control"] == "no-store"
        assert reader.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert (reader.headers["X-Robots-Tag"], reader.headers["Referrer-Policy"]) == (
            "noindex, nofollow, noarchive",
            "no-referrer",
        )
        assert "Set-Cookie" not in reader.headers
        assert "<script" not in reader.page

    link = played.link()
    played.visit(scenario)


# --- links and forms that are refused ---


def test_a_link_that_does_not_work_leads_to_one_and_the_same_page(played):
    sofie, vibeke = played.person("Sofie").id or 0, played.person("Vibeke").id or 0
    working = played.made("Sofie")
    revoked, erased, forgotten = played.made("Vibeke"), played.made("Vibeke"), played.made("Sofie")
    with played.database.changing() as store:
        links.revoke(store, played.now, person_id=vibeke)
        erased = links.for_page(store, vibeke, "long.paste", None, played.now)
        people.get(store, vibeke).erased_at = played.now
        forgotten = links.for_page(store, sofie, "long.paste", None, played.now)
        paper = links.for_file(store, sofie, played.now)
    path, address = played.addresses.form(working), played.addresses.form
    foreign = type(played.seal)("another secret of thirty-two characters")
    other = {"purpose": LinkPurpose.answer}
    dead = [
        *("/page", "/page/", "/page/x", "/page/%00", "/page/%ff", path[:-1], f"{path}A", f"{path}/x"),
        *(f"/page/{foreign.link(working)}", address(working.model_copy(update={"nonce": "another"}))),
        *(address(working.model_copy(update=other)), address(paper), f"/answer/{played.seal.link(working)}"),
        *(address(revoked), address(erased), address(forgotten)),
    ]

    async def scenario(reader):
        await reader.open(path)
        action, fields = reader.form("Læs planen")
        with nothing_changes(played.database):
            found = {each: (await reader.open(each), reader.status)[1] for each in dead}
            said = set()
            for each in dead[:-6]:
                await reader.post(each, fields)
                said.add((reader.status, reader.said()))
        assert set(found.values()) == {404}
        assert said == {(404, DEAD)}
        assert "Elnet" not in reader.page
        played.later(hours=23, minutes=59)
        await reader.open(path)
        assert reader.status == 200
        played.later(minutes=1)
        with nothing_changes(played.database):
            await reader.open(path)
            assert (reader.status, reader.said()) == (404, DEAD)
            await reader.post(action, fields | {"f.text": PASTED})
            assert (reader.status, reader.said()) == (404, DEAD)

    played.visit(scenario)


def test_nothing_can_be_sent_that_no_page_of_the_link_has_drawn(played):
    async def scenario(reader):
        await reader.open(vibeke)
        _, theirs = reader.form("Læs planen")
        await reader.open(sofie)
        _, own = reader.form("Læs planen")
        with nothing_changes(played.database):
            for fields in (theirs, {"form": own["form"][:-1]}, {"action": "undo.line", "args": "{}"}, {"form": "æ"}):
                await reader.post(sofie, fields | {"f.text": "Møde"})
                assert (reader.status, reader.said()) == (403, OLD)
            await reader.post(sofie, b"form=x", headers={"Content-Type": "text/plain"})
            assert reader.status == 400

    sofie, vibeke = played.link("Sofie"), played.link("Vibeke")
    played.visit(scenario)


def test_a_browser_that_does_not_say_where_it_comes_from_is_believed_for_the_signature(played):
    async def scenario(reader):
        await reader.open(link)
        action, fields = reader.form("Læs planen")
        await reader.post(action, fields | {"f.text": "Møde"}, headers={"Origin": "null"})
        assert reader.title() == "Er planen læst rigtigt?"

    link = played.link()
    played.visit(scenario)


def test_whoever_comes_too_often_waits_a_minute(played):
    async def scenario(reader):
        await reader.open(link)
        action, fields = reader.form("Læs planen")
        for _ in range(60):
            await reader.post(action, fields)
            assert reader.status == 422
        await reader.post(action, fields)
        assert (reader.status, reader.headers["Retry-After"]) == (429, "1")
        played.machine[0] += 60
        await reader.post(action, fields)
        assert reader.status == 422

    link = played.link()
    played.visit(scenario)


def test_drafts_of_pages_that_are_closed_are_forgotten(played):
    first = played.made()
    played.later(days=1, minutes=1)
    second = played.made()
    assert played.kept(f"page/{first.id}") is None
    assert played.kept(f"page/{second.id}") == {"args": {"group": 1}}
