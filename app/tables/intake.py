"""What a source may tell, what it sent, and what could not be taken."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ARRAY, Column, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant, sealed_by, texts


class Source(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    controller: str
    kinds: list[str] = texts()
    interval_minutes: int
    missing: str
    phone: str | None = None
    mapping: str | None = None
    local_systems: list[str] = texts()
    last_heard: datetime | None = instant(null=True)
    legal_basis: str = ""
    purpose: str = ""
    fields: list[str] = texts("*")
    free_text: list[str] = texts()
    valid_from: date | None = None
    valid_to: date | None = None
    controllers: list[str] = texts()
    units: list[str] = texts()
    peers: list[str] = texts()
    weekdays: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(SmallInteger), nullable=False)
    )
    opens: time | None = None
    closes: time | None = None
    rate_per_minute: int | None = None
    last_event: datetime | None = instant(null=True)
    in_use: bool = True


class SourceKey(SQLModel, table=True):
    __tablename__ = "source_key"
    hash: bytes = Field(primary_key=True)
    source: str
    kind: str
    created_at: datetime = instant()
    expires_at: datetime | None = instant(null=True)


class Intake(SQLModel, table=True):
    id: int = Field(primary_key=True)
    source: str
    door: str
    at: datetime = instant()
    new: int = 0
    known: int = 0
    rejected: int = 0
    not_used: int = 0
    refused: int = 0
    dropped: int = 0


class PullState(SQLModel, table=True):
    __tablename__ = "pull_state"
    source: str = Field(primary_key=True)
    state: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    next_at: datetime = instant()
    failures: int = 0
    told: str | None = None


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
    format: str = "cloudevents"
    state: str = "open"
    decided_at: datetime | None = instant(null=True)
    decided_by: str | None = None
    note: str | None = None
    centre: str | None = None
    sealed_by: int | None = sealed_by()


class Reconciliation(SQLModel, table=True):
    centre: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    at: datetime = instant()
    since: datetime = instant()
    received: int
    listed: int
    not_listed: int
    history: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    held: int
    apart: int
    rejected: int
    reasons: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
