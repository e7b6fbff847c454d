from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from shop.domain.errors import (
    ConflictError,
    InvalidCredentialsError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PaymentFailedError,
    PaymentGatewayError,
    ShopError,
)

STATUS_OF: dict[type[ShopError], int] = {
    NotFoundError: status.HTTP_404_NOT_FOUND,
    ConflictError: status.HTTP_409_CONFLICT,
    InvalidInputError: 422,
    InvalidCredentialsError: status.HTTP_401_UNAUTHORIZED,
    NotAllowedError: status.HTTP_403_FORBIDDEN,
    PaymentFailedError: status.HTTP_402_PAYMENT_REQUIRED,
    PaymentGatewayError: status.HTTP_502_BAD_GATEWAY,
}


async def shop_error_handler(_request: Request, error: Exception) -> JSONResponse:
    code = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 500)
    return JSONResponse({"detail": str(error), "error": type(error).__name__}, code)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ShopError, shop_error_handler)
