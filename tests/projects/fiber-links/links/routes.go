package links

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"example.com/links/accounts"
	"example.com/links/platform"
)

// Register adds what accounts do with their links.
func Register(router fiber.Router, service *Service) {
	router.Route("/links", func(r fiber.Router) {
		r.Get("/", list(service))
		r.Post("/", shorten(service))
		r.Delete("/:slug", remove(service))
	})
}

// RegisterPublic adds what everybody may do.
func RegisterPublic(app *fiber.App, service *Service) {
	app.Get("/:slug", func(c *fiber.Ctx) error {
		target, err := service.Follow(c.Params("slug"))
		if err != nil {
			return problemOf(err)
		}
		return c.Redirect(target, fiber.StatusFound)
	})
}

func list(service *Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		links, err := service.List(accounts.Of(c).ID, c.QueryInt("page"))
		if err != nil {
			return problemOf(err)
		}
		return c.JSON(links)
	}
}

type shortenBody struct {
	Slug   string `json:"slug"`
	Target string `json:"target"`
}

func shorten(service *Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var body shortenBody
		if err := c.BodyParser(&body); err != nil {
			return fiber.ErrBadRequest
		}
		link, err := service.Shorten(body.Slug, body.Target, accounts.Of(c).ID)
		if err != nil {
			return problemOf(err)
		}
		return c.Status(fiber.StatusCreated).JSON(link)
	}
}

func remove(service *Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := service.Remove(c.Params("slug"), accounts.Of(c).ID); err != nil {
			return problemOf(err)
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
}

func problemOf(err error) error {
	switch {
	case errors.Is(err, ErrLinkNotFound):
		return &platform.Problem{Status: fiber.StatusNotFound, Message: err.Error()}
	case errors.Is(err, ErrSlugTaken):
		return &platform.Problem{Status: fiber.StatusConflict, Message: err.Error()}
	case errors.Is(err, ErrBadTarget):
		return &platform.Problem{Status: fiber.StatusUnprocessableEntity, Message: err.Error()}
	case errors.Is(err, ErrNotYours):
		return &platform.Problem{Status: fiber.StatusForbidden, Message: err.Error()}
	}
	return err
}
