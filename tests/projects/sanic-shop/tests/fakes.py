from shop.domain import Order, Product


class FakeProductRepository:
    def __init__(self, *products: Product) -> None:
        self.products = {product.sku: product for product in products}

    async def find(self, sku: str) -> Product | None:
        return self.products.get(sku)

    async def save(self, product: Product) -> None:
        self.products[product.sku] = product


class FakeOrderRepository:
    def __init__(self, *orders: Order) -> None:
        self.orders = {order.number: order for order in orders}

    async def find(self, number: str) -> Order | None:
        return self.orders.get(number)

    async def list_for(self, customer: str) -> list[Order]:
        return [order for order in self.orders.values() if order.customer == customer]

    async def save(self, order: Order) -> None:
        self.orders[order.number] = order
