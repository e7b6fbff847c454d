from rest_framework.exceptions import APIException


class ProductNotFoundError(APIException):
    status_code = 404
    default_detail = "there is no such product"
