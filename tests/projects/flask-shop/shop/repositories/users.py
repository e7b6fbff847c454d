from shop.extensions import db
from shop.models import User


class UserRepository:
    def get(self, user_id: int) -> User:
        return db.session.get(User, user_id)

    def find_by_email(self, email: str) -> User | None:
        return db.session.query(User).filter_by(email=email).first()

    def add(self, user: User) -> None:
        db.session.add(user)
        db.session.commit()
