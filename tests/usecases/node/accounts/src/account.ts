import { Money } from "./money";

export class InsufficientFunds extends Error {
  constructor(readonly missing: number) {
    super("insufficient funds");
  }
}

export class CurrencyMismatch extends Error {}

export class Account {
  constructor(
    readonly id: string,
    public balance: Money,
    public frozen = false,
  ) {}

  withdraw(amount: Money): void {
    if (amount.currency !== this.balance.currency) {
      throw new CurrencyMismatch(amount.currency);
    }
    if (this.balance.isLessThan(amount)) {
      throw new InsufficientFunds(amount.cents - this.balance.cents);
    }
    this.balance = this.balance.minus(amount);
  }

  deposit(amount: Money): void {
    this.balance = this.balance.plus(amount);
  }
}
