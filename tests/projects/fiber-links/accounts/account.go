package accounts

import "errors"

var (
	ErrNoSuchAccount = errors.New("no such account")
	ErrNameTaken     = errors.New("the name is taken")
	ErrUnknownKey    = errors.New("the key is not known")
)

// Account owns links.
type Account struct {
	ID   int64  `db:"id" json:"id"`
	Name string `db:"name" json:"name"`
	Key  string `db:"api_key" json:"-"`
}

// Store keeps accounts.
type Store interface {
	ByKey(key string) (*Account, error)
	Insert(account *Account) error
	Delete(id int64) error
}
