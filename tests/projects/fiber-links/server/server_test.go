package server

import (
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"example.com/links/accounts"
	"example.com/links/links"
)

func newTestApp() *fiber.App {
	return New(links.NewService(nil), accounts.NewService(nil), "/internal")
}

func TestProbes(t *testing.T) {
	response, err := newTestApp().Test(httptest.NewRequest(fiber.MethodGet, "/live", nil))

	require.NoError(t, err)
	assert.Equal(t, fiber.StatusOK, response.StatusCode)
}

func TestLinksNeedAKey(t *testing.T) {
	response, err := newTestApp().Test(httptest.NewRequest("GET", "/api/v1/links", nil))

	require.NoError(t, err)
	assert.Equal(t, fiber.StatusUnauthorized, response.StatusCode)
}
