package services

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"example.com/library/internal/models"
)

// BookService keeps the catalogue.
type BookService struct {
	db *gorm.DB
}

// NewBookService makes a service over a database.
func NewBookService(db *gorm.DB) *BookService {
	return &BookService{db: db}
}

// Search lists books whose title contains a phrase, a page at a time.
func (s *BookService) Search(ctx context.Context, phrase string, page, size int) ([]models.Book, error) {
	var books []models.Book
	query := s.db.WithContext(ctx).Preload("Author").Order("title")
	if phrase != "" {
		query = query.Where("title LIKE ?", "%"+phrase+"%")
	}
	err := query.Limit(size).Offset((page - 1) * size).Find(&books).Error
	return books, err
}

// Get reads one book.
func (s *BookService) Get(ctx context.Context, id uint) (*models.Book, error) {
	var book models.Book
	err := s.db.WithContext(ctx).Preload("Author").First(&book, id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrBookNotFound
	}
	if err != nil {
		return nil, err
	}
	return &book, nil
}

// NewBook is what a librarian enters.
type NewBook struct {
	ISBN   string `json:"isbn" binding:"required,len=13"`
	Title  string `json:"title" binding:"required,max=300"`
	Author string `json:"author" binding:"required"`
	Copies int    `json:"copies" binding:"required,min=1"`
}

// Add puts a book into the catalogue.
func (s *BookService) Add(ctx context.Context, input NewBook) (*models.Book, error) {
	book := models.Book{ISBN: input.ISBN, Title: input.Title, Copies: input.Copies}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		author := models.Author{Name: input.Author}
		if err := tx.Where(models.Author{Name: input.Author}).FirstOrCreate(&author).Error; err != nil {
			return err
		}
		book.AuthorID = author.ID
		return tx.Create(&book).Error
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, ErrISBNTaken
	}
	if err != nil {
		return nil, err
	}
	return &book, nil
}

// Remove takes a book out of the catalogue.
func (s *BookService) Remove(ctx context.Context, id uint) error {
	result := s.db.WithContext(ctx).Delete(&models.Book{}, id)
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected == 0 {
		return ErrBookNotFound
	}
	return nil
}
