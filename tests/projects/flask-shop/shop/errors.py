from flask import Flask, jsonify


class ShopError(Exception):
    status = 400


class EmailTakenError(ShopError):
    status = 409


class ProductNotFoundError(ShopError):
    status = 404


class OrderNotFoundError(ShopError):
    status = 404


class OutOfStockError(ShopError):
    status = 409


class OrderClosedError(ShopError):
    status = 409


def register_error_handlers(app: Flask) -> None:
    @app.errorhandler(ShopError)
    def shop_error(error: ShopError):
        return jsonify(error=str(error)), error.status
