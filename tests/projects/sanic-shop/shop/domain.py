from dataclasses import dataclass


@dataclass
class Product:
    sku: str
    title: str
    price_cents: int
    stock: int


@dataclass
class Order:
    number: str
    customer: str
    sku: str
    pieces: int
    status: str = "open"
