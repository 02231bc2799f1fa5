package seal

import "context"

// Ready says whether the store of secrets answers, and is the one that this database was used with. Where no demand was ever sealed, any is.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.secrets.Ready(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	if known {
		return nil
	}
	mark, err := s.storeMark(ctx)
	if err != nil || mark == "" {
		return err
	}
	return s.recognise(ctx, false)
}
