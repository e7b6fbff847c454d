package rest

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

const customerKey = "customer"

// RequireCustomer lets only customers with a valid token in.
func RequireCustomer(secret []byte) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			raw, found := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
			if !found {
				return echo.NewHTTPError(http.StatusUnauthorized, "a token is needed")
			}
			claims := jwt.RegisteredClaims{}
			_, err := jwt.ParseWithClaims(raw, &claims, func(*jwt.Token) (any, error) { return secret, nil },
				jwt.WithValidMethods([]string{"HS256"}))
			if err != nil {
				return echo.NewHTTPError(http.StatusUnauthorized, "the token is not valid")
			}
			id, err := uuid.Parse(claims.Subject)
			if err != nil {
				return echo.NewHTTPError(http.StatusUnauthorized, "the token names nobody")
			}
			c.Set(customerKey, id)
			return next(c)
		}
	}
}

// CheckOrganiserKey compares the key of an organiser.
func CheckOrganiserKey(want string) func(key string, c echo.Context) (bool, error) {
	return func(key string, _ echo.Context) (bool, error) {
		return subtle.ConstantTimeCompare([]byte(key), []byte(want)) == 1, nil
	}
}

func customerOf(c echo.Context) uuid.UUID {
	id, _ := c.Get(customerKey).(uuid.UUID)
	return id
}
