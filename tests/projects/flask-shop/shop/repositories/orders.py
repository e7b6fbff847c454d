from shop.extensions import db
from shop.models import Order


class OrderRepository:
    def find(self, order_id: int) -> Order | None:
        return db.session.get(Order, order_id)

    def list_for(self, user_id: int) -> list[Order]:
        return db.session.query(Order).filter_by(user_id=user_id).limit(100).all()

    def count_open(self) -> int:
        return db.session.query(Order).filter_by(status="open").count()

    def save(self, order: Order) -> None:
        db.session.add(order)
        db.session.commit()
