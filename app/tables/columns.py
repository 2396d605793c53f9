"""Columns understands the kinds of column that SQLModel has no word for."""

from typing import Any

from sqlalchemy import ARRAY, Column, DateTime, Text
from sqlmodel import Field

Instant = DateTime(timezone=True)


def instant(*, null: bool = False, key: bool = False) -> Any:
    return Field(sa_type=Instant, nullable=null, primary_key=key)


def texts(*default: str) -> Any:
    return Field(
        default_factory=lambda: list(default), sa_column=Column(ARRAY(Text), nullable=False)
    )
