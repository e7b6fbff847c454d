package mail

import (
	"context"
	"fmt"
	"net/smtp"

	"example.com/tickets/domain"
	"example.com/tickets/usecase"
)

var _ usecase.Notifier = (*SMTPNotifier)(nil)

// SMTPNotifier writes mail to customers.
type SMTPNotifier struct {
	address string
	sender  string
}

// NewSMTPNotifier makes a notifier that sends through a server.
func NewSMTPNotifier(address, sender string) *SMTPNotifier {
	return &SMTPNotifier{address: address, sender: sender}
}

// BookingConfirmed tells the customer that the seats are theirs.
func (n *SMTPNotifier) BookingConfirmed(_ context.Context, booking *domain.Booking) error {
	to := fmt.Sprintf("%s@customers.example.com", booking.CustomerID)
	body := fmt.Sprintf("Subject: Your booking\r\n\r\n%d seats are yours.\r\n", booking.Seats)
	return smtp.SendMail(n.address, nil, n.sender, []string{to}, []byte(body))
}
