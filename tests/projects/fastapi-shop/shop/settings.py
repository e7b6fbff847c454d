from functools import lru_cache

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env")

    database_url: str = "sqlite+aiosqlite:///./shop.db"
    jwt_secret: SecretStr
    token_minutes: int = 30
    payment_url: str = "https://payments.example.com"
    payment_api_key: SecretStr
    mailer_url: str = "https://mail.example.com"


@lru_cache
def get_settings() -> Settings:
    return Settings()
