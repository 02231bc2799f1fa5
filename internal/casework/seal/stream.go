package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed file is a header (version, then 32 random bytes) and chunks of AES-256-GCM under a key of this file alone.
// The nonce of a chunk is its number and whether it is the last, so none can be left out, repeated, moved or cut off
// (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár).
const (
	chunkBytes  = 64 << 10
	headerBytes = 1 + keyBytes
	tagBytes    = 16
)

// errFile is the fault of a sealed file: of a byte, its end, its key or its place.
var errFile = errors.New("the file was changed, cut short, or sealed by another key or for another place")

// SealFile makes what it reads unreadable, bound to its place.
func (k Key) SealFile(p Place, from io.Reader) (io.Reader, error) {
	if k.Gone() {
		return nil, gone()
	}
	salt := draw()
	a, err := k.fileAEAD(p, salt)
	if err != nil {
		return nil, err
	}
	s := &sealer{chunks: chunks{aead: a, from: from, in: make([]byte, chunkBytes+1)}}
	s.out = append([]byte{version}, salt...)
	return s, nil
}

// OpenFile makes a sealed file readable. What was read is right so far; an error before the end says that the rest is
// not to be believed.
func (k Key) OpenFile(p Place, from io.Reader) (io.Reader, error) {
	if k.Gone() {
		return nil, gone()
	}
	var head [headerBytes]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, fmt.Errorf("open file: %w", cut(err))
	}
	if head[0] != version {
		return nil, errFile
	}
	a, err := k.fileAEAD(p, head[1:])
	if err != nil {
		return nil, err
	}
	return &opener{chunks: chunks{aead: a, from: from, in: make([]byte, chunkBytes+tagBytes+1)}}, nil
}

// SealedSize is how long a file of so many bytes becomes.
func SealedSize(plain int64) int64 {
	return headerBytes + plain + tagBytes*max(1, (plain+chunkBytes-1)/chunkBytes)
}

func (k Key) fileAEAD(p Place, salt []byte) (cipher.AEAD, error) {
	return plainGCM(derive(append(append(derive(k.data, "files"), salt...), p.bytes()...), "file"))
}

// cut is the fault of a file that ends too early.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errFile
	}
	return err
}

// chunks reads one byte more than a chunk, to know whether it is the last.
type chunks struct {
	aead cipher.AEAD
	from io.Reader
	in   []byte
	had  int // bytes in that were read already
	n    uint64
	last bool
	out  []byte
	err  error
}

func (c *chunks) next() ([]byte, error) {
	n, err := io.ReadFull(c.from, c.in[c.had:])
	n += c.had
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		c.last = true
		return c.in[:n], nil
	case err != nil:
		return nil, err
	}
	return c.in[:n-1], nil
}

// passed keeps the byte that was read ahead.
func (c *chunks) passed() {
	c.in[0], c.had = c.in[len(c.in)-1], 1
	c.n++
}

func (c *chunks) nonce() []byte {
	var b [12]byte
	binary.BigEndian.PutUint64(b[3:11], c.n)
	if c.last {
		b[11] = 1
	}
	return b[:]
}

func (c *chunks) read(b []byte, fill func() error) (int, error) {
	for len(c.out) == 0 {
		switch {
		case c.err != nil:
			return 0, c.err
		case c.last:
			return 0, io.EOF
		}
		c.err = fill()
	}
	n := copy(b, c.out)
	c.out = c.out[n:]
	return n, nil
}

type sealer struct{ chunks }

// Read seals chunk by chunk.
func (s *sealer) Read(b []byte) (int, error) {
	return s.read(b, func() error {
		plain, err := s.next()
		if err != nil {
			return err
		}
		s.out = s.aead.Seal(s.out[:0], s.nonce(), plain, nil)
		s.passed()
		return nil
	})
}

type opener struct{ chunks }

// Read opens chunk by chunk.
func (o *opener) Read(b []byte) (int, error) {
	return o.read(b, func() error {
		from, err := o.next()
		if err != nil {
			return err
		}
		if o.out, err = o.aead.Open(o.out[:0], o.nonce(), from, nil); err != nil {
			return errFile
		}
		o.passed()
		return nil
	})
}
