from functools import cache

from motor.motor_asyncio import AsyncIOMotorClient

from shop.adapters.mongo import MongoOrderRepository, MongoProductRepository


@cache
def database():
    return AsyncIOMotorClient("mongodb://localhost:27017")["shop"]


def products() -> MongoProductRepository:
    return MongoProductRepository(database())


def orders() -> MongoOrderRepository:
    return MongoOrderRepository(database())
