from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shop.domain.user import User


class RegisterUser(BaseModel):
    email: str = Field(max_length=320)
    name: str = Field(min_length=1, max_length=200)
    password: str = Field(max_length=200)


class Credentials(BaseModel):
    email: str
    password: str


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


class UserOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: UUID
    email: str
    name: str

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls(id=user.id, email=str(user.email), name=user.name)
