"""The log: lines, their reasons, the blocks that seal them, and the changes of what must not change unseen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables.columns import instant


class Audit(SQLModel, table=True):
    id: int = Field(primary_key=True)
    log_id: UUID
    at: datetime = instant()
    real_at: datetime = instant()
    act: str
    activity: str
    resource: str
    viewer: str
    role: str
    unit: str
    provider: str
    omsorgsgivare: str | None = None
    assignment: str | None = None
    session: str | None = None
    person: UUID | None = None
    huddle: UUID | None = None
    controllers: str | None = None
    purpose: str
    decision: str
    basis: str | None = None
    given: int | None = None
    refused: int | None = None
    detail: str | None = None
    explained: bool = False


class AuditReason(SQLModel, table=True):
    __tablename__ = "audit_reason"
    log_id: UUID = Field(primary_key=True)
    viewer: str
    at: datetime = instant()
    reason: str


class AuditBlock(SQLModel, table=True):
    __tablename__ = "audit_block"
    id: int = Field(primary_key=True)
    form: int
    sealed_at: datetime = instant()
    lines: int
    first_id: int
    last_id: int
    content: bytes
    before: bytes
    hash: bytes


class AuditLetGo(SQLModel, table=True):
    __tablename__ = "audit_let_go"
    block: int = Field(primary_key=True)
    at: datetime = instant()


class AuditHead(SQLModel, table=True):
    __tablename__ = "audit_head"
    day: date = Field(primary_key=True)
    block: int
    at: datetime = instant()


class ChangeLog(SQLModel, table=True):
    __tablename__ = "change_log"
    id: int = Field(primary_key=True)
    at: datetime = instant()
    who: str
    role: str
    name: str
    act: str
    person: UUID | None = None
    key: dict[str, Any] | None = Field(sa_column=Column(JSONB))
    before: dict[str, Any] | None = Field(sa_column=Column(JSONB))
    after: dict[str, Any] | None = Field(sa_column=Column(JSONB))
