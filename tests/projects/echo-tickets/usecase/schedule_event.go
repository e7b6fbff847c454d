package usecase

import (
	"context"
	"time"

	"example.com/tickets/domain"
)

// ScheduleEvent enters a new event.
type ScheduleEvent struct {
	events EventRepository
}

// NewScheduleEvent makes the use case.
func NewScheduleEvent(events EventRepository) *ScheduleEvent {
	return &ScheduleEvent{events: events}
}

// ScheduleInput is what an organiser knows of an event.
type ScheduleInput struct {
	Title    string
	Venue    string
	StartsAt time.Time
	Seats    int
}

// Execute enters the event.
func (u *ScheduleEvent) Execute(ctx context.Context, input ScheduleInput) (*domain.Event, error) {
	event, err := domain.NewEvent(input.Title, input.Venue, input.StartsAt, input.Seats)
	if err != nil {
		return nil, err
	}
	if err := u.events.Save(ctx, event); err != nil {
		return nil, err
	}
	return event, nil
}
