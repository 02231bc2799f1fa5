package sheet

import (
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"preau/internal/kit/sheet/msg"
)

// texts are the texts that the cells of a workbook share, one behind the other: a million of them are two objects.
type texts struct {
	all  []byte
	ends []uint32
}

// maxShared bounds what the shared texts take in memory: the one part of an XLSX that has to be held. A text costs
// its length and 32 more, so that millions of empty ones do not pass for nothing.
const maxShared = 128 << 20

// text gives one, by its number.
func (t *texts) text(i int) ([]byte, bool) {
	if t == nil || i < 0 || i >= len(t.ends) {
		return nil, false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.all[start:t.ends[i]], true
}

// readTexts reads them once.
func (f *File) readTexts() error {
	if f.book.texts != nil || f.book.textsAt == "" || f.book.parts[f.book.textsAt] == nil {
		return nil
	}
	r, total, err := f.open(f.book.textsAt)
	if err != nil {
		return err
	}
	defer r.Close()
	f.done, f.total = 0, total
	t := &texts{}
	if err := t.read(newScanner(r, f.limits.Cell, &f.done)); err != nil {
		return f.xmlFault(err, 0)
	}
	f.book.texts = t
	return nil
}

// read takes each <si>: a <t>, or several in runs <r> that differ in their looks. How a text is pronounced (rPh) is no part of it.
func (t *texts) read(s *scanner) error {
	inText, aside := false, false
	for {
		tok, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case tok.name == "rPh":
			aside = tok.kind == openTag && !tok.alone
		case tok.name == "t":
			inText = tok.kind == openTag && !tok.alone && !aside
		case tok.name == "si" && (tok.kind == closeTag || tok.alone):
			t.ends = append(t.ends, uint32(len(t.all)))
		case tok.kind == textToken && inText:
			if t.all, err = tok.appendText(t.all); err != nil {
				return err
			}
		}
		if len(t.all)+32*len(t.ends) > maxShared {
			return fault(msg.TooLargeUnzipped, "max", maxShared/megabyte)
		}
	}
}

// appendEscaped writes a text in which Excel wrote what XML does not take as _x000D_.
func appendEscaped(to, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil {
				to = utf8.AppendRune(to, rune(n))
				i += 6
				continue
			}
		}
		to = append(to, s[i])
	}
	return to
}

// xmlFault says why a part could not be read, behind which line.
func (f *File) xmlFault(err error, line int) error {
	var ours *Fault
	if errors.As(err, &ours) {
		return err
	}
	return f.src.blame(damaged(line, err))
}
