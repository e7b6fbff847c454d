from django.conf import settings
from django.db import models

from catalogue.models import Product


class Order(models.Model):
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    pieces = models.PositiveIntegerField()
    status = models.CharField(max_length=12, default="open")
