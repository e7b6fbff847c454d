package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"

	"example.com/library/internal/services"
)

// MemberHandler answers requests about members.
type MemberHandler struct {
	members *services.MemberService
	secret  string
}

// NewMemberHandler makes a handler over a service.
func NewMemberHandler(members *services.MemberService, secret string) *MemberHandler {
	return &MemberHandler{members: members, secret: secret}
}

type registration struct {
	Name     string `json:"name" binding:"required"`
	Email    string `json:"email" binding:"required,email"`
	Password string `json:"password" binding:"required,min=12"`
}

type credentials struct {
	Email    string `json:"email" binding:"required"`
	Password string `json:"password" binding:"required"`
}

func (h *MemberHandler) Register(c *gin.Context) {
	var input registration
	if err := c.ShouldBindJSON(&input); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	member, err := h.members.Register(c.Request.Context(), input.Name, input.Email, input.Password)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, member)
}

func (h *MemberHandler) Login(c *gin.Context) {
	var input credentials
	if err := c.ShouldBindJSON(&input); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	member, err := h.members.Authenticate(c.Request.Context(), input.Email, input.Password)
	if err != nil {
		fail(c, err)
		return
	}
	claims := jwt.MapClaims{"sub": member.ID, "role": member.Role, "exp": time.Now().Add(time.Hour).Unix()}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(h.secret))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"token": signed})
}

func (h *MemberHandler) Block(c *gin.Context) {
	id, ok := idOf(c, "id")
	if !ok {
		return
	}
	if err := h.members.Block(c.Request.Context(), id, time.Now()); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
