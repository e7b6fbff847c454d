package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"example.com/library/internal/middleware"
	"example.com/library/internal/services"
)

type loanRequest struct {
	BookID uint `json:"book_id" binding:"required"`
}

// RegisterLoans adds what members do with books.
func RegisterLoans(group *gin.RouterGroup, db *gorm.DB, period time.Duration) {
	loans := group.Group("/loans")
	loans.GET("", listLoans(db))
	loans.POST("", borrow(db, period))
	loans.POST("/:id/return", giveBack(db))
}

func listLoans(db *gorm.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		loans, err := services.ListLoans(c.Request.Context(), db, middleware.MemberID(c))
		if err != nil {
			fail(c, err)
			return
		}
		c.JSON(http.StatusOK, loans)
	}
}

func borrow(db *gorm.DB, period time.Duration) gin.HandlerFunc {
	return func(c *gin.Context) {
		var input loanRequest
		if err := c.ShouldBindJSON(&input); err != nil {
			c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
			return
		}
		due := time.Now().Add(period)
		loan, err := services.Borrow(c.Request.Context(), db, middleware.MemberID(c), input.BookID, due)
		if err != nil {
			fail(c, err)
			return
		}
		c.JSON(http.StatusCreated, loan)
	}
}

func giveBack(db *gorm.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		id, ok := idOf(c, "id")
		if !ok {
			return
		}
		loan, err := services.Return(c.Request.Context(), db, id, time.Now())
		if err != nil {
			fail(c, err)
			return
		}
		c.JSON(http.StatusOK, loan)
	}
}
