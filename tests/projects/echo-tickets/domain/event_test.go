package domain

import (
	"testing"
	"time"
)

func TestEventNeedsSeats(t *testing.T) {
	_, err := NewEvent("Concert", "Hall", time.Now(), 0)
	if err != ErrEventNeedsSeats {
		t.Fatalf("got %v", err)
	}
}

func TestPublishTwice(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	event := Event{StartsAt: now.Add(time.Hour)}
	if err := event.Publish(now); err != nil {
		t.Fatal(err)
	}
	if err := event.Publish(now); err != ErrAlreadyPublished {
		t.Fatalf("got %v", err)
	}
}
