package routes

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"example.com/library/internal/config"
	"example.com/library/internal/handlers"
	"example.com/library/internal/middleware"
	"example.com/library/internal/services"
)

const apiPrefix = "/api/v1"

// New builds the engine with all routes.
func New(db *gorm.DB, settings config.Settings) *gin.Engine {
	engine := gin.New()
	engine.Use(gin.Recovery())

	engine.Match([]string{http.MethodGet, http.MethodHead}, "/health", func(c *gin.Context) {
		c.String(http.StatusOK, "ok")
	})
	engine.GET(settings.MetricsPath, metrics)
	engine.Static("/covers", "./covers")

	books := handlers.NewBookHandler(services.NewBookService(db))
	members := handlers.NewMemberHandler(services.NewMemberService(db), settings.TokenSecret)

	public := engine.Group(apiPrefix)
	{
		books.RegisterPublic(public)
		public.POST("/members", members.Register)
		public.POST("/login", members.Login)
	}

	private := engine.Group(apiPrefix, middleware.RequireMember(settings.TokenSecret))
	handlers.RegisterLoans(private, db, settings.LoanPeriod)

	librarian := private.Group("/librarian")
	librarian.Use(middleware.RequireLibrarian)
	books.RegisterLibrarian(librarian)
	librarian.PUT("/members/:id/block", members.Block)
	return engine
}

func metrics(c *gin.Context) {
	c.String(http.StatusOK, "library_up 1\n")
}
