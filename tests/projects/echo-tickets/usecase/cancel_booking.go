package usecase

import (
	"context"

	"github.com/google/uuid"
)

// CancelBooking gives seats back.
type CancelBooking struct {
	bookings BookingRepository
	clock    Clock
}

// NewCancelBooking makes the use case.
func NewCancelBooking(bookings BookingRepository, clock Clock) *CancelBooking {
	return &CancelBooking{bookings: bookings, clock: clock}
}

// Execute cancels the booking of a customer.
func (u *CancelBooking) Execute(ctx context.Context, id, customerID uuid.UUID) error {
	booking, err := u.bookings.Find(ctx, id)
	if err != nil {
		return err
	}
	if err := booking.Cancel(customerID, u.clock.Now()); err != nil {
		return err
	}
	return u.bookings.Save(ctx, booking)
}
