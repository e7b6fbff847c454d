package config

import (
	"os"
	"time"
)

// Settings is what the environment decides.
type Settings struct {
	Address      string
	DatabasePath string
	TokenSecret  string
	MetricsPath  string
	LoanPeriod   time.Duration
}

// Load reads the settings from the environment.
func Load() Settings {
	return Settings{
		Address:      valueOr("LIBRARY_ADDRESS", ":8080"),
		DatabasePath: valueOr("LIBRARY_DATABASE", "library.db"),
		TokenSecret:  os.Getenv("LIBRARY_TOKEN_SECRET"),
		MetricsPath:  os.Getenv("LIBRARY_METRICS_PATH"),
		LoanPeriod:   21 * 24 * time.Hour,
	}
}

func valueOr(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
