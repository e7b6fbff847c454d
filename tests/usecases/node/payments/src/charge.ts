export interface CardGateway {
  charge(customer: string, cents: number): Promise<{ reference: string }>;
}

export interface Ledger {
  record(entry: { customer: string; cents: number; reference: string }): Promise<void>;
}

export class CardDeclined extends Error {}

export class PaymentFailed extends Error {
  constructor(
    message: string,
    readonly retry: boolean,
  ) {
    super(message);
    this.name = "PaymentFailed";
  }
}

const LEAST = 50;

export class ChargeCustomer {
  constructor(
    private readonly gateway: CardGateway,
    private readonly ledger: Ledger,
  ) {}

  async run(customer: string, cents: number): Promise<string> {
    if (cents < LEAST) {
      throw new RangeError(`at least ${LEAST}`);
    }
    let reference: string;
    try {
      ({ reference } = await this.gateway.charge(customer, cents));
    } catch (error) {
      if (error instanceof CardDeclined) {
        throw new PaymentFailed("declined", false);
      }
      throw new PaymentFailed("gateway", true);
    }
    await this.ledger.record({ customer, cents, reference });
    return reference;
  }
}
