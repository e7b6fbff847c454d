from django.contrib.auth.models import User

from accounts.errors import EmailTakenError


def register_user(email: str, password: str) -> User:
    if User.objects.filter(username=email).exists():
        raise EmailTakenError(email)
    return User.objects.create_user(username=email, email=email, password=password)
