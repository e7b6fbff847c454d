package usecase

import (
	"context"

	"github.com/google/uuid"
)

// PublishEvent opens an event for bookings.
type PublishEvent struct {
	events EventRepository
	clock  Clock
}

// NewPublishEvent makes the use case.
func NewPublishEvent(events EventRepository, clock Clock) *PublishEvent {
	return &PublishEvent{events: events, clock: clock}
}

// Execute publishes the event.
func (u *PublishEvent) Execute(ctx context.Context, id uuid.UUID) error {
	event, err := u.events.Find(ctx, id)
	if err != nil {
		return err
	}
	if err := event.Publish(u.clock.Now()); err != nil {
		return err
	}
	return u.events.Save(ctx, event)
}
