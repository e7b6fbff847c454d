package main

import (
	"context"
	"log"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/tickets/adapter/mail"
	"example.com/tickets/adapter/postgres"
	"example.com/tickets/domain"
	"example.com/tickets/transport/rest"
	"example.com/tickets/usecase"
)

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func main() {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatalf("connect: %v", err)
	}
	defer pool.Close()
	price, err := domain.NewMoney(2500, "EUR")
	if err != nil {
		log.Fatalf("price: %v", err)
	}

	events := postgres.NewEventRepository(pool)
	bookings := postgres.NewBookingRepository(pool)
	notifier := mail.NewSMTPNotifier(os.Getenv("SMTP_ADDRESS"), "office@tickets.example.com")
	clock := systemClock{}

	server := rest.New(rest.UseCases{
		List:     usecase.NewListEvents(events, clock),
		Schedule: usecase.NewScheduleEvent(events),
		Publish:  usecase.NewPublishEvent(events, clock),
		Book:     usecase.NewBookSeats(events, bookings, notifier, price),
		Cancel:   usecase.NewCancelBooking(bookings, clock),
	}, rest.Options{
		TokenSecret:  []byte(os.Getenv("TOKEN_SECRET")),
		OrganiserKey: os.Getenv("ORGANISER_KEY"),
		StatusPath:   os.Getenv("STATUS_PATH"),
	})
	log.Fatal(server.Start(":8080"))
}
