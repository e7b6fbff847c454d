package rest

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"example.com/tickets/usecase"
)

// UseCases is what the interface offers.
type UseCases struct {
	List     *usecase.ListEvents
	Schedule *usecase.ScheduleEvent
	Publish  *usecase.PublishEvent
	Book     *usecase.BookSeats
	Cancel   *usecase.CancelBooking
}

// Options is what the environment decides.
type Options struct {
	TokenSecret  []byte
	OrganiserKey string
	StatusPath   string
}

// New makes the server with all routes.
func New(cases UseCases, options Options) *echo.Echo {
	e := echo.New()
	e.HTTPErrorHandler = HandleError
	e.Use(middleware.Recover(), middleware.RequestID())

	e.GET("/health", func(c echo.Context) error { return c.String(http.StatusOK, "ok") })
	e.GET(options.StatusPath, status)
	e.GET("/debug/vars", echo.WrapHandler(http.DefaultServeMux))

	v1 := e.Group("/v1")
	events := NewEventHandler(cases.List, cases.Schedule, cases.Publish)
	v1.GET("/events", events.List)

	organiser := v1.Group("/organiser", middleware.KeyAuth(CheckOrganiserKey(options.OrganiserKey)))
	organiser.POST("/events", events.Schedule)
	organiser.Add(http.MethodPost, "/events/:id/publication", events.Publish)

	customers := v1.Group("")
	customers.Use(RequireCustomer(options.TokenSecret))
	RegisterBookings(customers, cases.Book, cases.Cancel)
	return e
}

func status(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "up"})
}
