package server

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"example.com/links/accounts"
	"example.com/links/links"
	"example.com/links/platform"
)

type route struct {
	method  string
	path    string
	handler fiber.Handler
}

var probes = []route{
	{fiber.MethodGet, "/live", alive},
	{fiber.MethodGet, "/ready", alive},
}

// New makes the application with all routes.
func New(linkService *links.Service, accountService *accounts.Service, adminPrefix string) *fiber.App {
	app := fiber.New(fiber.Config{ErrorHandler: platform.HandleError})
	app.Use(recover.New())

	for _, probe := range probes {
		app.Add(probe.method, probe.path, probe.handler)
	}

	app.Mount("/admin", accounts.Admin(accountService))
	app.Get(adminPrefix+"/status", alive)

	api := app.Group("/api", accounts.RequireKey(accountService))
	links.Register(api.Group("/v1"), linkService)
	links.RegisterPublic(app, linkService)
	return app
}

func alive(c *fiber.Ctx) error {
	return c.SendString("ok")
}
