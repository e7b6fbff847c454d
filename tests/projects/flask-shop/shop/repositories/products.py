from shop.extensions import db
from shop.models import Product


class ProductRepository:
    def find(self, product_id: int) -> Product | None:
        return db.session.get(Product, product_id)

    def page(self, number: int) -> list[Product]:
        return db.session.query(Product).order_by(Product.id).limit(20).offset(20 * (number - 1)).all()

    def save(self, product: Product) -> None:
        db.session.add(product)
        db.session.commit()
