from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Interval(StrEnum):
    MONTH = "month"
    YEAR = "year"


class Plan(BaseModel):
    model_config = ConfigDict(frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]
    price: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    interval: Interval
    seats: int = Field(default=1, ge=1, le=500)


class Subscription(BaseModel):
    account: str = Field(min_length=8, max_length=40)
    plan: Plan
    seats: int = Field(ge=1)
    active: bool = True
