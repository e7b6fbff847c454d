export class Money {
  constructor(
    readonly cents: number,
    readonly currency: string,
  ) {
    if (!Number.isInteger(cents)) {
      throw new RangeError("money has whole cents");
    }
  }

  plus(other: Money): Money {
    return new Money(this.cents + other.cents, this.currency);
  }

  minus(other: Money): Money {
    return new Money(this.cents - other.cents, this.currency);
  }

  isLessThan(other: Money): boolean {
    return this.cents < other.cents;
  }
}
