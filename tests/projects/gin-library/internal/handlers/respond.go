package handlers

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"example.com/library/internal/services"
)

// fail answers an error of a service.
func fail(c *gin.Context, err error) {
	switch {
	case errors.Is(err, services.ErrBookNotFound),
		errors.Is(err, services.ErrMemberNotFound),
		errors.Is(err, services.ErrLoanNotFound):
		c.JSON(http.StatusNotFound, gin.H{"error": err.Error()})
	case errors.Is(err, services.ErrISBNTaken),
		errors.Is(err, services.ErrEmailTaken),
		errors.Is(err, services.ErrNoCopyLeft),
		errors.Is(err, services.ErrAlreadyReturned):
		c.JSON(http.StatusConflict, gin.H{"error": err.Error()})
	case errors.Is(err, services.ErrBadCredentials):
		c.JSON(http.StatusUnauthorized, gin.H{"error": err.Error()})
	case errors.Is(err, services.ErrMemberBlocked):
		c.JSON(http.StatusForbidden, gin.H{"error": err.Error()})
	default:
		slog.ErrorContext(c.Request.Context(), "request failed", "error", err)
		c.JSON(http.StatusInternalServerError, gin.H{"error": "internal error"})
	}
}

// idOf reads a numeric path parameter; where it is none the request is answered.
func idOf(c *gin.Context, name string) (uint, bool) {
	id, err := strconv.ParseUint(c.Param(name), 10, 32)
	if err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": "the id must be a number"})
		return 0, false
	}
	return uint(id), true
}
