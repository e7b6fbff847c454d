from decimal import Decimal

import pytest

from shop.domain.errors import (
    InvalidMoneyError,
    InvalidQuantityError,
    ProductNotFoundError,
    SkuTakenError,
)
from shop.domain.money import Money
from shop.domain.product import Product
from shop.use_cases.catalogue.add_product import AddProduct, AddProductCommand
from shop.use_cases.catalogue.reprice_products import reprice_products
from shop.use_cases.catalogue.restock_product import restock_product
from shop.use_cases.catalogue.search_products import search_products
from tests.fakes import InMemoryProducts


class TestAddProduct:
    async def test_saves_the_product(self) -> None:
        products = InMemoryProducts()
        command = AddProductCommand("mug-2", "Red mug", Decimal("8.00"), ["red", "mug", "red"])

        product = await AddProduct(products).execute(command)

        assert product == Product("MUG-2", "Red mug", Money(Decimal("8.00")), 0, ["mug", "red"])
        assert products.by_sku == {"MUG-2": product}

    async def test_rejects_a_taken_sku(self, mug: Product) -> None:
        with pytest.raises(SkuTakenError):
            await AddProduct(InMemoryProducts(mug)).execute(
                AddProductCommand("mug-1", "Mug", Decimal(1))
            )

    async def test_rejects_a_negative_price(self) -> None:
        with pytest.raises(InvalidMoneyError):
            await AddProduct(InMemoryProducts()).execute(
                AddProductCommand("mug-3", "Mug", Decimal(-1))
            )


async def test_search_products_leaves_out_what_is_sold_out(mug: Product) -> None:
    sold_out = Product("MUG-9", "Green mug", mug.price, stock=0)

    assert await search_products(" mug ", InMemoryProducts(mug, sold_out)) == [mug]


async def test_search_products_without_a_phrase(mug: Product) -> None:
    assert await search_products("  ", InMemoryProducts(mug)) == []


async def test_restock_product(mug: Product) -> None:
    assert (await restock_product("MUG-1", 3, InMemoryProducts(mug))).stock == 8


async def test_restock_product_rejects_zero_pieces(mug: Product) -> None:
    with pytest.raises(InvalidQuantityError):
        await restock_product("MUG-1", 0, InMemoryProducts(mug))


async def test_restock_product_that_is_not_there() -> None:
    with pytest.raises(ProductNotFoundError):
        await restock_product("MUG-1", 1, InMemoryProducts())


async def test_reprice_products_counts_what_changed(mug: Product) -> None:
    lamp = Product("LAMP-1", "Lamp", Money(Decimal("40.00")))
    prices = {"MUG-1": Decimal("9.50"), "LAMP-1": Decimal("35.00")}

    assert await reprice_products(prices, InMemoryProducts(mug, lamp)) == 1
    assert lamp.price == Money(Decimal("35.00"))


async def test_reprice_products_needs_known_products() -> None:
    with pytest.raises(ProductNotFoundError):
        await reprice_products({"MUG-1": Decimal(1)}, InMemoryProducts())


async def test_reprice_products_rejects_negative_prices(mug: Product) -> None:
    with pytest.raises(InvalidMoneyError):
        await reprice_products({"MUG-1": Decimal(-1)}, InMemoryProducts(mug))
