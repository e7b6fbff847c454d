package accounts

import (
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// SQLStore keeps accounts in PostgreSQL.
type SQLStore struct {
	db *sqlx.DB
}

// NewSQLStore makes a store over a database.
func NewSQLStore(db *sqlx.DB) *SQLStore {
	return &SQLStore{db: db}
}

func (s *SQLStore) ByKey(key string) (*Account, error) {
	var account Account
	err := s.db.Get(&account, "SELECT id, name, api_key FROM accounts WHERE api_key = $1", key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrUnknownKey
	}
	if err != nil {
		return nil, err
	}
	return &account, nil
}

func (s *SQLStore) Insert(account *Account) error {
	err := s.db.QueryRow("INSERT INTO accounts (name, api_key) VALUES ($1, $2) RETURNING id", account.Name, account.Key).
		Scan(&account.ID)
	var failure *pq.Error
	if errors.As(err, &failure) && failure.Code == "23505" {
		return ErrNameTaken
	}
	return err
}

func (s *SQLStore) Delete(id int64) error {
	result, err := s.db.Exec("DELETE FROM accounts WHERE id = $1", id)
	if err != nil {
		return err
	}
	if count, err := result.RowsAffected(); err != nil || count == 0 {
		return ErrNoSuchAccount
	}
	return nil
}
