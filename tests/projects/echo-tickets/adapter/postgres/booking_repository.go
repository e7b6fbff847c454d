package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/tickets/domain"
)

// BookingRepository keeps bookings in PostgreSQL.
type BookingRepository struct {
	pool *pgxpool.Pool
}

// NewBookingRepository makes a repository over a pool.
func NewBookingRepository(pool *pgxpool.Pool) *BookingRepository {
	return &BookingRepository{pool: pool}
}

func (r *BookingRepository) Find(ctx context.Context, id uuid.UUID) (*domain.Booking, error) {
	var booking domain.Booking
	var amount int64
	var currency string
	err := r.pool.QueryRow(ctx, `SELECT id, event_id, customer_id, seats, amount, currency, cancelled_at
		FROM bookings WHERE id = $1`, id).
		Scan(&booking.ID, &booking.EventID, &booking.CustomerID, &booking.Seats, &amount, &currency, &booking.CancelledAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, domain.ErrBookingNotFound
	}
	if err != nil {
		return nil, err
	}
	booking.Price, err = domain.NewMoney(amount, currency)
	if err != nil {
		return nil, err
	}
	return &booking, nil
}

func (r *BookingRepository) CountSeats(ctx context.Context, eventID uuid.UUID) (int, error) {
	var seats int
	err := r.pool.QueryRow(ctx, `SELECT COALESCE(SUM(seats), 0) FROM bookings
		WHERE event_id = $1 AND cancelled_at IS NULL`, eventID).Scan(&seats)
	return seats, err
}

func (r *BookingRepository) Save(ctx context.Context, booking *domain.Booking) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO bookings (id, event_id, customer_id, seats, amount, currency, cancelled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET cancelled_at = $7`,
		booking.ID, booking.EventID, booking.CustomerID, booking.Seats,
		booking.Price.Amount(), booking.Price.Currency(), booking.CancelledAt)
	return err
}
