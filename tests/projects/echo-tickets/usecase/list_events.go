package usecase

import (
	"context"

	"example.com/tickets/domain"
)

const pageSize = 50

// ListEvents shows what can be booked.
type ListEvents struct {
	events EventRepository
	clock  Clock
}

// NewListEvents makes the use case.
func NewListEvents(events EventRepository, clock Clock) *ListEvents {
	return &ListEvents{events: events, clock: clock}
}

// Execute lists the next events.
func (u *ListEvents) Execute(ctx context.Context) ([]domain.Event, error) {
	return u.events.ListPublished(ctx, u.clock.Now(), pageSize)
}
