package database

import (
	"fmt"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"

	"example.com/library/internal/models"
)

// Open connects to the database and brings its tables up to date.
func Open(path string) (*gorm.DB, error) {
	db, err := gorm.Open(sqlite.Open(path), &gorm.Config{TranslateError: true})
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if err := db.AutoMigrate(&models.Author{}, &models.Book{}, &models.Member{}, &models.Loan{}); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return db, nil
}
