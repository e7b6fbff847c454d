package services

import "errors"

var (
	ErrBookNotFound    = errors.New("book not found")
	ErrISBNTaken       = errors.New("a book with this ISBN exists")
	ErrMemberNotFound  = errors.New("member not found")
	ErrEmailTaken      = errors.New("a member with this address exists")
	ErrBadCredentials  = errors.New("address or password is wrong")
	ErrMemberBlocked   = errors.New("member is blocked")
	ErrNoCopyLeft      = errors.New("all copies are lent")
	ErrLoanNotFound    = errors.New("loan not found")
	ErrAlreadyReturned = errors.New("the copy was returned before")
)
