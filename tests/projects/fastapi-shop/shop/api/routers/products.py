from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, status

from shop.api.dependencies import Products, get_add_product, require_staff
from shop.api.schemas.products import NewProduct, ProductOut, Repriced, Restock
from shop.domain.errors import ProductNotFoundError
from shop.use_cases.catalogue.add_product import AddProduct, AddProductCommand
from shop.use_cases.catalogue.reprice_products import reprice_products
from shop.use_cases.catalogue.restock_product import restock_product
from shop.use_cases.catalogue.search_products import search_products

router = APIRouter(prefix="/products", tags=["products"])


@router.get("", response_model=list[ProductOut])
async def search(
    products: Products,
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[ProductOut]:
    """Products in stock whose title has the phrase."""
    found = await search_products(q, products, limit=limit)
    return [ProductOut.of(product) for product in found]


@router.get("/{sku}")
async def show(sku: str, products: Products):
    """One product."""
    product = await products.get(sku)
    if product is None:
        raise ProductNotFoundError(sku)
    return ProductOut.of(product)


@router.post("", status_code=status.HTTP_201_CREATED, dependencies=[Depends(require_staff)])
async def add(
    body: NewProduct,
    add_product: Annotated[AddProduct, Depends(get_add_product)],
) -> ProductOut:
    """Put a product on sale."""
    command = AddProductCommand(body.sku, body.title, body.price, body.tags)
    return ProductOut.of(await add_product.execute(command))


@router.post("/{sku}/stock", dependencies=[Depends(require_staff)])
async def restock(sku: str, body: Restock, products: Products) -> ProductOut:
    """Add delivered pieces to the stock."""
    return ProductOut.of(await restock_product(sku, body.quantity, products))


@router.put("/prices", dependencies=[Depends(require_staff)])
async def reprice(request: Request, products: Products) -> Repriced:
    """Set many prices at once: an object of SKU to amount."""
    prices = await request.json()
    return Repriced(changed=await reprice_products(prices, products))
