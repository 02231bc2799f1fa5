package sheet

import (
	"errors"
	"io"
)

// ReaderAt lets Open read what can seek, such as a stored file. It seeks only where the reading does not go on, so that
// a file that comes over a network is asked for a few times, not for each piece.
func ReaderAt(from io.ReadSeeker) io.ReaderAt { return &seeking{from: from, at: -1} }

// seeking is for one reader at a time, as a File is.
type seeking struct {
	from io.ReadSeeker
	at   int64 // where from stands, -1 unknown
}

func (s *seeking) ReadAt(p []byte, at int64) (int, error) {
	if s.at != at {
		s.at = -1
		if _, err := s.from.Seek(at, io.SeekStart); err != nil {
			return 0, err
		}
	}
	n, err := io.ReadFull(s.from, p)
	s.at = at + int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
