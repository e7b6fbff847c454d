from inventory.ports import UnitOfWork
from inventory.stock import Movement, NotEnoughStock, StockItem, UnknownStock


async def transfer_stock(sku: str, source: str, target: str, quantity: int, uow: UnitOfWork) -> Movement:
    """Moves pieces from one warehouse to another, all or nothing."""
    if source == target:
        raise ValueError("source and target are the same warehouse")
    async with uow:
        outgoing = await uow.stock.get(sku, source)
        if outgoing is None:
            raise UnknownStock(f"{sku} in {source}")
        if outgoing.quantity < quantity:
            raise NotEnoughStock(sku, quantity - outgoing.quantity)
        incoming = await uow.stock.get(sku, target)
        if incoming is None:
            incoming = StockItem(sku, target, 0)
        outgoing.quantity -= quantity
        incoming.quantity += quantity
        await uow.stock.save(outgoing)
        await uow.stock.save(incoming)
        movement = Movement(sku, source, target, quantity)
        await uow.movements.append(movement)
        await uow.commit()
    return movement
