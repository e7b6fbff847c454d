import { CartStatus } from "./cart";
import type { CartsRepository } from "./carts.repository";
import { CheckoutError, CheckoutService } from "./checkout.service";

describe("CheckoutService.checkout", () => {
  let carts: jest.Mocked<CartsRepository>;
  let checkoutService: CheckoutService;

  beforeEach(() => {
    carts = {
      byId: jest.fn(),
      placeOrder: jest.fn(),
      update: jest.fn(),
    } as unknown as jest.Mocked<CartsRepository>;
    carts.byId.mockImplementation(
      (id) => Promise.resolve(
        id === 1 ? {
          id: 1,
          status: CartStatus.Open,
          lines: [{ sku: "sku", quantity: 2, cents: 3 }],
        } : undefined,
      ),
    );
    carts.placeOrder.mockResolvedValue("place order");
    checkoutService = new CheckoutService(carts);
  });

  it("returns the value", async () => {
    const result = await checkoutService.checkout(1);

    expect(result).toBe("place order");
    expect(carts.placeOrder).toHaveBeenCalledWith({ cartId: 1, cents: 496, coupon: "none" });
    expect(carts.update).toHaveBeenCalledWith(
      { id: 1, status: CartStatus.Ordered, lines: [{ sku: "sku", quantity: 2, cents: 3 }] },
    );
  });

  it("throws CheckoutError when carts by id is undefined", async () => {
    carts.byId.mockResolvedValue(undefined);

    const error = await checkoutService.checkout(1).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(CheckoutError);
    expect(error).toMatchObject({ message: "no cart 1" });
    expect(carts.placeOrder).not.toHaveBeenCalled();
    expect(carts.update).not.toHaveBeenCalled();
  });

  it("throws CheckoutError when status is ordered", async () => {
    carts.byId.mockImplementation(
      (id) => Promise.resolve(
        id === 1 ? {
          id: 1,
          status: CartStatus.Ordered,
          lines: [{ sku: "sku", quantity: 2, cents: 3 }],
        } : undefined,
      ),
    );

    const error = await checkoutService.checkout(1).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(CheckoutError);
    expect(error).toMatchObject({ message: "ordered already" });
    expect(carts.placeOrder).not.toHaveBeenCalled();
    expect(carts.update).not.toHaveBeenCalled();
  });

  it("throws CheckoutError when lines is empty", async () => {
    carts.byId.mockImplementation(
      (id) => Promise.resolve(id === 1 ? { id: 1, status: CartStatus.Open, lines: [] } : undefined),
    );

    const error = await checkoutService.checkout(1).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(CheckoutError);
    expect(error).toMatchObject({ message: "nothing to order" });
    expect(carts.placeOrder).not.toHaveBeenCalled();
    expect(carts.update).not.toHaveBeenCalled();
  });

  it("returns the value when cents is 2500", async () => {
    carts.byId.mockImplementation(
      (id) => Promise.resolve(
        id === 1 ? {
          id: 1,
          status: CartStatus.Open,
          lines: [{ sku: "sku", quantity: 2, cents: 2500 }],
        } : undefined,
      ),
    );

    const result = await checkoutService.checkout(1);

    expect(result).toBe("place order");
    expect(carts.placeOrder).toHaveBeenCalledWith({ cartId: 1, cents: 5000, coupon: "none" });
    expect(carts.update).toHaveBeenCalledWith(
      { id: 1, status: CartStatus.Ordered, lines: [{ sku: "sku", quantity: 2, cents: 2500 }] },
    );
  });

  it("returns the value when coupon is coupon", async () => {
    carts.byId.mockImplementation(
      (id) => Promise.resolve(
        id === 1 ? {
          id: 1,
          status: CartStatus.Open,
          lines: [{ sku: "sku", quantity: 2, cents: 3 }],
          coupon: "coupon",
        } : undefined,
      ),
    );

    const result = await checkoutService.checkout(1);

    expect(result).toBe("place order");
    expect(carts.placeOrder).toHaveBeenCalledWith({ cartId: 1, cents: 496, coupon: "coupon" });
    expect(carts.update).toHaveBeenCalledWith(
      {
        id: 1,
        status: CartStatus.Ordered,
        lines: [{ sku: "sku", quantity: 2, cents: 3 }],
        coupon: "coupon",
      },
    );
  });
});
