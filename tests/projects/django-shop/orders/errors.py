class OrderClosedError(Exception):
    pass


class OutOfStockError(Exception):
    pass
