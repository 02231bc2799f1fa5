package sheet

import (
	"bytes"
	"errors"
	"io"
)

// scanner cuts the XML of a worksheet or of its texts into tags and texts. encoding/xml takes eight times as long, and
// cannot give back a part as it stands. It knows what spreadsheets write: no DOCTYPE, UTF-8. Names lose their prefix.
type scanner struct {
	r     io.Reader
	buf   []byte
	at    int // buf[at:] is read and not yet given
	ended bool
	depth int // elements open
	max   int // bytes that one token may have
	done  *int64
}

type tokenKind int

const (
	openTag tokenKind = iota
	closeTag
	textToken
	otherToken // a comment, an instruction
)

// token is one piece of XML; it is good until the next.
type token struct {
	kind  tokenKind
	raw   []byte // as it stands
	name  string // of a tag, without prefix; only the names that are asked for, see known
	alone bool   // <c/>, which nothing closes
	cdata bool   // a text between <![CDATA[ and ]]>
}

var (
	errXML   = errors.New("no sound XML")
	errToken = errors.New("a piece of XML is too long")
)

// maxToken is how long a tag or a text may be, its entities counted as they are written; longer cells are refused anyway.
const maxToken = 1 << 20

func newScanner(r io.Reader, cell int, done *int64) *scanner {
	return &scanner{r: r, max: max(maxToken, 10*cell), done: done}
}

// fill reads more behind what is there.
func (s *scanner) fill() error {
	if s.ended {
		return io.ErrUnexpectedEOF
	}
	if s.at > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.at:])]
		s.at = 0
	}
	if len(s.buf) > s.max {
		return errToken
	}
	if cap(s.buf)-len(s.buf) < blockSize {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)+2*blockSize), s.buf...)
	}
	n, err := s.r.Read(s.buf[len(s.buf) : len(s.buf)+blockSize])
	s.buf = s.buf[:len(s.buf)+n]
	*s.done += int64(n)
	if errors.Is(err, io.EOF) {
		s.ended, err = true, nil
	}
	return err
}

// next gives the next piece, io.EOF behind the last if all elements are closed.
func (s *scanner) next() (token, error) {
	for s.at == len(s.buf) {
		if s.ended {
			if s.depth > 0 {
				return token{}, io.ErrUnexpectedEOF
			}
			return token{}, io.EOF
		}
		if err := s.fill(); err != nil {
			return token{}, err
		}
	}
	if s.buf[s.at] != '<' {
		return s.text()
	}
	for len(s.buf)-s.at < len(cdataOpen) && !s.ended {
		if err := s.fill(); err != nil {
			return token{}, err
		}
	}
	return s.markup(s.buf[s.at:])
}

const (
	cdataOpen  = "<![CDATA["
	cdataClose = "]]>"
)

func (s *scanner) markup(b []byte) (token, error) {
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		return s.until("-->", 4, token{kind: otherToken})
	case bytes.HasPrefix(b, []byte(cdataOpen)):
		return s.until(cdataClose, len(cdataOpen), token{kind: textToken, cdata: true})
	case bytes.HasPrefix(b, []byte("<?")):
		return s.until("?>", 2, token{kind: otherToken})
	case bytes.HasPrefix(b, []byte("<!")):
		return token{}, errXML
	case bytes.HasPrefix(b, []byte("</")):
		t, err := s.until(">", 2, token{kind: closeTag})
		if s.depth--; err == nil && s.depth < 0 {
			err = errXML
		}
		if err == nil {
			t.name = known(localName(t.raw[2:nameEnd(t.raw, 2)]))
		}
		return t, err
	}
	return s.tag()
}

// until takes what ends with end, which is looked for behind skip bytes.
func (s *scanner) until(end string, skip int, t token) (token, error) {
	from := skip
	for {
		b := s.buf[s.at:]
		if from <= len(b) {
			if i := bytes.Index(b[from:], []byte(end)); i >= 0 {
				n := from + i + len(end)
				t.raw = b[:n:n]
				s.at += n
				return t, nil
			}
			from = max(skip, len(b)-len(end)+1)
		}
		if err := s.fill(); err != nil {
			return token{}, err
		}
	}
}

// text takes what stands before the next tag.
func (s *scanner) text() (token, error) {
	from := 0
	for {
		b := s.buf[s.at:]
		i := bytes.IndexByte(b[from:], '<')
		if i < 0 && !s.ended {
			from = len(b)
			if err := s.fill(); err != nil {
				return token{}, err
			}
			continue
		}
		n := len(b)
		if i >= 0 {
			n = from + i
		}
		s.at += n
		return token{kind: textToken, raw: b[:n:n]}, nil
	}
}

// tag takes an opening tag. A > in quotation marks does not end it; a < outside of them is a fault.
func (s *scanner) tag() (token, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		for s.at+i >= len(s.buf) {
			if err := s.fill(); err != nil {
				return token{}, err
			}
		}
		switch c := s.buf[s.at+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return token{}, errXML
		case c == '>':
			raw := s.buf[s.at : s.at+i+1 : s.at+i+1]
			s.at += i + 1
			t := token{kind: openTag, raw: raw, alone: raw[i-1] == '/' && i > 1}
			end := nameEnd(raw, 1)
			if t.name = known(localName(raw[1:end])); end == 1 {
				return token{}, errXML
			}
			if !t.alone {
				s.depth++
			}
			return t, nil
		}
	}
}
