"""What can go wrong in the shop, in the words of the shop."""


class ShopError(Exception):
    """Base of every error the shop raises on purpose."""


class NotFoundError(ShopError):
    pass


class ConflictError(ShopError):
    pass


class InvalidInputError(ShopError):
    pass


class NotAllowedError(ShopError):
    pass


class UserNotFoundError(NotFoundError):
    pass


class ProductNotFoundError(NotFoundError):
    pass


class OrderNotFoundError(NotFoundError):
    pass


class EmailTakenError(ConflictError):
    pass


class SkuTakenError(ConflictError):
    pass


class OutOfStockError(ConflictError):
    def __init__(self, sku: str, available: int) -> None:
        super().__init__(f"only {available} of {sku} left")
        self.sku = sku
        self.available = available


class OrderStateError(ConflictError):
    pass


class InvalidEmailError(InvalidInputError):
    pass


class InvalidMoneyError(InvalidInputError):
    pass


class InvalidQuantityError(InvalidInputError):
    pass


class WeakPasswordError(InvalidInputError):
    pass


class EmptyOrderError(InvalidInputError):
    pass


class InvalidCredentialsError(NotAllowedError):
    pass


class NotOrderOwnerError(NotAllowedError):
    pass


class PaymentFailedError(ShopError):
    pass


class PaymentGatewayError(ShopError):
    pass
