import { CartStatus, Order } from "./cart";
import { CartsRepository } from "./carts.repository";

export class CheckoutError extends Error {}

export class CheckoutService {
  private readonly freeFrom = 5000;

  constructor(private readonly carts: CartsRepository) {}

  async checkout(cartId: number): Promise<string> {
    const cart = await this.carts.byId(cartId);
    if (!cart) {
      throw new CheckoutError(`no cart ${cartId}`);
    }
    if (cart.status !== CartStatus.Open) {
      throw new CheckoutError("ordered already");
    }
    if (cart.lines.length === 0) {
      throw new CheckoutError("nothing to order");
    }
    const goods = cart.lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
    const shipping = goods >= this.freeFrom ? 0 : 490;
    const order: Order = { cartId, cents: goods + shipping, coupon: cart.coupon ?? "none" };
    const number = await this.carts.placeOrder(order);
    cart.status = CartStatus.Ordered;
    await this.carts.update(cart);
    return number;
  }
}
