from datetime import timedelta
from decimal import Decimal

from shop.domain.order import Order
from shop.reporting.sales_report import headline, merge, sales_report
from tests.conftest import NOW


def test_sales_report_adds_up(order: Order) -> None:
    report = sales_report([order], NOW)

    assert report.turnover == Decimal("19.00")
    assert report.best_sellers() == ["MUG-1"]
    assert headline(report).endswith("19.00")


def test_sales_report_leaves_out_what_is_older(order: Order) -> None:
    assert sales_report([order], NOW + timedelta(seconds=1)).turnover == 0


def test_merge_of_chosen_products(order: Order) -> None:
    report = sales_report([order], NOW)

    assert merge([report, report]) == {"MUG-1": 4}
    assert merge([report], {"LAMP-1"}) == {}
