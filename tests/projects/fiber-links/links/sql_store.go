package links

import (
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// SQLStore keeps links in PostgreSQL.
type SQLStore struct {
	db *sqlx.DB
}

// NewSQLStore makes a store over a database.
func NewSQLStore(db *sqlx.DB) *SQLStore {
	return &SQLStore{db: db}
}

func (s *SQLStore) Find(slug string) (*Link, error) {
	var link Link
	err := s.db.Get(&link, "SELECT slug, target, owner_id, visits, created_at FROM links WHERE slug = $1", slug)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrLinkNotFound
	}
	if err != nil {
		return nil, err
	}
	return &link, nil
}

func (s *SQLStore) ListOf(ownerID int64, limit, offset int) ([]Link, error) {
	links := []Link{}
	err := s.db.Select(&links, `SELECT slug, target, owner_id, visits, created_at FROM links
		WHERE owner_id = $1 ORDER BY created_at LIMIT $2 OFFSET $3`, ownerID, limit, offset)
	return links, err
}

func (s *SQLStore) Insert(link *Link) error {
	_, err := s.db.NamedExec("INSERT INTO links (slug, target, owner_id) VALUES (:slug, :target, :owner_id)", link)
	var failure *pq.Error
	if errors.As(err, &failure) && failure.Code == "23505" {
		return ErrSlugTaken
	}
	return err
}

func (s *SQLStore) Delete(slug string) error {
	_, err := s.db.Exec("DELETE FROM links WHERE slug = $1", slug)
	return err
}

func (s *SQLStore) CountVisit(slug string) error {
	_, err := s.db.Exec("UPDATE links SET visits = visits + 1 WHERE slug = $1", slug)
	return err
}
