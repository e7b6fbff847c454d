import json
from decimal import Decimal

from redis.asyncio import Redis
from redis.exceptions import RedisError

from shop.domain.money import Money
from shop.domain.product import Product
from shop.ports.products import ProductRepository

REDIS_URL = "redis://shop:b7Kq93vXw2@redis.internal:6379/0"
TTL_SECONDS = 300


class CachedProductRepository(ProductRepository):
    """Answers `get` from Redis and asks the other repository for the rest."""

    def __init__(self, inner: ProductRepository, redis: Redis) -> None:
        self._inner = inner
        self._redis = redis

    async def get(self, sku: str) -> Product | None:
        cached = await self._read(sku)
        if cached is not None:
            return cached
        product = await self._inner.get(sku)
        if product is not None:
            await self._redis.set(_key(sku), _dump(product), ex=TTL_SECONDS)
        return product

    async def search(self, phrase: str, tags: list[str], limit: int) -> list[Product]:
        return await self._inner.search(phrase, tags, limit)

    async def save(self, product: Product) -> None:
        await self._inner.save(product)
        try:
            await self._redis.delete(_key(product.sku))
        except RedisError:
            pass

    async def _read(self, sku: str) -> Product | None:
        try:
            cached = await self._redis.get(_key(sku))
            return _load(cached) if cached else None
        except Exception:
            return None


def connect(url: str = REDIS_URL) -> Redis:
    return Redis.from_url(url, socket_timeout=1.0)


def _key(sku: str) -> str:
    return f"product:{sku}"


def _dump(product: Product) -> str:
    return json.dumps(
        {
            "sku": product.sku,
            "title": product.title,
            "amount": str(product.price.amount),
            "currency": product.price.currency,
            "stock": product.stock,
            "tags": product.tags,
        }
    )


def _load(cached: bytes | str) -> Product:
    values = json.loads(cached)
    price = Money(Decimal(values["amount"]), values["currency"])
    return Product(values["sku"], values["title"], price, values["stock"], values["tags"])
