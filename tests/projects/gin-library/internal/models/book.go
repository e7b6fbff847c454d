package models

import "gorm.io/gorm"

// Author wrote books.
type Author struct {
	gorm.Model
	Name  string `json:"name" gorm:"not null"`
	Books []Book `json:"-"`
}

// Book is a title of which the library owns copies.
type Book struct {
	gorm.Model
	ISBN     string `json:"isbn" gorm:"uniqueIndex;not null"`
	Title    string `json:"title" gorm:"not null"`
	AuthorID uint   `json:"author_id"`
	Author   Author `json:"author"`
	Copies   int    `json:"copies" gorm:"not null;default:1"`
}
