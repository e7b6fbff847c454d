from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shop.domain.email_address import EmailAddress


class Role(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"


@dataclass
class User:
    id: UUID
    email: EmailAddress
    name: str
    password_hash: str
    registered_at: datetime
    role: Role = Role.CUSTOMER

    def is_staff(self) -> bool:
        return self.role is Role.STAFF
