package rest

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.com/tickets/domain"
)

// HandleError answers what handlers could not do.
func HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var known *echo.HTTPError
	if errors.As(err, &known) {
		_ = c.JSON(known.Code, map[string]any{"error": known.Message})
		return
	}
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		slog.ErrorContext(c.Request().Context(), "request failed", "error", err)
		_ = c.JSON(status, map[string]any{"error": "internal error"})
		return
	}
	_ = c.JSON(status, map[string]any{"error": err.Error()})
}

func statusOf(err error) int {
	var soldOut *domain.SoldOutError
	switch {
	case errors.Is(err, domain.ErrEventNotFound), errors.Is(err, domain.ErrBookingNotFound):
		return http.StatusNotFound
	case errors.Is(err, domain.ErrNotYourBooking):
		return http.StatusForbidden
	case errors.Is(err, domain.ErrEventNeedsTitle), errors.Is(err, domain.ErrEventNeedsSeats):
		return http.StatusUnprocessableEntity
	case errors.Is(err, domain.ErrAlreadyPublished), errors.Is(err, domain.ErrEventOver),
		errors.Is(err, domain.ErrNotPublished), errors.Is(err, domain.ErrAlreadyCancelled),
		errors.As(err, &soldOut):
		return http.StatusConflict
	default:
		return http.StatusInternalServerError
	}
}
