package rest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func newTestServer() http.Handler {
	return New(UseCases{}, Options{TokenSecret: []byte("for tests"), OrganiserKey: "key", StatusPath: "/status"})
}

func TestBookingsNeedAToken(t *testing.T) {
	body := strings.NewReader(`{"seats": 1}`)
	request := httptest.NewRequest(http.MethodPost, "/v1/events/2b8f/bookings", body)
	response := httptest.NewRecorder()

	newTestServer().ServeHTTP(response, request)

	assert.Equal(t, http.StatusUnauthorized, response.Code)
}

func TestPublicationNeedsAKey(t *testing.T) {
	request := httptest.NewRequest(http.MethodPost, "/v1/organiser/events/2b8f/publication", nil)
	request.Header.Set("Authorization", "Bearer wrong")
	response := httptest.NewRecorder()

	newTestServer().ServeHTTP(response, request)

	assert.Equal(t, http.StatusUnauthorized, response.Code)
}
