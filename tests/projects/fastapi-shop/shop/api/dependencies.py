from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import httpx
from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncSession

from shop.adapters.notifications.mailer import HttpMailer
from shop.adapters.payments.http_gateway import HttpPaymentGateway
from shop.adapters.persistence.database import Database
from shop.adapters.persistence.order_repository import SqlOrderRepository
from shop.adapters.persistence.product_repository import SqlProductRepository
from shop.adapters.persistence.user_repository import SqlUserRepository
from shop.adapters.security.hashing import Argon2PasswordHasher
from shop.adapters.security.tokens import JwtTokens
from shop.domain.user import User
from shop.ports.clock import Clock
from shop.ports.orders import OrderNotifier, OrderRepository
from shop.ports.payments import PaymentGateway
from shop.ports.products import ProductRepository
from shop.ports.users import PasswordHasher, UserRepository
from shop.settings import Settings, get_settings
from shop.use_cases.catalogue.add_product import AddProduct
from shop.use_cases.orders.pay_order import PayOrder
from shop.use_cases.orders.place_order import PlaceOrder
from shop.use_cases.orders.ship_order import ShipOrder
from shop.use_cases.users.authenticate_user import AuthenticateUser
from shop.use_cases.users.get_profile import get_profile

SettingsDep = Annotated[Settings, Depends(get_settings)]
bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/login")


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async for session in database.session():
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


def get_clock() -> Clock:
    return lambda: datetime.now(UTC)


def get_users(session: SessionDep) -> UserRepository:
    return SqlUserRepository(session)


def get_products(session: SessionDep) -> ProductRepository:
    return SqlProductRepository(session)


def get_orders(session: SessionDep) -> OrderRepository:
    return SqlOrderRepository(session)


def get_hasher() -> PasswordHasher:
    return Argon2PasswordHasher()


ClockDep = Annotated[Clock, Depends(get_clock)]
Users = Annotated[UserRepository, Depends(get_users)]
Products = Annotated[ProductRepository, Depends(get_products)]
Orders = Annotated[OrderRepository, Depends(get_orders)]
Hasher = Annotated[PasswordHasher, Depends(get_hasher)]


def get_tokens(settings: SettingsDep, clock: ClockDep) -> JwtTokens:
    return JwtTokens(settings.jwt_secret.get_secret_value(), timedelta(minutes=settings.token_minutes), clock)


async def get_payments(settings: SettingsDep) -> AsyncIterator[PaymentGateway]:
    headers = {"Authorization": f"Bearer {settings.payment_api_key.get_secret_value()}"}
    async with httpx.AsyncClient(base_url=settings.payment_url, headers=headers) as client:
        yield HttpPaymentGateway(client)


async def get_notifier(settings: SettingsDep) -> AsyncIterator[OrderNotifier]:
    async with httpx.AsyncClient(base_url=settings.mailer_url) as client:
        yield HttpMailer(client)


Tokens = Annotated[JwtTokens, Depends(get_tokens)]
Payments = Annotated[PaymentGateway, Depends(get_payments)]
Notifier = Annotated[OrderNotifier, Depends(get_notifier)]


def current_user_id(token: Annotated[str, Depends(bearer)], tokens: Tokens) -> UUID:
    return tokens.user_id(token)


CurrentUserId = Annotated[UUID, Depends(current_user_id)]


async def require_staff(user_id: CurrentUserId, users: Users) -> User:
    user = await get_profile(user_id, users)
    if not user.is_staff():
        raise HTTPException(status.HTTP_403_FORBIDDEN, "staff only")
    return user


def get_authenticate_user(users: Users, hasher: Hasher, tokens: Tokens) -> AuthenticateUser:
    return AuthenticateUser(users, hasher, tokens)


def get_add_product(products: Products) -> AddProduct:
    return AddProduct(products)


def get_place_order(
    users: Users, products: Products, orders: Orders, notifier: Notifier, clock: ClockDep
) -> PlaceOrder:
    return PlaceOrder(users, products, orders, notifier, clock)


def get_pay_order(orders: Orders, payments: Payments) -> PayOrder:
    return PayOrder(orders, payments)


def get_ship_order(orders: Orders, notifier: Notifier) -> ShipOrder:
    return ShipOrder(orders, notifier)
