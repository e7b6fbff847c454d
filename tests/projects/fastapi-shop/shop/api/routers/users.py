from fastapi import APIRouter, Depends, status

from shop.api.dependencies import ClockDep, CurrentUserId, Hasher, Users, require_staff
from shop.api.schemas.users import RegisterUser, UserOut
from shop.use_cases.users.create_staff_user import create_staff_user
from shop.use_cases.users.get_profile import get_profile
from shop.use_cases.users.register_user import register_user

router = APIRouter()


@router.post("", status_code=status.HTTP_201_CREATED)
async def register(body: RegisterUser, users: Users, hasher: Hasher, clock: ClockDep) -> UserOut:
    """Open an account."""
    user = await register_user(body.email, body.name, body.password, users, hasher, clock)
    return UserOut.of(user)


@router.get("/me")
async def me(user_id: CurrentUserId, users: Users) -> UserOut:
    """The account of the caller."""
    return UserOut.of(await get_profile(user_id, users))


@router.post("/staff", status_code=status.HTTP_201_CREATED, dependencies=[Depends(require_staff)])
async def create_staff(body: RegisterUser, users: Users, clock: ClockDep) -> UserOut:
    """Open an account for a colleague."""
    user = await create_staff_user(body.email, body.name, body.password, users, clock)
    return UserOut.of(user)
