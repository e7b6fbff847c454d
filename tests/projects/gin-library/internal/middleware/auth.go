package middleware

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

const (
	memberKey = "member"
	roleKey   = "role"
)

// RequireMember lets only those in who show a valid token.
func RequireMember(secret string) gin.HandlerFunc {
	return func(c *gin.Context) {
		header := c.GetHeader("Authorization")
		raw, found := strings.CutPrefix(header, "Bearer ")
		if !found {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "a token is needed"})
			return
		}
		claims := jwt.MapClaims{}
		_, err := jwt.ParseWithClaims(raw, claims, func(*jwt.Token) (any, error) {
			return []byte(secret), nil
		}, jwt.WithValidMethods([]string{"HS256"}))
		if err != nil {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "the token is not valid"})
			return
		}
		id, _ := claims["sub"].(float64)
		role, _ := claims["role"].(string)
		c.Set(memberKey, uint(id))
		c.Set(roleKey, role)
		c.Next()
	}
}

// RequireLibrarian lets only librarians pass.
func RequireLibrarian(c *gin.Context) {
	if c.GetString(roleKey) != "librarian" {
		c.AbortWithStatusJSON(http.StatusForbidden, gin.H{"error": "librarians only"})
		return
	}
	c.Next()
}

// MemberID is the member whose token was shown.
func MemberID(c *gin.Context) uint {
	return c.GetUint(memberKey)
}
