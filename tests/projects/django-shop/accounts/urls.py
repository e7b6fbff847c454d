from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", auth_views.LoginView.as_view(), name="login"),
    path("register/", views.register, name="register"),
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("orders/", login_required(views.OrdersPage.as_view()), name="orders"),
]
