"""Column shapes that every table shares. Each constraint gets a name, so that a migration can drop it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Enum, ForeignKey, Integer, Text, false
from sqlmodel import Field, SQLModel, UTCDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def key() -> Any:
    """The row's number."""
    return Field(default=None, primary_key=True)


def text(*, nullable: bool = False, unique: bool = False, index: bool = False) -> Any:
    """Text of any length; how long it may be is the form's business."""
    default = None if nullable else ""
    return Field(default=default, sa_column=Column(Text, nullable=nullable, unique=unique or None, index=index or None))


def added() -> Any:
    """Text in a column that came later than its table: rows from before have it empty."""
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


def flag() -> Any:
    """Yes or no, in a column that came later than its table: rows from before have no."""
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def count() -> Any:
    """A number that begins at 0, in a column that came later than its table."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


def moment(*, nullable: bool = True, index: bool = False) -> Any:
    """A point in time, stored in UTC, microseconds kept; a naive one is refused."""
    return Field(default=None, sa_column=Column(UTCDateTime(), nullable=nullable, index=index or None))


def foreign(table: str, *, nullable: bool = False, index: bool = True) -> Any:
    """The number of a row in another table."""
    return Field(default=None, sa_column=Column(ForeignKey(f"{table}.id"), nullable=nullable, index=index or None))


def one_of(kind: type[StrEnum], *, nullable: bool = False, default: Any = None) -> Any:
    """One of a few words, stored as its value and checked by the database."""
    column: Column[Any] = Column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            name=kind.__name__.lower(),
            values_callable=lambda members: [member.value for member in members],
        ),
        nullable=nullable,
    )
    return Field(default=default, sa_column=column)


def kroner(*, nullable: bool = False) -> Any:
    """An amount in whole kroner; a region's budget is more than an Integer holds."""
    return Field(default=None, sa_column=Column(BigInteger, nullable=nullable))


def json() -> Any:
    """A small structure, replaced whole and never edited in place."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
