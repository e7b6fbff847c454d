export enum CartStatus {
  Open = "open",
  Ordered = "ordered",
}

export interface CartLine {
  sku: string;
  quantity: number;
  cents: number;
}

export interface Cart {
  id: number;
  status: CartStatus;
  lines: CartLine[];
  coupon?: string;
}

export interface Order {
  cartId: number;
  cents: number;
  coupon: string;
}
