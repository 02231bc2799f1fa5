package sheet

import (
	"errors"
	"io"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// Fault is why a file cannot be taken, said so that a person knows what to do. The key of its sentence is its code.
// To the rest of the program it is an apperr.Invalid.
type Fault struct {
	Msg  i18n.Msg
	Line int        // as the spreadsheet numbers it, 0 when the fault is the whole file's
	More []i18n.Msg // what is wrong with the titles, each thing
	Err  error      // the cause, for the log alone
}

// Error is for the log.
func (f *Fault) Error() string {
	if f.Err != nil {
		return string(f.Msg.Key) + ": " + f.Err.Error()
	}
	return string(f.Msg.Key)
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// As lets errors.As find a refusal, so that pages answer 422 with the sentence.
func (f *Fault) As(target any) bool {
	e, ok := target.(**apperr.Error)
	if ok {
		*e = &apperr.Error{Kind: apperr.Invalid, Msg: f.Msg, Err: f.Err}
	}
	return ok
}

func fault(k i18n.Key, args ...any) *Fault { return &Fault{Msg: i18n.M(k, args...)} }

// damaged is a file that breaks off or holds nonsense after a line, 0 when nothing of it could be read.
func damaged(line int, err error) *Fault {
	f := fault(msg.Damaged)
	if line > 0 {
		f = fault(msg.DamagedAt, "line", line)
	}
	f.Line, f.Err = line, err
	return f
}

// source remembers the faults of what a file is read from: a disk or a network that fails is not a damaged file.
// While counting, it gives at most left bytes.
type source struct {
	from     io.ReaderAt
	counting bool
	left     int64
	err      error
}

var (
	errBefore  = errors.New("a part that begins before the file")
	errTooMuch = errors.New("more was read than the file may hold there")
)

// ReadAt reads on behalf of zip and text readers.
func (s *source) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 { // a zip may say so; not every reader takes it well
		return 0, errBefore
	}
	if s.counting {
		if s.left -= int64(len(p)); s.left < 0 {
			return 0, errTooMuch
		}
	}
	n, err := s.from.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) && s.err == nil {
		s.err = err
	}
	return n, err
}

// orFault is the source's error where it failed, else err.
func (s *source) orFault(err error) error {
	if s.err != nil {
		return s.err
	}
	return err
}

// blame tells a damaged file from a source that failed: f is given back for the one, the source's error for the other.
func (s *source) blame(f *Fault) error { return s.orFault(f) }
