package links

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

var _ Store = (*CachedStore)(nil)

// CachedStore remembers links for a while.
type CachedStore struct {
	Store
	cache *redis.Client
}

// NewCachedStore puts a cache before a store.
func NewCachedStore(store Store, cache *redis.Client) *CachedStore {
	return &CachedStore{Store: store, cache: cache}
}

func (s *CachedStore) Find(slug string) (*Link, error) {
	ctx := context.Background()
	if raw, err := s.cache.Get(ctx, "link:"+slug).Bytes(); err == nil {
		var link Link
		if json.Unmarshal(raw, &link) == nil {
			return &link, nil
		}
	}
	link, err := s.Store.Find(slug)
	if err != nil {
		return nil, err
	}
	if raw, err := json.Marshal(link); err == nil {
		s.cache.Set(ctx, "link:"+slug, raw, 5*time.Minute)
	}
	return link, nil
}

func (s *CachedStore) Delete(slug string) error {
	s.cache.Del(context.Background(), "link:"+slug)
	return s.Store.Delete(slug)
}
