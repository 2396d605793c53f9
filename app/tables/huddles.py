"""Huddles with their numbered changes, what they owe, what was decided, and the walls that show them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant


class Huddle(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    centre: str
    day: date
    starts_at: datetime = instant()
    ends_at: datetime = instant()
    since: datetime = instant()
    next_ends: datetime = instant()
    state: str
    version: int
    red_exceeds: bool
    closed_at: datetime | None = instant(null=True)
    judged_at: datetime | None = instant(null=True)
    wakes_at: datetime | None = instant(null=True)
    round: str = "daily"
    silent: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class HuddleChange(SQLModel, table=True):
    __tablename__ = "huddle_change"
    huddle: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    centre: str
    at: datetime = instant()
    by: str
    command: str | None = None
    kind: str
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class Obligation(SQLModel, table=True):
    person: UUID = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    episode: str = Field(primary_key=True)
    centre: str
    since: datetime = instant()
    first_day: date
    last_day: date
    mornings: int
    ended: str | None = None
    ended_at: datetime | None = instant(null=True)
    origin: UUID | None = None


class Action(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    person: UUID
    centre: str
    huddle: UUID
    row: str
    rule: str
    episode: str
    owner: str
    role: str | None = None
    what: str
    sentence: str
    freshness: str
    urgency: str
    facts: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    due: datetime = instant()
    state: str
    reason: str | None = None
    decided_at: datetime = instant()
    decided_by: str
    moved_at: datetime = instant()
    origin: UUID | None = None


class RowTime(SQLModel, table=True):
    __tablename__ = "row_time"
    huddle: UUID = Field(primary_key=True)
    n: int = Field(primary_key=True)
    centre: str
    rule: str
    seconds: int
    at: datetime = instant()


class MetNeed(SQLModel, table=True):
    __tablename__ = "met_need"
    huddle: UUID = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    n: int


class Wall(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    token_hash: bytes
    code_hash: bytes | None = None
    code_until: datetime | None = instant(null=True)
    huddle: UUID | None = None
    session: UUID | None = None
    paired_at: datetime | None = instant(null=True)
    heard_at: datetime = instant()
