package boards

import (
	"context"
	"errors"
	"fmt"
)

var (
	ErrNotFound = errors.New("board not found")
	ErrLocked   = errors.New("board is locked")
)

type Board struct {
	ID     string
	Title  string
	Locked bool
}

type Repository interface {
	Load(ctx context.Context, id string) (*Board, error)
	Save(ctx context.Context, b *Board) error
}

type Renamer struct{ repo Repository }

func (r *Renamer) Rename(ctx context.Context, id, title string) (*Board, error) {
	b, err := r.repo.Load(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if b == nil {
		return nil, ErrNotFound
	}
	if b.Locked {
		return nil, ErrLocked
	}
	b.Title = title
	return b, r.repo.Save(ctx, b)
}
