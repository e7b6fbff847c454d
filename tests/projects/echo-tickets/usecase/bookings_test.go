package usecase_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"example.com/tickets/domain"
	"example.com/tickets/usecase"
)

var now = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

func concert(t *testing.T, seats int) *domain.Event {
	t.Helper()
	event, err := domain.NewEvent("Concert", "Hall", now.Add(24*time.Hour), seats)
	require.NoError(t, err)
	return event
}

func TestBookSeatsSellsAndTells(t *testing.T) {
	event := concert(t, 10)
	event.Published = true
	notifier := &fakeNotifier{}
	book := usecase.NewBookSeats(newFakeEvents(event), newFakeBookings(), notifier, domain.Money{})

	booking, err := book.Execute(context.Background(), event.ID, uuid.New(), 3)

	require.NoError(t, err)
	assert.Equal(t, 3, booking.Seats)
	assert.Len(t, notifier.confirmed, 1)
}

func TestBookSeatsNeedsAPublishedEvent(t *testing.T) {
	event := concert(t, 10)
	book := usecase.NewBookSeats(newFakeEvents(event), newFakeBookings(), &fakeNotifier{}, domain.Money{})

	_, err := book.Execute(context.Background(), event.ID, uuid.New(), 1)

	assert.ErrorIs(t, err, domain.ErrNotPublished)
}

func TestBookSeatsStopsWhenSoldOut(t *testing.T) {
	event := concert(t, 2)
	event.Published = true
	book := usecase.NewBookSeats(newFakeEvents(event), newFakeBookings(), &fakeNotifier{}, domain.Money{})

	_, err := book.Execute(context.Background(), event.ID, uuid.New(), 3)

	var soldOut *domain.SoldOutError
	require.ErrorAs(t, err, &soldOut)
	assert.Equal(t, 2, soldOut.Left)
}

func TestCancelBooking(t *testing.T) {
	bookings := newFakeBookings()
	customer := uuid.New()
	booking := &domain.Booking{ID: uuid.New(), CustomerID: customer}
	bookings.byID[booking.ID] = booking
	cancel := usecase.NewCancelBooking(bookings, fixedClock(now))

	t.Run("of somebody else", func(t *testing.T) {
		assert.ErrorIs(t, cancel.Execute(context.Background(), booking.ID, uuid.New()), domain.ErrNotYourBooking)
	})
	t.Run("once", func(t *testing.T) {
		assert.NoError(t, cancel.Execute(context.Background(), booking.ID, customer))
	})
	t.Run("twice", func(t *testing.T) {
		assert.ErrorIs(t, cancel.Execute(context.Background(), booking.ID, customer), domain.ErrAlreadyCancelled)
	})
}
