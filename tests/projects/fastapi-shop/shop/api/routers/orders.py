from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from shop.api.dependencies import (
    CurrentUserId,
    Orders,
    Products,
    get_pay_order,
    get_place_order,
    get_ship_order,
    require_staff,
)
from shop.api.schemas.orders import NewOrder, OrderOut
from shop.use_cases.orders.cancel_order import cancel_order
from shop.use_cases.orders.list_orders import list_orders
from shop.use_cases.orders.pay_order import PayOrder
from shop.use_cases.orders.place_order import PlaceOrder, PlaceOrderCommand
from shop.use_cases.orders.ship_order import ShipOrder

router = APIRouter()


@router.post("", status_code=status.HTTP_201_CREATED)
async def place(
    body: NewOrder,
    user_id: CurrentUserId,
    place_order: Annotated[PlaceOrder, Depends(get_place_order)],
) -> OrderOut:
    """Order what is in the basket."""
    order = await place_order.execute(PlaceOrderCommand(user_id, body.quantities))
    return OrderOut.of(order)


@router.get("")
async def list_mine(user_id: CurrentUserId, orders: Orders) -> list[OrderOut]:
    """The latest orders of the caller."""
    return [OrderOut.of(order) for order in await list_orders(user_id, orders)]


@router.post("/{order_id}/payment")
async def pay(
    order_id: UUID,
    user_id: CurrentUserId,
    pay_order: Annotated[PayOrder, Depends(get_pay_order)],
) -> OrderOut:
    """Pay a placed order."""
    return OrderOut.of(await pay_order(order_id, user_id))


@router.delete("/{order_id}", response_model=OrderOut)
async def cancel(
    order_id: UUID, user_id: CurrentUserId, orders: Orders, products: Products
) -> OrderOut:
    """Cancel an order that is not paid yet."""
    return OrderOut.of(await cancel_order(order_id, user_id, orders, products))


@router.post("/{order_id}/shipment", dependencies=[Depends(require_staff)])
async def ship(
    order_id: UUID, ship_order: Annotated[ShipOrder, Depends(get_ship_order)]
) -> OrderOut:
    """Hand a paid order to the carrier."""
    return OrderOut.of(await ship_order.execute(order_id))
