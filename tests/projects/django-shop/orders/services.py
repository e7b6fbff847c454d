from django.db import transaction

from catalogue.models import Product
from orders.errors import OrderClosedError, OutOfStockError
from orders.models import Order


class PlaceOrderService:
    @transaction.atomic
    def execute(self, customer, product: Product, pieces: int) -> Order:
        if product.stock < pieces:
            raise OutOfStockError(product.sku)
        product.stock -= pieces
        product.save()
        return Order.objects.create(customer=customer, product=product, pieces=pieces)


class CancelOrderService:
    def execute(self, order: Order) -> Order:
        if order.status != "open":
            raise OrderClosedError(order.pk)
        order.status = "cancelled"
        order.save()
        return order
