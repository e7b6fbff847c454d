class ShopError(Exception):
    status = 400


class ProductNotFoundError(ShopError):
    status = 404


class OrderNotFoundError(ShopError):
    status = 404


class OutOfStockError(ShopError):
    status = 409
