package rest

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"example.com/tickets/usecase"
)

// BookingHandler answers requests about bookings.
type BookingHandler struct {
	book   *usecase.BookSeats
	cancel *usecase.CancelBooking
}

// RegisterBookings adds what customers do; the group asks who they are.
func RegisterBookings(group *echo.Group, book *usecase.BookSeats, cancel *usecase.CancelBooking) {
	handler := &BookingHandler{book: book, cancel: cancel}
	group.POST("/events/:id/bookings", handler.Book)
	group.DELETE("/bookings/:id", handler.Cancel)
}

type bookingBody struct {
	Seats int `json:"seats"`
}

type bookingView struct {
	ID     uuid.UUID `json:"id"`
	Seats  int       `json:"seats"`
	Amount int64     `json:"amount"`
}

// Book answers POST /events/:id/bookings.
func (h *BookingHandler) Book(c echo.Context) error {
	eventID, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the id is not valid")
	}
	var body bookingBody
	if err := c.Bind(&body); err != nil {
		return err
	}
	if body.Seats < 1 {
		return echo.NewHTTPError(http.StatusUnprocessableEntity, "at least one seat")
	}
	booking, err := h.book.Execute(c.Request().Context(), eventID, customerOf(c), body.Seats)
	if err != nil {
		return err
	}
	view := bookingView{ID: booking.ID, Seats: booking.Seats, Amount: booking.Price.Amount()}
	return c.JSON(http.StatusCreated, view)
}

// Cancel answers DELETE /bookings/:id.
func (h *BookingHandler) Cancel(c echo.Context) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "the id is not valid")
	}
	if err := h.cancel.Execute(c.Request().Context(), id, customerOf(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
