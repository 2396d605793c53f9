"""Who is who, and which job has run: no table here holds a person in care."""

from datetime import date, datetime, time

from sqlalchemy import ARRAY, Column, Date, SmallInteger
from sqlmodel import Field, SQLModel

from app.tables.columns import instant


class Installation(SQLModel, table=True):
    id: int = Field(default=1, primary_key=True)
    mode: str
    retention_months: int = 60
    counters_checked_at: datetime | None = instant(null=True)
    counters_differ: int | None = None
    clock_at: datetime | None = instant(null=True)
    clock_set: datetime | None = instant(null=True)
    organisation_version: int = 0
    system_id: str
    log_years: int = 5


class Region(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str


class Municipality(SQLModel, table=True):
    code: str = Field(primary_key=True)
    name: str
    in_use: bool = True


class Provider(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str
    kind: str
    authority: str
    municipality: str | None = None
    in_use: bool = True


class Unit(SQLModel, table=True):
    hsa_id: str = Field(primary_key=True)
    name: str
    short: str
    kind: str
    provider: str
    municipality: str | None = None
    phone: str | None = None
    in_use: bool = True


class Centre(SQLModel, table=True):
    unit: str = Field(primary_key=True)
    at: time
    weekdays: list[int] = Field(sa_column=Column(ARRAY(SmallInteger), nullable=False))
    closed: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    pack: str = "boken"
    weekly_day: int = 3
    weekly_at: time = time(13)
    weekly_minutes: int = 45
    group: str | None = None
    in_use: bool = True


class Party(SQLModel, table=True):
    centre: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    role: str
    place: int
    in_place_of: str | None = None


class JobRun(SQLModel, table=True):
    __tablename__ = "job_run"
    job: str = Field(primary_key=True)
    slot: datetime = instant(key=True)
    claimed_at: datetime = instant()
    done_at: datetime | None = instant(null=True)


class DataKey(SQLModel, table=True):
    __tablename__ = "data_key"
    id: int = Field(primary_key=True)
    purpose: str
    made_at: datetime = instant()
    made_for: bytes | None = None


class DataKeyCopy(SQLModel, table=True):
    __tablename__ = "data_key_copy"
    id: int = Field(primary_key=True)
    master: bytes = Field(primary_key=True)
    wrapped: bytes
