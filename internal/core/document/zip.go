package document

import (
	"bytes"
	"encoding/binary"
	"io"
)

// zipHead is as much of an archive as its type is told by: the parts of an Office document are told by their names, and
// the first one may be a picture of its first page.
const zipHead = 1 << 20

var zipPart = []byte("PK\x03\x04")

// more reads on where the first bytes are an archive's.
func more(head []byte, from io.Reader) ([]byte, error) {
	if !bytes.HasPrefix(head, zipPart) || len(head) < headSize {
		return head, nil
	}
	rest := make([]byte, zipHead-len(head))
	n, err := io.ReadFull(from, rest)
	if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull's own
		err = nil
	}
	return append(head, rest[:n]...), err
}

// partsAlone are the heads of an archive's parts without what is between them, so that all stand within the little that
// mimetype looks at.
func partsAlone(b []byte) []byte {
	var out []byte
	for {
		at := bytes.Index(b, zipPart)
		if at < 0 || len(b) < at+30 {
			return out
		}
		b = b[at:]
		flags, size := binary.LittleEndian.Uint16(b[6:]), int64(binary.LittleEndian.Uint32(b[18:]))
		end := 30 + int(binary.LittleEndian.Uint16(b[26:])) + int(binary.LittleEndian.Uint16(b[28:]))
		if len(b) < end {
			return out
		}
		out = append(out, b[:end]...)
		if flags&8 != 0 {
			size = 0 // it stands behind the part: the next one is looked for
		}
		b = b[min(int64(len(b)), int64(end)+size):]
	}
}
