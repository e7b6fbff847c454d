package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/tickets/domain"
	"example.com/tickets/usecase"
)

var _ usecase.EventRepository = (*EventRepository)(nil)

// EventRepository keeps events in PostgreSQL.
type EventRepository struct {
	pool *pgxpool.Pool
}

// NewEventRepository makes a repository over a pool.
func NewEventRepository(pool *pgxpool.Pool) *EventRepository {
	return &EventRepository{pool: pool}
}

const selectEvent = `SELECT id, title, venue, starts_at, seats, published FROM events WHERE id = $1`

func (r *EventRepository) Find(ctx context.Context, id uuid.UUID) (*domain.Event, error) {
	var event domain.Event
	row := r.pool.QueryRow(ctx, selectEvent, id)
	err := row.Scan(&event.ID, &event.Title, &event.Venue, &event.StartsAt, &event.Seats, &event.Published)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, domain.ErrEventNotFound
	}
	if err != nil {
		return nil, err
	}
	return &event, nil
}

func (r *EventRepository) ListPublished(ctx context.Context, after time.Time, limit int) ([]domain.Event, error) {
	rows, err := r.pool.Query(ctx, `SELECT id, title, venue, starts_at, seats, published FROM events
		WHERE published AND starts_at > $1 ORDER BY starts_at LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[domain.Event])
}

func (r *EventRepository) Save(ctx context.Context, event *domain.Event) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO events (id, title, venue, starts_at, seats, published)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET title = $2, venue = $3, starts_at = $4, seats = $5, published = $6`,
		event.ID, event.Title, event.Venue, event.StartsAt, event.Seats, event.Published)
	return err
}
