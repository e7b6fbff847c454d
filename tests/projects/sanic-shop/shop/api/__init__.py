from sanic import Blueprint

from shop.api.catalogue import bp as catalogue
from shop.api.orders import bp as orders
from shop.api.users import users

api = Blueprint.group(catalogue, orders, users, url_prefix="/api", version=1)
