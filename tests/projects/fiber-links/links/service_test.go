package links

import (
	"testing"

	"github.com/stretchr/testify/suite"
)

type memoryStore struct {
	bySlug map[string]*Link
}

func (m *memoryStore) Find(slug string) (*Link, error) {
	link, found := m.bySlug[slug]
	if !found {
		return nil, ErrLinkNotFound
	}
	return link, nil
}

func (m *memoryStore) ListOf(ownerID int64, limit, offset int) ([]Link, error) {
	return nil, nil
}

func (m *memoryStore) Insert(link *Link) error {
	if _, found := m.bySlug[link.Slug]; found {
		return ErrSlugTaken
	}
	m.bySlug[link.Slug] = link
	return nil
}

func (m *memoryStore) Delete(slug string) error {
	delete(m.bySlug, slug)
	return nil
}

func (m *memoryStore) CountVisit(slug string) error {
	m.bySlug[slug].Visits++
	return nil
}

type ServiceSuite struct {
	suite.Suite
	service *Service
}

func TestService(t *testing.T) {
	suite.Run(t, new(ServiceSuite))
}

func (s *ServiceSuite) SetupTest() {
	s.service = NewService(&memoryStore{bySlug: map[string]*Link{}})
}

func (s *ServiceSuite) TestShortenNeedsAWebAddress() {
	_, err := s.service.Shorten("a", "ftp://example.com", 1)
	s.ErrorIs(err, ErrBadTarget)
}

func (s *ServiceSuite) TestFollowCountsVisits() {
	link, err := s.service.Shorten("a", "https://example.com", 1)
	s.Require().NoError(err)

	target, err := s.service.Follow("a")

	s.Require().NoError(err)
	s.Equal("https://example.com", target)
	s.Equal(int64(1), link.Visits)
}

func (s *ServiceSuite) TestRemoveLeavesTheLinksOfOthersAlone() {
	_, err := s.service.Shorten("a", "https://example.com", 1)
	s.Require().NoError(err)

	s.ErrorIs(s.service.Remove("a", 2), ErrNotYours)
}
