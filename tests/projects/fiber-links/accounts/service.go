package accounts

import (
	"crypto/rand"
	"encoding/hex"
)

// Service opens and closes accounts.
type Service struct {
	store Store
}

// NewService makes a service over a store.
func NewService(store Store) *Service {
	return &Service{store: store}
}

// Open makes an account with a key of its own.
func (s *Service) Open(name string) (*Account, error) {
	key := make([]byte, 24)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	account := &Account{Name: name, Key: hex.EncodeToString(key)}
	if err := s.store.Insert(account); err != nil {
		return nil, err
	}
	return account, nil
}

// Close removes an account.
func (s *Service) Close(id int64) error {
	return s.store.Delete(id)
}

// Identify finds the account to which a key belongs.
func (s *Service) Identify(key string) (*Account, error) {
	if key == "" {
		return nil, ErrUnknownKey
	}
	return s.store.ByKey(key)
}
