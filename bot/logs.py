"""The log: one JSON object a line, or coloured lines on a terminal. It goes to standard error.

A line holds ids and never a person's name, words, address or link. Three things see to that, whoever writes:

- What belongs to one HTTP request has its `request`, and what belongs to one message its `outbox`; both are bound
  once and go along into worker threads (`Runner`) and into what follows.
- An error is written as where it was raised and of which kind. Its message is left out, since it may quote what
  somebody wrote; that of a kind that speaks of the machine alone is kept (`SPEAKS_OF_THE_MACHINE`).
- A line of a library goes through the same end, without its values: what is kept is the sentence as it stands in
  the library, and where. Mail addresses, tokens and what follows a host in a link are taken out of every line.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, TextIO

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = "taskforce.log"  # carries our own lines; Bolt silences the one that is named as its app is, `taskforce`
PLAIN_SPOKEN = ("aiohttp", "alembic", "apscheduler", "asyncio", "sqlalchemy")
"""Libraries whose sentences hold nothing of anybody's, also where they come without values to be put in."""
SPEAKS_OF_THE_MACHINE = (OSError, PoolTimeout, ImportError, MemoryError, RecursionError)
_WARNING = re.compile(r".*?:\d+: \w+")  # file, line and kind
_BLANKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://)(?:[^\s/@?#]*@)?([^\s/?#\"'<>]*)[^\s\"'<>]*", re.I), r"\1\2/…"),
    (re.compile(r"(?:mailto:)?[^\s<>\"'(),;:=]+@[\w-]+(?:\.[\w-]+)+", re.I), "…@…"),
    (re.compile(r"\b(?:xox[a-z]|xapp|xwfp)-[\w-]+"), "xox…"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), "eyJ…"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}", re.I), r"\1 …"),
    (re.compile(r"(?<!\w)/(answer|calendar|file|page|room)/(?!\{)[^\s\"'?#]+"), r"/\1/…"),
)


def speak() -> None:
    """Set up the log of this process; may be called again."""
    last: list[Processor] = [ProcessorFormatter.remove_processors_meta, error_without_words, blanked]
    last.append(
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper("iso", utc=True),
    ]
    hush()
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_own_logger,
    )
    handler = _Spoken()
    foreign: list[Processor] = [template_alone, *shared]
    handler.setFormatter(
        ProcessorFormatter(processors=last, foreign_pre_chain=foreign, pass_foreign_args=True, use_get_message=False)
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.captureWarnings(True)


def hush() -> None:
    """Take back what `speak` has set up for the libraries' lines."""
    root = logging.getLogger()
    for former in [each for each in root.handlers if isinstance(each, _Spoken)]:
        root.removeHandler(former)
    logging.captureWarnings(False)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Have every line that is written meanwhile, by this task and what it starts, say what it is about."""
    with structlog.contextvars.bound_contextvars(**ids):
        yield


# --- processors ---


def template_alone(_logger: WrappedLogger, _level: str, line: EventDict) -> EventDict:
    """Of a library's line: the sentence as it stands in the library, with its values left out, and where it stands.

    Where a library puts the values in before it hands the sentence over, nobody can tell them apart: the place alone
    is kept. Of asyncio and the like it is the first line; below it they write out the object that is wrong."""
    record: logging.LogRecord = line["_record"]
    values = line.pop("positional_args", None)
    said = "a library says something"
    if record.name == "py.warnings":
        found = _WARNING.match(str(values[0] if values else record.msg))
        said = found[0] if found else said
    elif isinstance(record.msg, str) and (values or record.name.partition(".")[0] in PLAIN_SPOKEN):
        said = record.msg.partition("\n")[0]
    line["event"] = said
    line["logger"] = record.name
    line["where"] = f"{record.module}:{record.lineno}"
    line.pop("stack_info", None)
    return line


def error_without_words(_logger: WrappedLogger, _level: str, line: EventDict) -> EventDict:
    """An error as its kind and the places that it passed through, without its message."""
    error = _error(line.pop("exc_info", None))
    if error is not None:
        line["exception"] = written(error)
    return line


def blanked(_logger: WrappedLogger, _level: str, line: EventDict) -> EventDict:
    """The line without addresses, links and tokens, whoever put them there."""
    return {name: _blank(value) for name, value in line.items()}


# --- how ---


class _Spoken(logging.StreamHandler[TextIO]):
    """Writes to what standard error is when the line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        """Where a line cannot be written: what logging itself would write then repeats it with all its values."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f'{{"event": "a line could not be written", "logger": "{record.name}"}}\n')


def _own_logger(*_: Any) -> logging.Logger:
    return logging.getLogger(OURS)


def written(error: BaseException) -> str:
    """An error and those that caused it, the first first: kinds and places, as Python writes them."""
    return "".join(_lines(error, set())).rstrip("\n")


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield "\nThen:\n\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_list(traceback.extract_tb(error.__traceback__))
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = _message(error)
    yield f"{name}: {said}\n" if said else f"{name}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each, seen)


def _message(error: BaseException) -> str:
    """What an error says, when it is about the machine; a database's only as its code and the constraint that was
    broken, since the rest repeats values."""
    if isinstance(error, DBAPIError):
        diagnosis = getattr(error.orig, "diag", None)
        parts = (
            getattr(error.orig, "sqlite_errorname", ""),
            getattr(error.orig, "sqlstate", ""),
            getattr(diagnosis, "constraint_name", ""),
        )
        return " ".join(filter(None, parts))
    return str(error).partition("\n")[0] if isinstance(error, SPEAKS_OF_THE_MACHINE) else ""


def _error(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        found: tuple[Any, BaseException | None, TracebackType | None] = info
        return found[1]
    return sys.exc_info()[1] if info else None


def _blank(value: object) -> object:
    match value:
        case str():
            for pattern, instead in _BLANKED:
                value = pattern.sub(instead, value)
            return value
        case dict():
            return {name: _blank(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_blank(each) for each in value]
        case None | bool() | int() | float():
            return value
    return type(value).__name__
