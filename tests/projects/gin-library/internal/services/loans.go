package services

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"example.com/library/internal/models"
)

// Borrow lends a copy of a book to a member.
func Borrow(ctx context.Context, db *gorm.DB, memberID, bookID uint, dueAt time.Time) (*models.Loan, error) {
	loan := models.Loan{BookID: bookID, MemberID: memberID, DueAt: dueAt}
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var member models.Member
		if err := tx.First(&member, memberID).Error; err != nil {
			return ErrMemberNotFound
		}
		if member.IsBlocked() {
			return ErrMemberBlocked
		}
		var book models.Book
		if err := tx.First(&book, bookID).Error; err != nil {
			return ErrBookNotFound
		}
		var lent int64
		if err := tx.Model(&models.Loan{}).Where("book_id = ? AND returned_at IS NULL", bookID).Count(&lent).Error; err != nil {
			return err
		}
		if lent >= int64(book.Copies) {
			return ErrNoCopyLeft
		}
		return tx.Create(&loan).Error
	})
	if err != nil {
		return nil, err
	}
	return &loan, nil
}

// Return takes a copy back.
func Return(ctx context.Context, db *gorm.DB, loanID uint, now time.Time) (*models.Loan, error) {
	var loan models.Loan
	err := db.WithContext(ctx).First(&loan, loanID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrLoanNotFound
	}
	if err != nil {
		return nil, err
	}
	if loan.ReturnedAt != nil {
		return nil, ErrAlreadyReturned
	}
	loan.ReturnedAt = &now
	if err := db.WithContext(ctx).Save(&loan).Error; err != nil {
		return nil, err
	}
	return &loan, nil
}

// ListLoans lists what a member holds.
func ListLoans(ctx context.Context, db *gorm.DB, memberID uint) ([]models.Loan, error) {
	var loans []models.Loan
	err := db.WithContext(ctx).Where("member_id = ? AND returned_at IS NULL", memberID).Order("due_at").Limit(100).Find(&loans).Error
	return loans, err
}
