from dataclasses import dataclass

from shop.domain.errors import InvalidEmailError


@dataclass(frozen=True, slots=True)
class EmailAddress:
    value: str

    def __post_init__(self) -> None:
        local, at, domain = self.value.partition("@")
        if not local or not at or "." not in domain:
            raise InvalidEmailError(self.value)

    @classmethod
    def parse(cls, text: str) -> "EmailAddress":
        return cls(text.strip().lower())

    def __str__(self) -> str:
        return self.value
