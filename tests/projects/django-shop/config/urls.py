from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from config import views
from orders.api import webhook

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", views.health),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("config.api")),
    re_path(r"^webhooks/(?P<provider>[a-z]+)/$", webhook),
]

if settings.DEBUG:
    urlpatterns += [path("debug/", views.debug)]
