from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django.views.generic import ListView, UpdateView

from accounts.services import register_user
from orders.models import Order


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        register_user(request.POST.get("email"), request.POST.get("password"))
        return redirect("accounts:profile")
    return render(request, "accounts/register.html")


class ProfileView(LoginRequiredMixin, UpdateView):
    model = User
    fields = ["first_name", "last_name"]
    success_url = "/accounts/profile/"

    def get_object(self, queryset=None):
        return self.request.user


class OrdersPage(ListView):
    paginate_by = 20

    def get_queryset(self):
        return Order.objects.filter(customer=self.request.user)
