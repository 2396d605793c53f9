"""What has been set of the rules' numbers, and what has been tried of them: no person in either."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant


class RuleNumber(SQLModel, table=True):
    __tablename__ = "rule_number"
    id: int = Field(primary_key=True)
    kind: str
    place: str
    rule: str
    name: str
    value: int | None = None
    before: int
    from_day: date
    by: str
    by_name: str
    at: datetime = instant()
    why: str


class Trial(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    rule: str
    numbers: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    place: str
    by: str
    at: datetime = instant()
    heard_at: datetime = instant()
    done: int
    total: int
    state: str
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
