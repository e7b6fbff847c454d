package domain

// Money is an amount in the smallest unit of a currency.
type Money struct {
	amount   int64
	currency string
}

// NewMoney makes an amount that is not negative.
func NewMoney(amount int64, currency string) (Money, error) {
	if amount < 0 {
		return Money{}, ErrNegativeAmount
	}
	return Money{amount: amount, currency: currency}, nil
}

// Times multiplies an amount.
func (m Money) Times(count int) Money {
	return Money{amount: m.amount * int64(count), currency: m.currency}
}

// Amount is the number of smallest units.
func (m Money) Amount() int64 { return m.amount }

// Currency is the code of the currency.
func (m Money) Currency() string { return m.currency }
