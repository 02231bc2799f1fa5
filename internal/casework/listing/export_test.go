package listing

// Brings bounds what a search brings, for tests that write few demands.
func (s *Service) Brings(most int) { s.most = most }
