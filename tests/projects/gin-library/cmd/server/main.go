package main

import (
	"log"

	"example.com/library/internal/config"
	"example.com/library/internal/database"
	"example.com/library/internal/routes"
)

func main() {
	settings := config.Load()
	db, err := database.Open(settings.DatabasePath)
	if err != nil {
		log.Fatalf("open the database: %v", err)
	}
	engine := routes.New(db, settings)
	if err := engine.Run(settings.Address); err != nil {
		log.Fatalf("serve: %v", err)
	}
}
