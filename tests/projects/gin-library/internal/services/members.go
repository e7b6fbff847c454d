package services

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"
	"gorm.io/gorm"

	"example.com/library/internal/models"
)

// MemberService knows who may borrow.
type MemberService struct {
	db *gorm.DB
}

// NewMemberService makes a service over a database.
func NewMemberService(db *gorm.DB) *MemberService {
	return &MemberService{db: db}
}

// Register takes a new member in.
func (s *MemberService) Register(ctx context.Context, name, email, password string) (*models.Member, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return nil, err
	}
	member := models.Member{Name: name, Email: strings.ToLower(email), PasswordHash: string(hash)}
	err = s.db.WithContext(ctx).Create(&member).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, ErrEmailTaken
	}
	if err != nil {
		return nil, err
	}
	return &member, nil
}

// Authenticate finds the member to whom the credentials belong.
func (s *MemberService) Authenticate(ctx context.Context, email, password string) (*models.Member, error) {
	var member models.Member
	err := s.db.WithContext(ctx).Where("email = ?", strings.ToLower(email)).First(&member).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrBadCredentials
	}
	if err != nil {
		return nil, err
	}
	if bcrypt.CompareHashAndPassword([]byte(member.PasswordHash), []byte(password)) != nil {
		return nil, ErrBadCredentials
	}
	return &member, nil
}

// Block keeps a member from borrowing.
func (s *MemberService) Block(ctx context.Context, id uint, now time.Time) error {
	result := s.db.WithContext(ctx).Model(&models.Member{}).Where("id = ?", id).Update("blocked_at", now)
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected == 0 {
		return ErrMemberNotFound
	}
	return nil
}
