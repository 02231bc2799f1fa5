package web

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Packed is a part of pages that is compressed once, however often it is sent: compressing it costs as much as all else that makes a page
// which is kept. It is for what everybody may read.
type Packed struct {
	plain string
	inner []*Packed // in it, in their order
	flat  func() []byte
}

// Pack makes one, of a text that may hold others, in their order. It is compressed when it is first sent.
func Pack(plain string, inner ...*Packed) *Packed {
	p := &Packed{plain: plain, inner: inner}
	p.flat = sync.OnceValue(func() []byte {
		var b bytes.Buffer
		z := flates.Get().(*flate.Writer) //nolint:errcheck,forcetypeassert // it holds nothing else
		defer flates.Put(z)
		z.Reset(&b)
		_ = splice(&b, z, []byte(plain), inner) // a buffer takes everything
		_ = z.Flush()
		return b.Bytes()
	})
	return p
}

// Render writes the part as it is; a page that is compressed takes it as it was compressed before.
func (p *Packed) Render(ctx context.Context, w io.Writer) error {
	if all, ok := ctx.Value(partsKey{}).(*[]*Packed); ok {
		*all = append(*all, p)
	}
	_, err := io.WriteString(w, p.plain)
	return err
}

type partsKey struct{}

// withParts collects the packed parts of what is drawn.
func withParts(ctx context.Context) (context.Context, *[]*Packed) {
	all := new([]*Packed)
	return context.WithValue(ctx, partsKey{}, all), all
}

var flates = sync.Pool{New: func() any {
	z, _ := flate.NewWriter(nil, gzipLevel) // fails only on a bad level
	return z
}}

// splice compresses a text by z, which writes to to, but for those of its parts that are compressed already. Each is looked for, so that what
// is sent is the text, whatever was collected; behind each, z begins anew, for what it looks back upon is not what was sent.
func splice(to io.Writer, z *flate.Writer, text []byte, parts []*Packed) error {
	for _, p := range parts {
		at := place(text, p.plain)
		if at < 0 {
			continue
		}
		if at > 0 {
			if _, err := z.Write(text[:at]); err != nil {
				return err
			}
			if err := z.Flush(); err != nil {
				return err
			}
		}
		if _, err := to.Write(p.flat()); err != nil {
			return err
		}
		z.Reset(to)
		text = text[at+len(p.plain):]
	}
	_, err := z.Write(text)
	return err
}

// place is where a part begins in a text; -1: nowhere. Its beginning is looked for alone, which is quick.
func place(text []byte, part string) int {
	const beginning = 32
	if len(part) < beginning {
		return -1
	}
	first := []byte(part[:beginning])
	for from := 0; ; {
		i := bytes.Index(text[from:], first)
		if i < 0 || len(text)-from-i < len(part) {
			return -1
		}
		if from += i; string(text[from:from+len(part)]) == part {
			return from
		}
		from++
	}
}

// gzipHead is the head of a compressed text of which nothing is said.
const gzipHead = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// spliced sends a whole text, compressed but for its parts that are already; false: the client takes it as it is.
func (p *packer) spliced(text []byte, parts []*Packed) bool {
	if p.z == nil || len(parts) == 0 {
		return false
	}
	p.z.Reset(nil)
	gzips.Put(p.z)
	p.z = nil
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	b.WriteString(gzipHead)
	z := flates.Get().(*flate.Writer) //nolint:errcheck,forcetypeassert // it holds nothing else
	defer flates.Put(z)
	z.Reset(b)
	_ = splice(b, z, text, parts) // a buffer takes everything
	_ = z.Close()
	var end [8]byte
	binary.LittleEndian.PutUint32(end[:4], crc32.ChecksumIEEE(text))
	binary.LittleEndian.PutUint32(end[4:], uint32(len(text))) //nolint:gosec // a page is far smaller
	b.Write(end[:])
	_, _ = p.ResponseWriter.Write(b.Bytes()) // fails only when the client has gone
	return true
}
