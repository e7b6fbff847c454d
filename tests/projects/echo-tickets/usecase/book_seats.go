package usecase

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"example.com/tickets/domain"
)

// BookSeats sells seats of an event.
type BookSeats struct {
	events   EventRepository
	bookings BookingRepository
	notifier Notifier
	price    domain.Money
}

// NewBookSeats makes the use case.
func NewBookSeats(events EventRepository, bookings BookingRepository, notifier Notifier, price domain.Money) *BookSeats {
	return &BookSeats{events: events, bookings: bookings, notifier: notifier, price: price}
}

// Execute sells the seats to the customer.
func (u *BookSeats) Execute(ctx context.Context, eventID, customerID uuid.UUID, seats int) (*domain.Booking, error) {
	event, err := u.events.Find(ctx, eventID)
	if err != nil {
		return nil, err
	}
	if !event.Published {
		return nil, domain.ErrNotPublished
	}
	taken, err := u.bookings.CountSeats(ctx, eventID)
	if err != nil {
		return nil, fmt.Errorf("count seats: %w", err)
	}
	if left := event.Seats - taken; left < seats {
		return nil, &domain.SoldOutError{Left: left}
	}
	booking := &domain.Booking{
		ID:         uuid.New(),
		EventID:    eventID,
		CustomerID: customerID,
		Seats:      seats,
		Price:      u.price.Times(seats),
	}
	if err := u.bookings.Save(ctx, booking); err != nil {
		return nil, err
	}
	if err := u.notifier.BookingConfirmed(ctx, booking); err != nil {
		return nil, err
	}
	return booking, nil
}
