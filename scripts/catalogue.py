"""Keeps handlers/locale/da.po in step with the sources: `make catalogue`.

English sentences stand beside the logic as `t("…")` and `t.plural(n, "one", "many")`, in templates as
`t("…")` and `plural(n, "one", "many")`. This adds the new ones with an empty translation, drops those that
are gone and keeps every translation. Entries stand by file and then by line; each string takes one line and
no line numbers are written, so that two branches which both add sentences merge by themselves
(.gitattributes: union).
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from babel.messages.extract import extract
from babel.messages.pofile import escape, read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "handlers" / "locale" / "da.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "mark": None, "plural": (2, 3)}
HEADER = """\
# The Danish of taskforce-bot. `make catalogue` adds and drops entries; the translations are written here.
msgid ""
msgstr ""
"Project-Id-Version: taskforce-bot\\n"
"Language: da\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
NEXT_ENTRY = re.compile(r'(?<=")\n+(?=msgid |#(?!~ (?:msgid_plural|msgstr|")))')


@dataclass(frozen=True)
class Entry:
    """One sentence: its English, the English plural where it has one, its Danish (one string or one a form).

    `place` is the first file that says it, empty when it was read from the catalogue.
    """

    english: str
    plural: str | None = None
    danish: tuple[str, ...] = ()
    place: str = ""
    remarks: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def translated(self) -> bool:
        """Whether every form has its Danish."""
        return len(self.danish) == (1 if self.plural is None else 2) and all(self.danish)


def python_messages(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: object
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Babel's extraction method for Python, by syntax tree.

    Babel's own goes by tokens and loses a `t()` that stands deeper inside the arguments of another.
    """
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = called(call)
        if name in keywords:
            yield call.lineno, name, tuple(map(literal, call.args)) or (None,), []


def called(call: ast.Call) -> str:
    """The last name of what is called: `plural` of `t.plural(…)`; empty when it has none."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literal(node: ast.expr) -> str | None:
    """The string that a literal is; None for anything that is only known when the program runs."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def from_source(file: IO[bytes], place: str) -> Iterator[Entry]:
    """What one module or template says, in the order of its lines; a template with bad syntax raises."""
    method = python_messages if place.endswith(".py") else babel_extract
    for _, message, *_ in extract(method, file, KEYWORDS, options={"silent": "false"}):
        english, plural = (message, None) if isinstance(message, str) else message
        yield Entry(english, plural, place=place)


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Every file that may hold a sentence, in a stable order."""
    for pattern in ("bot/**/*.py", "bot/**/templates/**/*.html", "handlers/**/*.py"):
        yield from sorted(root.glob(pattern))


def in_sources(root: Path = ROOT) -> dict[str, Entry]:
    """Every sentence of the sources by its English, at the first place that says it.

    Where one place counts and another does not, the counting one stands for both.
    """
    found: dict[str, Entry] = {}
    for path in sources(root):
        with path.open("rb") as file:
            for entry in from_source(file, path.relative_to(root).as_posix()):
                known = found.setdefault(entry.english, entry)
                if known.plural is None and entry.plural is not None:
                    found[entry.english] = Entry(entry.english, entry.plural, place=known.place)
    return found


def in_catalogue(text: str) -> list[Entry]:
    """The entries of a catalogue as they stand, doubles and obsolete ones (`#~`) among them."""
    entries = []
    # One by one, since Babel would silently fold a sentence that a merge has left there twice.
    for one in NEXT_ENTRY.split(text.removeprefix(HEADER)):
        catalogue = read_po(io.BytesIO(one.encode()), locale="da", charset="utf-8", abort_invalid=True)
        for message in [*catalogue, *catalogue.obsolete.values()]:
            if message.id:
                english, plural = (message.id, None) if isinstance(message.id, str) else message.id
                danish = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                remarks = tuple(message.user_comments)
                entries.append(Entry(english, plural, danish, remarks=remarks, fuzzy=message.fuzzy))
    return entries


def brought_up_to_date(text: str, wanted: Mapping[str, Entry]) -> str:
    """The catalogue's text with exactly the wanted sentences, each with the Danish that it had."""
    known: dict[tuple[str, str | None], Entry] = {}
    for entry in sorted(in_catalogue(text), key=lambda entry: not entry.translated):
        known.setdefault((entry.english, entry.plural), entry)
    blocks = [HEADER]
    for entry in wanted.values():
        old = known.get((entry.english, entry.plural), entry)
        lines = [f"# {remark}" for remark in old.remarks]
        lines += [f"#: {entry.place}"] + ["#, fuzzy"] * old.fuzzy + [f"msgid {escape(entry.english)}"]
        if entry.plural is None:
            lines.append(f"msgstr {escape(old.danish[0] if old.danish else '')}")
        else:
            lines.append(f"msgid_plural {escape(entry.plural)}")
            lines += [f"msgstr[{form}] {escape(words)}" for form, words in enumerate(old.danish or ("", ""))]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def main() -> int:
    """Writes the catalogue and says how many sentences still wait for their Danish."""
    old = CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.exists() else ""
    new = brought_up_to_date(old, in_sources())
    if new != old:
        CATALOGUE.write_text(new, encoding="utf-8")
    entries = in_catalogue(new)
    print(f"{len(entries)} sentences, {sum(not entry.translated for entry in entries)} without their Danish")
    return 0


if __name__ == "__main__":
    sys.exit(main())
