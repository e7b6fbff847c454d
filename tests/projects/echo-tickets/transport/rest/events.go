package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"example.com/tickets/domain"
	"example.com/tickets/usecase"
)

// EventLister shows what can be booked.
type EventLister interface {
	Execute(ctx context.Context) ([]domain.Event, error)
}

// EventScheduler enters events.
type EventScheduler interface {
	Execute(ctx context.Context, input usecase.ScheduleInput) (*domain.Event, error)
}

// EventPublisher opens events for bookings.
type EventPublisher interface {
	Execute(ctx context.Context, id uuid.UUID) error
}

// EventHandler answers requests about events.
type EventHandler struct {
	list     EventLister
	schedule EventScheduler
	publish  EventPublisher
}

// NewEventHandler makes a handler.
func NewEventHandler(list EventLister, schedule EventScheduler, publish EventPublisher) *EventHandler {
	return &EventHandler{list: list, schedule: schedule, publish: publish}
}

type eventBody struct {
	Title    string    `json:"title"`
	Venue    string    `json:"venue"`
	StartsAt time.Time `json:"starts_at"`
	Seats    int       `json:"seats"`
}

type eventView struct {
	ID       uuid.UUID `json:"id"`
	Title    string    `json:"title"`
	Venue    string    `json:"venue"`
	StartsAt time.Time `json:"starts_at"`
}

// List answers GET /events.
func (h *EventHandler) List(c echo.Context) error {
	events, err := h.list.Execute(c.Request().Context())
	if err != nil {
		return err
	}
	views := make([]eventView, 0, len(events))
	for _, event := range events {
		views = append(views, viewOf(&event))
	}
	return c.JSON(http.StatusOK, views)
}

// Schedule answers POST /organiser/events.
func (h *EventHandler) Schedule(c echo.Context) error {
	var body eventBody
	if err := c.Bind(&body); err != nil {
		return err
	}
	input := usecase.ScheduleInput{Title: body.Title, Venue: body.Venue, StartsAt: body.StartsAt, Seats: body.Seats}
	event, err := h.schedule.Execute(c.Request().Context(), input)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, viewOf(event))
}

// Publish answers POST /organiser/events/:id/publication.
func (h *EventHandler) Publish(c echo.Context) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the id is not valid")
	}
	if err := h.publish.Execute(c.Request().Context(), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func viewOf(event *domain.Event) eventView {
	return eventView{ID: event.ID, Title: event.Title, Venue: event.Venue, StartsAt: event.StartsAt}
}
