import { Cart, Order } from "./cart";

export class CartsRepository {
  private readonly carts = new Map<number, Cart>();

  async byId(id: number): Promise<Cart | undefined> {
    return this.carts.get(id);
  }

  async placeOrder(order: Order): Promise<string> {
    return `order-${order.cartId}`;
  }

  async update(cart: Cart): Promise<void> {
    this.carts.set(cart.id, cart);
  }
}
