package platform

import (
	"errors"
	"log/slog"

	"github.com/gofiber/fiber/v2"
)

// Problem is an error with the status it is answered with.
type Problem struct {
	Status  int
	Message string
}

func (p *Problem) Error() string { return p.Message }

// HandleError answers what handlers return.
func HandleError(c *fiber.Ctx, err error) error {
	var problem *Problem
	if errors.As(err, &problem) {
		return c.Status(problem.Status).JSON(fiber.Map{"error": problem.Message})
	}
	var known *fiber.Error
	if errors.As(err, &known) {
		return c.Status(known.Code).JSON(fiber.Map{"error": known.Message})
	}
	slog.Error("request failed", "path", c.Path(), "error", err)
	return c.Status(fiber.StatusInternalServerError).JSON(fiber.Map{"error": "internal error"})
}
