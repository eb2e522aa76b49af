"""What somebody has written in Teams: HTML, plain text and mentions, read as people see them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams import written
from handlers.rules.marked import marked_lines
from tests.growth import in_proportion

BOT, ANNA = "28:taskforce", "29:anna"
FILE = "application/vnd.microsoft.teams.file.download.info"


def span(name: str, number: int = 0) -> str:
    """A mention as the HTML of a message has it."""
    return f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="{number}">{name}</span>'


def message(text: str = "", html: str = "", *mentioned: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A message in which some are mentioned, each by an id and a name."""
    entities = [{"type": "mention", "mentioned": {"id": i}, "text": f"<at>{name}</at>"} for i, name in mentioned]
    attachments = [{"contentType": "text/html", "content": html}] if html else []
    client = {"type": "clientInfo", "locale": "da-DK"}
    about = {"recipient": {"id": BOT}, "entities": [client, *entities], "attachments": attachments}
    return {"type": "message", "text": text, "textFormat": "plain", **about, **more}


ME, HER = (BOT, "Taskforce"), (ANNA, "Anna Lindholt")


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        (message("status Elnet"), "status Elnet"),
        (message("<at>Taskforce</at>&nbsp;status Elnet\r\n", "", ME), "status Elnet"),
        (message("status\xa0Elnet <at>Taskforce</at>", "", ME), "status Elnet"),
        (message("<at>Taskforce</at>", "", ME), ""),
        (message("Taskforce for Taskforce <at>Taskforce</at>", "", ME), "Taskforce for Taskforce"),
        (message("Frist: 18/12 – a &amp; b\nStatus: gul"), "Frist: 18/12 – a & b\nStatus: gul"),
        (message("medlem <at>Anna Lindholt</at>", "", HER), "medlem @Anna Lindholt"),
        (message("a < b > c <b>fed</b>"), "a < b > c <b>fed</b>"),
        (message("<p>a</p>b\nc", textFormat="xml"), "a\nb\nc"),
        (message(""), ""),
    ],
)
def test_plain_text_is_read_as_it_stands(activity, words):
    assert written.words(activity) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div><div>This</div><div>is</div><div>several</div></div>", "This\nis\nseveral"),
        ("<p>a<br>b<br/>\r\nc</p><p>&nbsp;</p><p>d</p>", "a\nb\nc\nd"),
        ("<div>\r\n<div>one\r\nline</div>\n</div>", "one line"),
        ("<p>Frist:&nbsp;<strong>18/12</strong> &ndash; <em>a</em> &amp; &lt;b&gt;</p>", "Frist: 18/12 – a & <b>"),
        ("<ul><li>Frist: 18/12 – a</li><li>Status: gul</li></ul>", "Frist: 18/12 – a\nStatus: gul"),
        (
            'Notat – <a href="https://brn.example/n?a=1&amp;b=2" title="x">Notat.docx</a>.',
            "Notat – https://brn.example/n?a=1&b=2.",
        ),
        ('<a href="mailto:anna@brn.example">anna@brn.example</a>', "anna@brn.example"),
        ('<a href="javascript:alert(1)">her</a>', "her"),
        ('Status: <img alt="🟡" itemtype="http://schema.skype.com/Emoji" src="x">', "Status: 🟡"),
        ('<p>Status: <emoji id="y" alt="🔴" title="x"></emoji></p>', "Status: 🔴"),
        ('<img alt="et billede" src="x">a', "a"),
        ("<blockquote itemscope><p>Frist: 1. december – gammelt</p></blockquote><p>ja</p>", "ja"),
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>d", "d"),
        ("<pre>Frist: 18/12 – kode</pre>a<codeblock><code>b</code></codeblock>", "a"),
        (
            "<p><code>Frist: 18/12 – kode</code></p><p><s>Frist: 18/12 – nej</s></p>",
            "`Frist: 18/12 – kode`\n~Frist: 18/12 – nej~",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a < b", "a < b"),
    ],
)
def test_html_is_read_before_the_text_beside_it(html, words):
    assert written.words(message("something else", html)) == words


@pytest.mark.parametrize(
    "html",
    [
        f"<div>{span('Taskforce')}&nbsp;Frist: 18/12 – notat – {span('Anna Lindholt', 1)}</div>",
        f"<p>{span('Taskforce')}</p><p>Frist: 18/12 – notat – {span('Anna', 1)}&nbsp;{span('Lindholt', 2)}</p>",
        "<p><at id='0'>Taskforce</at></p><ul><li><b>Frist:</b> 18/12 – notat – <at id='1'>Anna Lindholt</at></li></ul>",
        f"<p>{span('<b>Taskforce</b>')} Frist: 18/12 – notat – {span('Anna Lindholt', 1)}</p>",
    ],
)
def test_people_are_called_by_the_names_that_we_know_them_by(html):
    parts = (ANNA, "Anna"), (ANNA, "Lindholt")
    activity = message("", html, ME, *(parts if 'itemid="2"' in html else [HER]))
    assert written.words(activity) == "Frist: 18/12 – notat – @Anna Lindholt"
    assert written.words(activity, {ANNA: "Anna L. Berg"}) == "Frist: 18/12 – notat – @Anna L. Berg"
    assert [line.content for line in marked_lines(written.words(activity))] == ["18/12 – notat – @Anna Lindholt"]


def test_who_is_mentioned_is_told_by_teams_and_not_by_the_words():
    assert written.mentioned(message("<at>Taskforce</at>", "", ME))
    assert not written.mentioned(message("<at>Taskforce</at> hej", "", HER))
    assert written.words(message("", f"<p>{span('Taskforce')} hej</p>")) == "@Taskforce hej"


def test_the_first_file_is_known_by_its_address():
    files = [{"contentType": FILE, "contentUrl": f"https://brn.example/{n}", "content": {}} for n in (1, 2)]
    assert written.file(message("", attachments=files)) == "https://brn.example/1"
    assert written.file(message()) == ""


@pytest.mark.parametrize(
    "part", ["<a", "<", "<!--", "<a b='", "</", "<![", "&", "<at>", "<blockquote>", '<a href="', "x "]
)
def test_a_long_message_takes_time_in_proportion(part):
    assert in_proportion(lambda long: written.words(message(long, long)), part, 100_000)
    assert in_proportion(lambda long: written.words(message(long)), part, 100_000)
