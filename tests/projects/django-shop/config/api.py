from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework_nested.routers import NestedSimpleRouter

from catalogue.api import ProductViewSet, ReviewViewSet, TagList
from orders.api import CancelView, OrderViewSet

router = DefaultRouter()
router.include_root_view = False
router.register("products", ProductViewSet, basename="product")
router.register("orders", OrderViewSet, basename="order")

reviews = NestedSimpleRouter(router, "products", lookup="product")
reviews.register("reviews", ReviewViewSet, basename="review")

urlpatterns = router.urls + reviews.urls
urlpatterns += [
    path("tags/", TagList.as_view()),
    path("orders/<int:pk>/cancel/", CancelView.as_view()),
]
