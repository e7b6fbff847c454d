package routes

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"example.com/library/internal/config"
	"example.com/library/internal/database"
)

func newServer(t *testing.T) http.Handler {
	t.Helper()
	db, err := database.Open(t.TempDir() + "/library.db")
	require.NoError(t, err)
	return New(db, config.Settings{TokenSecret: "for tests", MetricsPath: "/metrics"})
}

func TestSearchFindsNothingInAnEmptyLibrary(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "/api/v1/books", nil)
	response := httptest.NewRecorder()

	newServer(t).ServeHTTP(response, request)

	assert.Equal(t, http.StatusOK, response.Code)
}

func TestLoansNeedAToken(t *testing.T) {
	request := httptest.NewRequest("GET", "/api/v1/loans", nil)
	response := httptest.NewRecorder()

	newServer(t).ServeHTTP(response, request)

	assert.Equal(t, http.StatusUnauthorized, response.Code)
}

func TestRegistrationNeedsALongPassword(t *testing.T) {
	body := strings.NewReader(`{"name": "Ada", "email": "ada@example.com", "password": "short"}`)
	request := httptest.NewRequest(http.MethodPost, "/api/v1/members", body)
	response := httptest.NewRecorder()

	newServer(t).ServeHTTP(response, request)

	assert.Equal(t, http.StatusBadRequest, response.Code)
}
