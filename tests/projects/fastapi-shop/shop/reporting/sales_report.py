from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shop.domain.order import Order, OrderStatus


@dataclass
class SalesReport:
    since: datetime
    turnover: Decimal = Decimal(0)
    sold: Counter[str] = field(default_factory=Counter)

    def best_sellers(self, count: int = 3) -> list[str]:
        return [sku for sku, _ in self.sold.most_common(count)]


def sales_report(orders: Iterable[Order], since: datetime) -> SalesReport:
    report = SalesReport(since)
    for order in orders:
        if order.status is OrderStatus.CANCELLED or order.placed_at < since:
            continue
        report.turnover += order.total().amount
        report.sold.update({line.sku: line.quantity for line in order.lines})
    return report


def headline(report: SalesReport, title=None):
    title = title or "Sales"
    return f"{title} until {datetime.now():%d.%m.%Y}: {report.turnover}"


def merge(reports: Iterable[SalesReport], skus: set[str] = set()) -> Counter[str]:
    total: Counter[str] = Counter()
    for report in reports:
        total.update({sku: n for sku, n in report.sold.items() if not skus or sku in skus})
    return total
