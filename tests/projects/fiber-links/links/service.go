package links

// Service makes links and follows them.
type Service struct {
	store Store
}

// NewService makes a service over a store.
func NewService(store Store) *Service {
	return &Service{store: store}
}

// Shorten makes a link.
func (s *Service) Shorten(slug, target string, ownerID int64) (*Link, error) {
	link, err := New(slug, target, ownerID)
	if err != nil {
		return nil, err
	}
	if err := s.store.Insert(link); err != nil {
		return nil, err
	}
	return link, nil
}

// Follow finds the target of a slug and counts the visit.
func (s *Service) Follow(slug string) (string, error) {
	link, err := s.store.Find(slug)
	if err != nil {
		return "", err
	}
	if err := s.store.CountVisit(slug); err != nil {
		return "", err
	}
	return link.Target, nil
}

// List shows the links of an account, a page at a time.
func (s *Service) List(ownerID int64, page int) ([]Link, error) {
	return s.store.ListOf(ownerID, 50, page*50)
}

// Remove takes a link of an account away.
func (s *Service) Remove(slug string, ownerID int64) error {
	link, err := s.store.Find(slug)
	if err != nil {
		return err
	}
	if link.OwnerID != ownerID {
		return ErrNotYours
	}
	return s.store.Delete(slug)
}
