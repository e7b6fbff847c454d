from motor.motor_asyncio import AsyncIOMotorDatabase

from shop.domain import Order, Product


class MongoProductRepository:
    def __init__(self, database: AsyncIOMotorDatabase) -> None:
        self._products = database["products"]

    async def find(self, sku: str) -> Product | None:
        found = await self._products.find_one({"sku": sku}, {"_id": 0})
        return Product(**found) if found else None

    async def save(self, product: Product) -> None:
        await self._products.replace_one({"sku": product.sku}, vars(product), upsert=True)


class MongoOrderRepository:
    def __init__(self, database: AsyncIOMotorDatabase) -> None:
        self._orders = database["orders"]

    async def find(self, number: str) -> Order | None:
        found = await self._orders.find_one({"number": number}, {"_id": 0})
        return Order(**found) if found else None

    async def list_for(self, customer: str) -> list[Order]:
        found = self._orders.find({"customer": customer}, {"_id": 0})
        return [Order(**each) for each in await found.to_list(100)]

    async def save(self, order: Order) -> None:
        await self._orders.replace_one({"number": order.number}, vars(order), upsert=True)
