package domain

import (
	"time"

	"github.com/google/uuid"
)

// Booking is the right of somebody to some seats of an event.
type Booking struct {
	ID          uuid.UUID
	EventID     uuid.UUID
	CustomerID  uuid.UUID
	Seats       int
	Price       Money
	CancelledAt *time.Time
}

// Cancel gives the seats back.
func (b *Booking) Cancel(customer uuid.UUID, now time.Time) error {
	if b.CustomerID != customer {
		return ErrNotYourBooking
	}
	if b.CancelledAt != nil {
		return ErrAlreadyCancelled
	}
	b.CancelledAt = &now
	return nil
}
