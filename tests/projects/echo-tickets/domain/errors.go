package domain

import (
	"errors"
	"fmt"
)

var (
	ErrEventNeedsTitle  = errors.New("an event needs a title")
	ErrEventNeedsSeats  = errors.New("an event needs seats")
	ErrEventNotFound    = errors.New("event not found")
	ErrAlreadyPublished = errors.New("the event is published")
	ErrEventOver        = errors.New("the event is over")
	ErrNotPublished     = errors.New("the event is not published")
	ErrBookingNotFound  = errors.New("booking not found")
	ErrNotYourBooking   = errors.New("the booking is somebody else's")
	ErrAlreadyCancelled = errors.New("the booking is cancelled")
	ErrNegativeAmount   = errors.New("an amount must not be negative")
)

// SoldOutError says how many seats are left.
type SoldOutError struct {
	Left int
}

func (e *SoldOutError) Error() string {
	return fmt.Sprintf("only %d seats are left", e.Left)
}
