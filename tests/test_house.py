"""The house as DESIGN draws it: which way imports point, what no module may do, what no file may hold.

The rules are functions over source text, and the second half plants a fault against each.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("bot", "handlers", "storage")
CONTENTS = "handlers/contents.py"  # lists every capability's router, so it alone may import them all
CAPABILITY_MAY = ("handlers.dialogue", "handlers.rules", "handlers.locale")
# What reaches a platform, a database, a clock or the network; the handlers do none of it.
OUTSIDE = [
    *(
        "aiohttp",
        "aiosmtplib",
        "alembic",
        "apscheduler",
        "botbuilder",
        "botbuilder_*",
        "botframework",
        "httpx",
    ),
    *(
        "http.client",
        "psycopg",
        "requests",
        "slack_*",
        "smtplib",
        "socket",
        "sqlalchemy",
        "sqlite3",
        "sqlmodel",
    ),
    *("subprocess", "urllib.request"),
]
CLOCKS = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.sleep"),
}
AT_IMPORT = {  # calls that make, read or start something; none of it may happen because a module is imported
    *("create_engine", "create_async_engine", "sessionmaker", "async_sessionmaker", "Session", "Settings"),
    *("connect", "basicConfig", "getenv", "open", "read_text", "read_bytes", "read_csv", "Thread", "add_job"),
}
LONGEST = 450  # lines; past about 400 a file has become two capabilities
HOME = re.compile(rb"(?<![\w.:/-])(?:/(?:home|Users|root|work)/[\w.-]|[A-Z]:\\Users\\\w)")
ADDRESS = re.compile(r"\w+://|^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links)\b", re.MULTILINE)


# --- reading a module -------------------------------------------------------------------------------------


def module_name(path: str) -> str:
    """`handlers/forming/nomination.py` → `handlers.forming.nomination`; a package is its `__init__`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: str, source: str) -> list[tuple[int, str]]:
    """Line and full dotted name of everything a module imports, relative and literal dynamic imports too."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [(node.lineno, alias.name) for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [module] if module else []
                if level:
                    package = path.removesuffix(".py").split("/")[:-level]
                    base = [*package, *base]
                found += [(node.lineno, ".".join([*base, alias.name])) for alias in names]
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.append((node.lineno, name))
    return sorted(found)


def within(name: str, packages: tuple[str, ...] | list[str]) -> bool:
    """Whether a dotted name is one of these packages (`*` allowed) or stands inside one."""
    parts = name.split(".")
    return any(fnmatch(".".join(parts[: package.count(".") + 1]), package) for package in packages)


def qualified(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every name read, with imports and their aliases spelt out."""
    known = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    first = alias.name.split(".")[0]
                    known[alias.asname or first] = alias.name if alias.asname else first
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for alias in names:
                    known[alias.asname or alias.name] = f"{module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, *rest = ast.unparse(node).split(".")
            if first in known:
                yield node.lineno, ".".join([known[first], *rest])


# --- the rules --------------------------------------------------------------------------------------------


def wrong_arrows(path: str, source: str) -> list[str]:
    """Imports against bot → handlers → storage, and of one capability by another."""
    layer = path.split("/")[0]
    never = {"storage": ["bot", "handlers"], "handlers": ["bot", *OUTSIDE]}.get(layer, [])
    of_handlers = ["handlers"]
    if layer == "handlers" and path != CONTENTS:
        own = module_name(path).split(".")[:3]
        of_handlers = [*CAPABILITY_MAY, *([".".join(own)] if len(own) == 3 else [])]
    return [
        f"{path}:{line} imports {name}"
        for line, name in imports(path, source)
        if within(name, never) or (within(name, ["handlers"]) and not within(name, of_handlers))
    ]


def clocks(path: str, source: str) -> list[str]:
    """Wall clocks and sleeping below bot/: the time is `request.now`, and waiting is the runner's."""
    return [f"{path}:{line} uses {name}" for line, name in qualified(ast.parse(source)) if name in CLOCKS]


def broad_excepts(source: str) -> int:
    """How often a module swallows any defect; a clause that can raise it again is no matter."""
    broad = {"Exception", "BaseException"}
    count = 0
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ExceptHandler(type=kind, body=body):
                caught = {n.id for n in ast.walk(kind) if isinstance(n, ast.Name)} if kind else broad
                raises_again = any(isinstance(n, ast.Raise) and n.exc is None for s in body for n in ast.walk(s))
                count += bool(caught & broad) and not raises_again
            case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=args):
                count += any(isinstance(arg, ast.Name) and arg.id in broad for arg in args)
    return count


def place_of_defects(path: str) -> str | None:
    """Where one `except Exception` may stand: once a face, once a module of bot itself, nowhere below."""
    layer, *folders = path.split("/")
    if layer != "bot":
        return None
    return f"bot/{folders[0]}"


def done_at_import(path: str, source: str) -> list[str]:
    """Engines, sessions, settings, files and threads that are made because a module was imported."""
    found = []
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        match node:
            case (
                ast.FunctionDef(decorator_list=decorators, args=args)
                | ast.AsyncFunctionDef(decorator_list=decorators, args=args)
            ):
                waiting += [*decorators, *args.defaults, *filter(None, args.kw_defaults)]
                continue
            case ast.Lambda(args=args):
                waiting += [*args.defaults, *filter(None, args.kw_defaults)]
                continue
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                waiting += node.orelse
                continue
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in AT_IMPORT:
                found.append(f"{path}:{node.lineno} calls {name} at import")
            case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
                found.append(f"{path}:{node.lineno} reads os.environ at import")
        waiting += ast.iter_child_nodes(node)
    return found


# --- the house as it stands -------------------------------------------------------------------------------


def files(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """Every file that .gitignore does not name (without asking git, which a fresh machine may lack)."""
    lines = (root / ".gitignore").read_text().splitlines()
    ignored = [".git", *(line.strip("/") for line in lines if line and not line.startswith("#"))]
    for path in sorted(root.iterdir()):
        yield from _below(path, root, ignored)


def _below(path: Path, root: Path, ignored: list[str]) -> Iterator[tuple[str, Path]]:
    if any(fnmatch(path.name, pattern) for pattern in ignored) or path.is_symlink():
        return
    if path.is_dir():
        for child in sorted(path.iterdir()):
            yield from _below(child, root, ignored)
    else:
        yield path.relative_to(root).as_posix(), path


def modules(*layers: str) -> Iterator[tuple[str, str]]:
    """Path and source of every Python module of these layers; of the whole house without any."""
    for name, path in files():
        if name.endswith(".py") and (not layers or name.split("/")[0] in layers):
            yield name, path.read_text(encoding="utf-8")


def test_house_is_read_at_all():
    assert {name.split("/")[0] for name, _ in modules(*LAYERS)} >= {"handlers", "storage"}


def test_imports_point_one_way():
    assert [fault for name, source in modules(*LAYERS) for fault in wrong_arrows(name, source)] == []


def test_no_clock_below_bot():
    assert [fault for name, source in modules("handlers", "storage") for fault in clocks(name, source)] == []


def test_defects_are_caught_once_a_face():
    counted: Counter[str] = Counter()
    for name, source in modules(*LAYERS):
        counted[place_of_defects(name) or name] += broad_excepts(source)
    allowed = {place: int(place.startswith("bot/")) for place in counted}
    assert {place: count for place, count in counted.items() if count > allowed[place]} == {}


def test_nothing_happens_at_import():
    assert [fault for name, source in modules(*LAYERS) for fault in done_at_import(name, source)] == []


def test_every_module_says_what_it_is_for():
    assert [name for name, source in modules(*LAYERS) if not ast.get_docstring(ast.parse(source))] == []


def test_no_module_has_grown_too_long():
    # A migration is history written once, as long as its tables are many.
    written = [(name, source) for name, source in modules() if "/migrations/versions/" not in name]
    lengths = {name: source.count("\n") for name, source in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_names_a_home_folder():
    assert [name for name, path in files() if HOME.search(path.read_bytes())] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()
    assert ADDRESS.findall(text) == []
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pinned != []
    assert [entry for entry in pinned if "--hash=sha256:" not in entry] == []


# --- that these tests can fail ----------------------------------------------------------------------------

ANSWER = "handlers/forming/nomination.py"


@pytest.mark.parametrize(
    ("path", "line", "imported"),
    [
        ("storage/tables/groups.py", "import handlers.rules", "handlers.rules"),
        ("storage/attention.py", "from bot.settings import Settings", "bot.settings.Settings"),
        ("handlers/dialogue/card.py", "from bot import web", "bot.web"),
        ("handlers/rules/dates.py", "from handlers.forming import nomination", "handlers.forming.nomination"),
        (
            "handlers/dialogue/router.py",
            "from ..forming.nomination import x",
            "handlers.forming.nomination.x",
        ),
        ("handlers/rules/dates.py", "from handlers import contents", "handlers.contents"),
        (ANSWER, "from sqlmodel import select", "sqlmodel.select"),
        (ANSWER, "import sqlalchemy.orm as orm", "sqlalchemy.orm"),
        (ANSWER, "import slack_bolt", "slack_bolt"),
        (ANSWER, "from botbuilder.core import TurnContext", "botbuilder.core.TurnContext"),
        (ANSWER, "from urllib import request", "urllib.request"),
        (ANSWER, "if TYPE_CHECKING:\n    import aiohttp", "aiohttp"),
        (ANSWER, "def late():\n    import socket", "socket"),
        (ANSWER, "importlib.import_module('requests')", "requests"),
        (ANSWER, "from handlers.forming.acceptance import card", "handlers.forming.acceptance.card"),
        (ANSWER, "from . import acceptance", "handlers.forming.acceptance"),
        (ANSWER, "from .acceptance import card", "handlers.forming.acceptance.card"),
        (ANSWER, "from ..working import members", "handlers.working.members"),
        (ANSWER, "from handlers import contents", "handlers.contents"),
        (ANSWER, "import handlers", "handlers"),
        (ANSWER, "from handlers import *", "handlers.*"),
        ("handlers/forming/__init__.py", "from . import nomination", "handlers.forming.nomination"),
    ],
)
def test_wrong_arrow_is_found(path, line, imported):
    number = line.count("\n") + 1
    assert wrong_arrows(path, line) == [f"{path}:{number} imports {imported}"]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("bot/runner.py", "from handlers import contents\nfrom storage.engine import Store\nimport aiohttp"),
        (CONTENTS, "from handlers.forming import nomination\nfrom .working import members"),
        (
            ANSWER,
            "from handlers.dialogue import Card\nfrom ..rules import seats\nfrom ..locale import Speech",
        ),
        (ANSWER, "import re\nfrom storage import people\nfrom storage.tables.groups import Group"),
        ("handlers/dialogue/router.py", "from .card import Card\nfrom handlers.rules import names"),
        ("storage/engine.py", "from sqlmodel import Session\nfrom .tables import groups\nimport handlersome"),
    ],
)
def test_right_arrow_is_left_alone(path, line):
    assert wrong_arrows(path, line) == []


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("import datetime as dt\nnow = dt.datetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime\nField(default_factory=datetime.utcnow)", "datetime.datetime.utcnow"),
        ("from datetime import date as day\nday.today()", "datetime.date.today"),
        ("from time import sleep\nsleep(1)", "time.sleep"),
        ("import time\ntime.time()", "time.time"),
    ],
)
def test_clock_is_found(source, used):
    assert clocks(ANSWER, source) == [f"{ANSWER}:2 uses {used}"]


def test_time_of_the_request_is_no_clock():
    assert clocks(ANSWER, "from datetime import datetime, time\nrequest.now + time(8)\ndatetime(2026, 1, 1)") == []


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("try: x()\nexcept Exception: pass", 1),
        ("try: x()\nexcept: pass", 1),
        ("try: x()\nexcept (ValueError, BaseException) as e: log(e)", 1),
        ("with contextlib.suppress(Exception): x()", 1),
        ("try: x()\nexcept BaseException:\n    undo()\n    raise", 0),
        ("try: x()\nexcept Exception as e:\n    if not temporary(e):\n        raise", 0),
        ("try: x()\nexcept Exception as e: raise Other from e", 1),
        ("try: x()\nexcept ValueError: pass", 0),
    ],
)
def test_swallowed_defect_is_counted(clause, count):
    assert broad_excepts(clause) == count


def test_a_face_is_one_place_of_defects():
    assert [place_of_defects(p) for p in ("bot/web/a.py", "bot/web/b/c.py", "bot/runner.py", ANSWER)] == [
        *("bot/web", "bot/web", "bot/runner.py", None)
    ]


@pytest.mark.parametrize(
    ("source", "does"),
    [
        ("engine = create_engine(url)", "calls create_engine"),
        ("class A:\n    engine: X = sqlalchemy.create_engine(url)", "calls create_engine"),
        ("def f(settings=Settings()): ...", "calls Settings"),
        ("try:\n    TEXT = Path('a').read_text()\nfinally: ...", "calls read_text"),
        ("TOKEN = os.environ['TOKEN']", "reads os.environ"),
    ],
)
def test_work_at_import_is_found(source, does):
    line = 1 + source.split(does.split()[-1])[0].count("\n")
    assert done_at_import("bot/app.py", source) == [f"bot/app.py:{line} {does} at import"]


def test_work_when_called_is_left_alone():
    source = "def f():\n    return create_engine(u)\nx = lambda: open('a')\nif __name__ == '__main__': open('b')"
    assert done_at_import("bot/app.py", source) == []


@pytest.mark.parametrize("text", ["cd /" + "home/anna/bot", "x='/" + "root/a'", "C:" + "\\Users\\anna"])
def test_home_folder_is_found(text):
    assert HOME.search(text.encode())


@pytest.mark.parametrize("text", ["https://example.org/" + "home/a", "GET /" + "home", "$HOME/bot", "/home" + "/{id}"])
def test_other_addresses_are_no_home_folder(text):
    assert not HOME.search(text.encode())


@pytest.mark.parametrize(
    "line", ["a @ https" + "://example.org/a.whl", "--index-url x", "  -f wheels", "# from file" + ":///srv"]
)
def test_address_in_a_lock_is_found(line):
    assert ADDRESS.search(f"aiohttp==3.14.5 \\\n{line}\n")
