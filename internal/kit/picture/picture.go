// Package picture makes a picture that somebody sent into one that can be shown to others: upright, of a size that was
// looked at before it was unpacked, and with nothing in it but what is seen. Where and when it was taken, by which
// telephone, its thumbnail and whatever else was hidden in the file are gone, since its pixels are written anew.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// The media types that are read. The first two are written too.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
)

// Picture is a picture made anew.
type Picture struct {
	Bytes         []byte
	MediaType     string // JPEG or PNG
	Width, Height int
}

// The reasons why a picture is not taken.
var (
	ErrUnreadable = errors.New("not a picture that can be read")
	ErrTooLarge   = errors.New("the picture has too many pixels")
)

// Limits hold the work that a picture may cost. Pixels are counted from what its head says, before a single one is unpacked.
type Limits struct {
	Pixels int // at most; 0: 40 million, some 160 MB of memory
	Side   int // made smaller when it is wider or higher; 0: left as large as it is
}

const (
	usualPixels = 40_000_000
	// mostScans is how often a JPEG may go over all its pixels: ten or so is usual, and a short file can ask for thousands.
	mostScans = 60
	quality   = 88
)

// Clean reads a picture of a media type and writes it anew: a JPEG as a JPEG, all else as PNG, but for a WebP without
// transparency, which is a photograph more often than not.
func Clean(in []byte, mediaType string, l Limits) (Picture, error) {
	if l.Pixels == 0 {
		l.Pixels = usualPixels
	}
	m, turn, err := read(in, mediaType, l.Pixels)
	if err != nil {
		return Picture{}, err
	}
	m = turn.upright(shrunk(m, l.Side))
	p := Picture{Width: m.Bounds().Dx(), Height: m.Bounds().Dy(), MediaType: PNG}
	var out bytes.Buffer
	if mediaType == JPEG || mediaType == WebP && opaque(m) {
		p.MediaType = JPEG
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: quality})
	} else {
		err = png.Encode(&out, m)
	}
	if err != nil {
		return Picture{}, fmt.Errorf("write picture: %w", err)
	}
	p.Bytes = out.Bytes()
	return p, nil
}

// read unpacks a picture, once its head was found bearable.
func read(in []byte, mediaType string, most int) (image.Image, turn, error) {
	config, decode, exif := png.DecodeConfig, png.Decode, exifOfPNG
	switch mediaType {
	case JPEG:
		config, decode, exif = jpeg.DecodeConfig, jpeg.Decode, exifOfJPEG
		if scansOf(in) > mostScans {
			return nil, 0, ErrUnreadable
		}
	case WebP:
		config, decode, exif = webp.DecodeConfig, webp.Decode, exifOfWebP
	case PNG:
	default:
		return nil, 0, ErrUnreadable
	}
	c, err := config(bytes.NewReader(in))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return nil, 0, errors.Join(ErrUnreadable, err)
	}
	if c.Width > most/c.Height {
		return nil, 0, ErrTooLarge
	}
	m, err := decode(bytes.NewReader(in))
	if err != nil {
		return nil, 0, errors.Join(ErrUnreadable, err)
	}
	return m, turnOf(exif(in)), nil
}

// shrunk is the picture with neither side longer than this; 0 leaves it.
func shrunk(m image.Image, side int) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if side == 0 || max(w, h) <= side {
		return m
	}
	w, h = max(1, w*side/max(w, h)), max(1, h*side/max(w, h))
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Bounds(), m, m.Bounds(), draw.Src, nil)
	return out
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
