"""The log's review: how it is done, what each week drew, and what was judged of it."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant, texts


class ScrutinySetting(SQLModel, table=True):
    __tablename__ = "scrutiny_setting"
    provider: str = Field(primary_key=True)
    sample: int
    opens: time
    closes: time
    weekends: bool
    looks: int
    persons: int
    denials: int
    overdue_days: int


class ScrutinyDraw(SQLModel, table=True):
    __tablename__ = "scrutiny_draw"
    provider: str = Field(primary_key=True)
    monday: date = Field(primary_key=True)
    at: datetime = instant()
    drawn_at: datetime = instant()
    seed: str
    lines: int
    bounds: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class ScrutinyItem(SQLModel, table=True):
    __tablename__ = "scrutiny_item"
    id: UUID = Field(primary_key=True)
    provider: str
    monday: date
    drawn_at: datetime = instant()
    place: int
    signs: list[str] = texts()
    viewer: str
    role: str
    unit: str
    person: UUID | None = None
    first_at: datetime = instant()
    last_at: datetime = instant()


class ScrutinyLine(SQLModel, table=True):
    __tablename__ = "scrutiny_line"
    item: UUID = Field(primary_key=True)
    line: int = Field(primary_key=True)
    log_id: UUID
    provider: str
    drawn_at: datetime = instant()


class ScrutinyJudgement(SQLModel, table=True):
    __tablename__ = "scrutiny_judgement"
    id: UUID = Field(primary_key=True)
    item: UUID
    provider: str
    verdict: str
    judge: str
    at: datetime = instant()
    drawn_at: datetime = instant()
    note: UUID | None = None
    follows: UUID | None = None
