package services

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegisterKeepsAddressesUnique(t *testing.T) {
	members := NewMemberService(openTestDatabase(t))

	_, err := members.Register(context.Background(), "Ada", "ada@example.com", "correct horse battery")
	require.NoError(t, err)
	_, err = members.Register(context.Background(), "Ada", "ADA@example.com", "correct horse battery")

	require.ErrorIs(t, err, ErrEmailTaken)
}

func TestAuthenticateRejectsAWrongPassword(t *testing.T) {
	members := NewMemberService(openTestDatabase(t))
	_, err := members.Register(context.Background(), "Ada", "ada@example.com", "correct horse battery")
	require.NoError(t, err)

	_, err = members.Authenticate(context.Background(), "ada@example.com", "wrong")

	require.ErrorIs(t, err, ErrBadCredentials)
}
