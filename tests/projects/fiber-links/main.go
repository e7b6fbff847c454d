package main

import (
	"log"
	"os"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"github.com/redis/go-redis/v9"

	"example.com/links/accounts"
	"example.com/links/links"
	"example.com/links/server"
)

func main() {
	db, err := sqlx.Connect("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatalf("connect: %v", err)
	}
	cache := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDRESS")})

	store := links.NewCachedStore(links.NewSQLStore(db), cache)
	app := server.New(
		links.NewService(store),
		accounts.NewService(accounts.NewSQLStore(db)),
		os.Getenv("ADMIN_PREFIX"),
	)
	log.Fatal(app.Listen(":3000"))
}
