import type { Account } from "./account";
import { Money } from "./money";

export interface Accounts {
  get(id: string): Promise<Account | undefined>;
  save(...accounts: Account[]): Promise<void>;
}

export class AccountMissing extends Error {}
export class AccountFrozen extends Error {}
export class SameAccount extends Error {}

export class TransferMoney {
  constructor(private readonly accounts: Accounts) {}

  async execute(input: { from: string; to: string; cents: number }): Promise<Money> {
    if (input.from === input.to) throw new SameAccount(input.from);
    const source = await this.accounts.get(input.from);
    if (!source) throw new AccountMissing(input.from);
    const target = await this.accounts.get(input.to);
    if (!target) throw new AccountMissing(input.to);
    if (source.frozen || target.frozen) throw new AccountFrozen();
    const amount = new Money(input.cents, "EUR");
    source.withdraw(amount);
    target.deposit(amount);
    await this.accounts.save(source, target);
    return source.balance;
  }
}
