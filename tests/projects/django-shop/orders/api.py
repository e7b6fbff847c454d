from django.shortcuts import get_object_or_404
from rest_framework import status, viewsets
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.models import Order
from orders.serializers import OrderSerializer
from orders.services import CancelOrderService, PlaceOrderService


class OrderViewSet(viewsets.ViewSet):
    def list(self, request):
        orders = Order.objects.filter(customer=request.user)[:100]
        return Response(OrderSerializer(orders, many=True).data)

    def create(self, request):
        serializer = OrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        order = PlaceOrderService().execute(request.user, data["product"], data["pieces"])
        return Response(OrderSerializer(order).data, status=status.HTTP_201_CREATED)


class CancelView(APIView):
    def post(self, request, pk: int):
        order = get_object_or_404(Order, pk=pk, customer=request.user)
        CancelOrderService().execute(order)
        return Response(status=status.HTTP_204_NO_CONTENT)


@api_view(["POST"])
@permission_classes([AllowAny])
def webhook(request, provider: str):
    return Response({"provider": provider})
