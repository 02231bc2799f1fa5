package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"codeberg.org/go-pdf/fpdf"
)

// The largest picture in a document, in points: a mark beside what is read, not a poster.
const (
	pictureWide = 160
	pictureHigh = 56
)

// Picture sets a PNG or a JPEG, no larger than a mark, at the left edge. One that cannot be read is left out: it says nothing that the text
// does not.
func (d *Document) Picture(content []byte, mediaType string) {
	kind, known := map[string]string{"image/png": "PNG", "image/jpeg": "JPG"}[mediaType]
	if d.err != nil || !known || len(content) == 0 {
		return
	}
	sum := sha256.Sum256(content)
	name, as := hex.EncodeToString(sum[:]), fpdf.ImageOptions{ImageType: kind}
	info := d.f.RegisterImageOptionsReader(name, as, bytes.NewReader(content))
	if d.f.Err() {
		d.f.ClearError()
		return
	}
	w, h := info.Extent()
	scale := min(pictureWide/w, pictureHigh/h, 1)
	w, h = w*scale, h*scale
	d.need(h)
	d.f.ImageOptions(name, d.left(), d.y, w, h, false, as, 0, "")
	d.y += h + 10
}
