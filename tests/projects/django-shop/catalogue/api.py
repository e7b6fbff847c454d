from rest_framework import generics, mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticatedOrReadOnly
from rest_framework.response import Response

from catalogue.models import Product, Review, Tag
from catalogue.serializers import ProductSerializer, ReviewSerializer, TagSerializer
from catalogue.services import restock_product


class ProductViewSet(viewsets.ModelViewSet):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    lookup_field = "sku"

    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def restock(self, request, sku=None):
        product = restock_product(sku, request.data.get("pieces"))
        return Response(ProductSerializer(product).data, status=status.HTTP_202_ACCEPTED)

    @action(detail=False, url_path="sold-out")
    def sold_out(self, request):
        products = self.get_queryset().filter(stock=0)[:50]
        return Response(ProductSerializer(products, many=True).data)


class ReviewViewSet(mixins.CreateModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = ReviewSerializer

    def get_queryset(self):
        return Review.objects.filter(product__sku=self.kwargs["product_sku"])


class TagList(generics.ListCreateAPIView):
    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    permission_classes = [AllowAny]
