package models

import "time"

// Member may borrow books.
type Member struct {
	ID           uint       `json:"id" gorm:"primaryKey"`
	Email        string     `json:"email" gorm:"uniqueIndex;not null"`
	Name         string     `json:"name"`
	PasswordHash string     `json:"-"`
	Role         string     `json:"role" gorm:"default:reader"`
	BlockedAt    *time.Time `json:"blocked_at,omitempty"`
	CreatedAt    time.Time  `json:"created_at"`
}

// IsBlocked says whether the member may borrow nothing for now.
func (m Member) IsBlocked() bool {
	return m.BlockedAt != nil
}
