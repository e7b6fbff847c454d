package accounts

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"example.com/links/platform"
)

const accountKey = "account"

// Admin makes an application of its own for those who look after accounts.
func Admin(service *Service) *fiber.App {
	admin := fiber.New()
	admin.Post("/accounts", open(service))
	admin.Delete("/accounts/:id<int>", closeAccount(service))
	return admin
}

// RequireKey lets only accounts with a known key in.
func RequireKey(service *Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		account, err := service.Identify(c.Get("X-API-Key"))
		if errors.Is(err, ErrUnknownKey) {
			return fiber.NewError(fiber.StatusUnauthorized, "the key is not known")
		}
		if err != nil {
			return err
		}
		c.Locals(accountKey, account)
		return c.Next()
	}
}

// Of is the account whose key was shown.
func Of(c *fiber.Ctx) *Account {
	account, _ := c.Locals(accountKey).(*Account)
	return account
}

func open(service *Service) fiber.Handler {
	type body struct {
		Name string `json:"name"`
	}
	return func(c *fiber.Ctx) error {
		var input body
		if err := c.BodyParser(&input); err != nil {
			return fiber.ErrBadRequest
		}
		account, err := service.Open(input.Name)
		if errors.Is(err, ErrNameTaken) {
			return &platform.Problem{Status: fiber.StatusConflict, Message: err.Error()}
		}
		if err != nil {
			return err
		}
		return c.Status(fiber.StatusCreated).JSON(fiber.Map{"id": account.ID, "key": account.Key})
	}
}

func closeAccount(service *Service) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := c.ParamsInt("id")
		if err != nil {
			return fiber.ErrBadRequest
		}
		if err := service.Close(int64(id)); err != nil {
			return &platform.Problem{Status: fiber.StatusNotFound, Message: err.Error()}
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
}
