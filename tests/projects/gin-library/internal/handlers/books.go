package handlers

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"example.com/library/internal/services"
)

// BookHandler answers requests about the catalogue.
type BookHandler struct {
	books *services.BookService
}

// NewBookHandler makes a handler over a service.
func NewBookHandler(books *services.BookService) *BookHandler {
	return &BookHandler{books: books}
}

// RegisterPublic adds what everybody may ask.
func (h *BookHandler) RegisterPublic(group *gin.RouterGroup) {
	books := group.Group("/books")
	books.GET("", h.Search)
	books.GET("/:id", h.Show)
}

// RegisterLibrarian adds what librarians do.
func (h *BookHandler) RegisterLibrarian(group *gin.RouterGroup) {
	group.POST("/books", h.Add)
	group.DELETE("/books/:id", h.Remove)
}

func (h *BookHandler) Search(c *gin.Context) {
	page, err := strconv.Atoi(c.DefaultQuery("page", "1"))
	if err != nil || page < 1 {
		c.JSON(http.StatusBadRequest, gin.H{"error": "the page must be a number from 1 on"})
		return
	}
	books, err := h.books.Search(c.Request.Context(), c.Query("phrase"), page, 20)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, books)
}

func (h *BookHandler) Show(c *gin.Context) {
	id, ok := idOf(c, "id")
	if !ok {
		return
	}
	book, err := h.books.Get(c.Request.Context(), id)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, book)
}

func (h *BookHandler) Add(c *gin.Context) {
	var input services.NewBook
	if err := c.ShouldBindJSON(&input); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	book, err := h.books.Add(c.Request.Context(), input)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, book)
}

func (h *BookHandler) Remove(c *gin.Context) {
	id, ok := idOf(c, "id")
	if !ok {
		return
	}
	if err := h.books.Remove(c.Request.Context(), id); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
