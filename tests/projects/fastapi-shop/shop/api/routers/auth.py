from typing import Annotated

from fastapi import APIRouter, Depends

from shop.api.dependencies import get_authenticate_user
from shop.api.schemas.users import Credentials, Token
from shop.use_cases.users.authenticate_user import AuthenticateUser

router = APIRouter()


@router.post("/login")
async def login(
    credentials: Credentials,
    authenticate: Annotated[AuthenticateUser, Depends(get_authenticate_user)],
) -> Token:
    """Exchange e-mail and password for an access token."""
    token = await authenticate.execute(credentials.email, credentials.password)
    return Token(access_token=token)
