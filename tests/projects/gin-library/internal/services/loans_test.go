package services

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"example.com/library/internal/database"
	"example.com/library/internal/models"
)

var due = time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)

func openTestDatabase(t *testing.T) *gorm.DB {
	t.Helper()
	db, err := database.Open(t.TempDir() + "/library.db")
	require.NoError(t, err)
	return db
}

func addMember(t *testing.T, db *gorm.DB) models.Member {
	t.Helper()
	member := models.Member{Email: "ada@example.com", Name: "Ada"}
	require.NoError(t, db.Create(&member).Error)
	return member
}

func addBook(t *testing.T, db *gorm.DB, copies int) models.Book {
	t.Helper()
	book := models.Book{ISBN: "9780000000001", Title: "Notes", Copies: copies}
	require.NoError(t, db.Create(&book).Error)
	return book
}

func TestBorrowLendsACopy(t *testing.T) {
	db := openTestDatabase(t)
	member, book := addMember(t, db), addBook(t, db, 1)

	loan, err := Borrow(context.Background(), db, member.ID, book.ID, due)

	require.NoError(t, err)
	assert.Equal(t, book.ID, loan.BookID)
	assert.True(t, due.Equal(loan.DueAt))
}

func TestBorrowRefuses(t *testing.T) {
	cases := []struct {
		name    string
		prepare func(db *gorm.DB, member models.Member, book models.Book)
		want    error
	}{
		{"a blocked member", func(db *gorm.DB, member models.Member, _ models.Book) {
			db.Model(&member).Update("blocked_at", due)
		}, ErrMemberBlocked},
		{"what is lent", func(db *gorm.DB, member models.Member, book models.Book) {
			db.Create(&models.Loan{BookID: book.ID, MemberID: member.ID, DueAt: due})
		}, ErrNoCopyLeft},
		{"a book that is gone", func(db *gorm.DB, _ models.Member, book models.Book) {
			db.Delete(&book)
		}, ErrBookNotFound},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			db := openTestDatabase(t)
			member, book := addMember(t, db), addBook(t, db, 1)
			test.prepare(db, member, book)

			_, err := Borrow(context.Background(), db, member.ID, book.ID, due)

			assert.ErrorIs(t, err, test.want)
		})
	}
}

func TestReturnTwice(t *testing.T) {
	db := openTestDatabase(t)
	member, book := addMember(t, db), addBook(t, db, 1)
	loan := models.Loan{BookID: book.ID, MemberID: member.ID, DueAt: due}
	require.NoError(t, db.Create(&loan).Error)

	_, err := Return(context.Background(), db, loan.ID, due)
	require.NoError(t, err)
	_, err = Return(context.Background(), db, loan.ID, due)

	assert.ErrorIs(t, err, ErrAlreadyReturned)
}
