from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from shop.api.dependencies import SessionDep

router = APIRouter()


class Health(BaseModel):
    status: str


@router.get("/health")
async def health(session: SessionDep) -> Health:
    """Answers when the database does."""
    await session.execute(text("SELECT 1"))
    return Health(status="ok")
