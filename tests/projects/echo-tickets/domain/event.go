package domain

import (
	"time"

	"github.com/google/uuid"
)

// Event is something people want to see.
type Event struct {
	ID        uuid.UUID
	Title     string
	Venue     string
	StartsAt  time.Time
	Seats     int
	Published bool
}

// NewEvent makes an event that nobody can book yet.
func NewEvent(title, venue string, startsAt time.Time, seats int) (*Event, error) {
	if title == "" {
		return nil, ErrEventNeedsTitle
	}
	if seats < 1 {
		return nil, ErrEventNeedsSeats
	}
	return &Event{ID: uuid.New(), Title: title, Venue: venue, StartsAt: startsAt, Seats: seats}, nil
}

// Publish opens the event for bookings.
func (e *Event) Publish(now time.Time) error {
	if e.Published {
		return ErrAlreadyPublished
	}
	if !e.StartsAt.After(now) {
		return ErrEventOver
	}
	e.Published = true
	return nil
}
