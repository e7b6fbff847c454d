from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shop.adapters.persistence.database import Database
from shop.api.exception_handlers import register_exception_handlers
from shop.api.routers import api_router, health
from shop.settings import Settings, get_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or get_settings()
    database = Database(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.create_tables()
        yield
        await database.dispose()

    app = FastAPI(title="shop", version="1.4.0", lifespan=lifespan)
    app.state.database = database
    app.include_router(health.router)
    app.include_router(api_router, prefix="/api")
    register_exception_handlers(app)
    return app
