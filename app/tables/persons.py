"""Persons, their numbers, their events, and how often they have been seen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant, sealed_by


class Person(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    centre: str | None = None
    state: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    known_at: datetime | None = instant(null=True)
    next_due: datetime | None = instant(null=True)
    merged_into: UUID | None = None
    version: int = 0
    protected: bool = False


class PersonIdentifier(SQLModel, table=True):
    __tablename__ = "person_identifier"
    hash: bytes = Field(primary_key=True)
    person: UUID
    system: str
    cipher: bytes
    origin: UUID | None = None
    sealed_by: int | None = sealed_by()


class Event(SQLModel, table=True):
    id: int = Field(primary_key=True)
    source: str
    source_event_id: str
    person: UUID | None = None
    centre: str | None = None
    kind: str
    body: dict[str, Any] | None = Field(sa_column=Column(JSONB))
    controller: str
    unit: str | None = None
    occurred_at: datetime = instant()
    recorded_at: datetime = instant()
    received_at: datetime = instant()
    correlation: str | None = None
    corrects: str | None = None
    correction: str
    history: bool
    sensitive: bool
    origin: UUID | None = None


class Allowed(SQLModel, table=True):
    id: int = Field(primary_key=True)
    person: UUID
    employee: str
    reason: str
    given_by: str
    given_at: datetime = instant()
    ended_by: str | None = None
    ended_at: datetime | None = instant(null=True)


class ContactDay(SQLModel, table=True):
    __tablename__ = "contact_day"
    person: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    controller: str = Field(primary_key=True)
    n: int


class Frequency(SQLModel, table=True):
    person: UUID = Field(primary_key=True)
    centre: str
    ed_365: int
    vc_30: int
    contacts_365: int
    as_of: date
