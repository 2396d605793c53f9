"""Clocks understands the statutory clocks of a discharge (lag 2017:612), and who is told to pay when.

A day is a calendar day in Stockholm, weekends and holidays too; "after 12.00" is local time.
"""

from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import assert_never

from app.days import DAY, STOCKHOLM, day_bounds, local_date

NOON = time(12)


class PaymentModel(IntEnum):
    """How a region and its municipalities settle who pays for whoever is ready and stays on.

    AVERAGE: by agreement (4:5), on the municipality's average, so that no single person has a day.
    INDIVIDUAL_LAW: as the law says where nothing is agreed (5:4). A rule names it by its number.
    """

    AVERAGE = 0
    INDIVIDUAL_LAW = 1


def notify_by(admitted: datetime) -> datetime:
    """By when inskrivningsmeddelandet is to be sent: 24 hours that have passed (2:1)."""
    return admitted + timedelta(hours=24)


def inform_by(discharged: datetime) -> datetime:
    """By when what is needed at home is to be told: the end of the same local day (3:2)."""
    return day_bounds(local_date(discharged))[1]


def call_by(ready: datetime) -> datetime:
    """By when the call to a SIP is to be sent: the end of the third day after the notice (4:3)."""
    return day_bounds(local_date(ready) + 3 * DAY)[1]


def payment_from(ready: datetime, model: PaymentModel) -> date | None:
    """The day on which the municipality begins to pay, or None where no single person has one.

    Three days after the notice that the person is utskrivningsklar, four when it was sent after
    12.00 (5:4).
    """
    match model:
        case PaymentModel.AVERAGE:
            return None
        case PaymentModel.INDIVIDUAL_LAW:
            late = ready.astimezone(STOCKHOLM).time() > NOON
            return local_date(ready) + (4 if late else 3) * DAY
        case _:
            assert_never(model)


def days_since(ready: datetime, today: date) -> int:
    """Which day it is: the day of the notice is 0, so the day of payment by law is 3 or 4."""
    return (today - local_date(ready)).days
