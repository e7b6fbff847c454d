package usecase

import (
	"context"
	"time"

	"github.com/google/uuid"

	"example.com/tickets/domain"
)

// EventRepository keeps events.
type EventRepository interface {
	Find(ctx context.Context, id uuid.UUID) (*domain.Event, error)
	ListPublished(ctx context.Context, after time.Time, limit int) ([]domain.Event, error)
	Save(ctx context.Context, event *domain.Event) error
}

// BookingRepository keeps bookings.
type BookingRepository interface {
	Find(ctx context.Context, id uuid.UUID) (*domain.Booking, error)
	CountSeats(ctx context.Context, eventID uuid.UUID) (int, error)
	Save(ctx context.Context, booking *domain.Booking) error
}

// Notifier tells customers what happened.
type Notifier interface {
	BookingConfirmed(ctx context.Context, booking *domain.Booking) error
}

// Clock tells the time.
type Clock interface {
	Now() time.Time
}
