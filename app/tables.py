"""Tables understands every table in the database, as migrations/ has made them.

Constraints, policies and grants stand in the migrations; a test sees that columns agree. A table
row is never built from outside data: SQLModel does not validate it.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlmodel import Field, SQLModel

Instant = DateTime(timezone=True)


def instant(*, null: bool = False, key: bool = False) -> Any:
    return Field(sa_type=Instant, nullable=null, primary_key=key)


class Installation(SQLModel, table=True):
    id: int = Field(default=1, primary_key=True)
    mode: str
    clock_at: datetime | None = instant(null=True)
    clock_set: datetime | None = instant(null=True)


class Region(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str


class Municipality(SQLModel, table=True):
    code: str = Field(primary_key=True)
    name: str


class Provider(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str
    kind: str
    authority: str
    municipality: str | None = None


class Unit(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str
    short: str
    kind: str
    provider: str
    municipality: str | None = None
    phone: str | None = None


class Centre(SQLModel, table=True):
    unit: str = Field(primary_key=True)
    at: time
    weekdays: list[int] = Field(sa_column=Column(ARRAY(SmallInteger), nullable=False))
    closed: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))


class Party(SQLModel, table=True):
    centre: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    role: str
    place: int


class Source(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    controller: str
    kinds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    interval_minutes: int
    missing: str
    phone: str | None = None
    mapping: str | None = None
    local_systems: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    token_hash: bytes | None = None
    last_heard: datetime | None = instant(null=True)


class Staff(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    role: str
    unit: str
    comes_to: str = ""
    place: int = 0


class Session(SQLModel, table=True):
    token_hash: bytes = Field(primary_key=True)
    staff: str
    created_at: datetime = instant()
    expires_at: datetime = instant()


class JobRun(SQLModel, table=True):
    __tablename__ = "job_run"
    job: str = Field(primary_key=True)
    slot: datetime = instant(key=True)
    claimed_at: datetime = instant()
    done_at: datetime | None = instant(null=True)


class Person(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    centre: str | None = None
    state: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    known_at: datetime | None = instant(null=True)
    next_due: datetime | None = instant(null=True)


class PersonIdentifier(SQLModel, table=True):
    __tablename__ = "person_identifier"
    hash: bytes = Field(primary_key=True)
    person: UUID
    system: str
    cipher: bytes


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


class SetAside(SQLModel, table=True):
    __tablename__ = "set_aside"
    id: int = Field(primary_key=True)
    source: str
    digest: bytes
    outcome: str
    kind: str | None = None
    field: str | None = None
    reason: str
    cipher: bytes | None = None
    first_at: datetime = instant()
    last_at: datetime = instant()
    times: int


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


class Audit(SQLModel, table=True):
    id: int = Field(primary_key=True)
    at: datetime = instant()
    real_at: datetime = instant()
    act: str
    viewer: str
    role: str
    unit: str
    provider: str
    person: UUID | None = None
    huddle: UUID | None = None
    purpose: str
    decision: str
    basis: str | None = None
    given: str | None = None
    detail: str | None = None
