package usecase_test

import (
	"context"
	"time"

	"github.com/google/uuid"

	"example.com/tickets/domain"
)

type fakeEvents struct {
	byID map[uuid.UUID]*domain.Event
}

func newFakeEvents(events ...*domain.Event) *fakeEvents {
	fake := &fakeEvents{byID: map[uuid.UUID]*domain.Event{}}
	for _, event := range events {
		fake.byID[event.ID] = event
	}
	return fake
}

func (f *fakeEvents) Find(_ context.Context, id uuid.UUID) (*domain.Event, error) {
	event, found := f.byID[id]
	if !found {
		return nil, domain.ErrEventNotFound
	}
	return event, nil
}

func (f *fakeEvents) ListPublished(context.Context, time.Time, int) ([]domain.Event, error) {
	var events []domain.Event
	for _, event := range f.byID {
		if event.Published {
			events = append(events, *event)
		}
	}
	return events, nil
}

func (f *fakeEvents) Save(_ context.Context, event *domain.Event) error {
	f.byID[event.ID] = event
	return nil
}

type fakeBookings struct {
	byID map[uuid.UUID]*domain.Booking
}

func newFakeBookings() *fakeBookings {
	return &fakeBookings{byID: map[uuid.UUID]*domain.Booking{}}
}

func (f *fakeBookings) Find(_ context.Context, id uuid.UUID) (*domain.Booking, error) {
	booking, found := f.byID[id]
	if !found {
		return nil, domain.ErrBookingNotFound
	}
	return booking, nil
}

func (f *fakeBookings) CountSeats(_ context.Context, eventID uuid.UUID) (int, error) {
	seats := 0
	for _, booking := range f.byID {
		if booking.EventID == eventID && booking.CancelledAt == nil {
			seats += booking.Seats
		}
	}
	return seats, nil
}

func (f *fakeBookings) Save(_ context.Context, booking *domain.Booking) error {
	f.byID[booking.ID] = booking
	return nil
}

type fakeNotifier struct {
	confirmed []*domain.Booking
}

func (f *fakeNotifier) BookingConfirmed(_ context.Context, booking *domain.Booking) error {
	f.confirmed = append(f.confirmed, booking)
	return nil
}

type fixedClock time.Time

func (c fixedClock) Now() time.Time { return time.Time(c) }
