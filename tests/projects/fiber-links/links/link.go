package links

import (
	"errors"
	"net/url"
	"time"
)

var (
	ErrLinkNotFound = errors.New("link not found")
	ErrSlugTaken    = errors.New("the slug is taken")
	ErrBadTarget    = errors.New("the target must be a web address")
	ErrNotYours     = errors.New("the link is somebody else's")
)

// Link leads from a slug to a target.
type Link struct {
	Slug      string    `db:"slug" json:"slug"`
	Target    string    `db:"target" json:"target"`
	OwnerID   int64     `db:"owner_id" json:"-"`
	Visits    int64     `db:"visits" json:"visits"`
	CreatedAt time.Time `db:"created_at" json:"created_at"`
}

// New makes a link to a web address.
func New(slug, target string, ownerID int64) (*Link, error) {
	address, err := url.Parse(target)
	if err != nil || (address.Scheme != "http" && address.Scheme != "https") {
		return nil, ErrBadTarget
	}
	return &Link{Slug: slug, Target: target, OwnerID: ownerID}, nil
}

// Store keeps links.
type Store interface {
	Find(slug string) (*Link, error)
	ListOf(ownerID int64, limit, offset int) ([]Link, error)
	Insert(link *Link) error
	Delete(slug string) error
	CountVisit(slug string) error
}
