"""Who may sign in, under which assignment, and who is signed in: no table here holds a person in care."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.tables.columns import instant, sealed_by


class Account(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    login: str | None = None
    hsa_id: str | None = None
    issuer: str | None = None
    subject: str | None = None
    created_at: datetime = instant()
    disabled_at: datetime | None = instant(null=True)


class Assignment(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    account: str
    role: str
    scope_kind: str
    scope: str
    reason: str
    decider: str
    decided_at: datetime = instant()
    review_on: date
    starts_at: datetime = instant()
    ends_at: datetime | None = instant(null=True)
    commission: str | None = None


class Session(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    token_hash: bytes
    account: str
    assignment: UUID
    commission: str | None = None
    device: str
    created_at: datetime = instant()
    seen_at: datetime = instant()
    idle_seconds: int
    issuer_session: str | None = None
    ends_at: datetime = instant()


class DemoPerson(SQLModel, table=True):
    __tablename__ = "demo_person"
    account: str = Field(primary_key=True)
    comes_to: str
    place: int


class Credential(SQLModel, table=True):
    account: str = Field(primary_key=True)
    password: str
    totp: bytes
    last_step: int = 0
    set_at: datetime = instant()
    sealed_by: int | None = sealed_by("totp")


class Invitation(SQLModel, table=True):
    token_hash: bytes = Field(primary_key=True)
    account: str
    totp: bytes
    created_at: datetime = instant()
    expires_at: datetime = instant()
    sealed_by: int | None = sealed_by("totp")


class Passkey(SQLModel, table=True):
    key: UUID = Field(primary_key=True)
    account: str
    credential: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int
    synced: bool
    name: str
    created_at: datetime = instant()
    used_at: datetime | None = instant(null=True)


class PasskeyChallenge(SQLModel, table=True):
    __tablename__ = "passkey_challenge"
    hash: bytes = Field(primary_key=True)
    expires_at: datetime = instant()


class Attempt(SQLModel, table=True):
    key: bytes = Field(primary_key=True)
    failures: int = 0
    last_at: datetime = instant()
    blocked_until: datetime | None = instant(null=True)
