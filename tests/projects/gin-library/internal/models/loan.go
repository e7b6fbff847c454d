package models

import "time"

// Loan is one copy of a book in the hands of a member.
type Loan struct {
	ID         uint       `json:"id" gorm:"primaryKey"`
	BookID     uint       `json:"book_id" gorm:"index"`
	Book       Book       `json:"-"`
	MemberID   uint       `json:"member_id" gorm:"index"`
	DueAt      time.Time  `json:"due_at"`
	ReturnedAt *time.Time `json:"returned_at,omitempty"`
}

// IsOverdue says whether the copy should be back by now.
func (l Loan) IsOverdue(now time.Time) bool {
	return l.ReturnedAt == nil && now.After(l.DueAt)
}
