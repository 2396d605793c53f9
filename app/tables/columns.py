"""Columns understands the kinds of column that SQLModel has no word for."""

from typing import Any

from sqlalchemy import ARRAY, Column, Computed, DateTime, SmallInteger, Text
from sqlmodel import Field

Instant = DateTime(timezone=True)


def instant(*, null: bool = False, key: bool = False) -> Any:
    return Field(sa_type=Instant, nullable=null, primary_key=key)


def texts(*default: str) -> Any:
    return Field(
        default_factory=lambda: list(default), sa_column=Column(ARRAY(Text), nullable=False)
    )


def sealed_by(column: str = "cipher") -> Any:
    """The number of the data key that the row's cipher begins with; PostgreSQL reads it off."""
    told = f"(get_byte({column}, 0) * 256 + get_byte({column}, 1))::smallint"
    return Field(default=None, sa_column=Column(SmallInteger, Computed(told), nullable=True))
