package picture_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"preau/internal/kit/picture"
)

// corners is a picture of 40 by 24 whose four quarters are red, green, blue and white, as seen.
func corners() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 24))
	for y := range 24 {
		for x := range 40 {
			m.Set(x, y, []color.Color{red, green, blue, white}[x/20+y/12*2])
		}
	}
	return m
}

var (
	red   = color.RGBA{R: 255, A: 255}
	green = color.RGBA{G: 255, A: 255}
	blue  = color.RGBA{B: 255, A: 255}
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
)

// seen is the letters of the picture's corners: "rgbw" when it is upright.
func seen(m image.Image) string {
	b := m.Bounds()
	out := ""
	for _, p := range []image.Point{{b.Min.X + 3, b.Min.Y + 3}, {b.Max.X - 4, b.Min.Y + 3}, {b.Min.X + 3, b.Max.Y - 4}, {b.Max.X - 4, b.Max.Y - 4}} {
		r, g, bl, _ := m.At(p.X, p.Y).RGBA()
		switch {
		case r > 0xc000 && g > 0xc000:
			out += "w"
		case r > 0xc000:
			out += "r"
		case g > 0xc000:
			out += "g"
		case bl > 0xc000:
			out += "b"
		default:
			out += "?"
		}
	}
	return out
}

// lying is the picture as a camera held so would have kept it: the inverse of what EXIF says to do.
func lying(m image.Image, orientation int) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	sw, sh := w, h
	if orientation >= 5 {
		sw, sh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, sw, sh))
	for y := range h {
		for x := range w {
			at := map[int]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {y, w - 1 - x}, 7: {h - 1 - y, w - 1 - x}, 8: {h - 1 - y, x},
			}[orientation]
			out.Set(at.X, at.Y, m.At(x, y))
		}
	}
	return out
}

// tiff is an EXIF of a telephone: its maker, where it was, and how the picture lies.
func tiff(order binary.ByteOrder, orientation int) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, order, v) } // into memory
	b.WriteString(map[bool]string{true: "MM", false: "II"}[order == binary.BigEndian])
	put(uint16(42))
	put(uint32(8))
	put(uint16(2))
	for _, e := range []struct {
		tag, kind uint16
		n         uint32
		value     uint16
	}{{0x010f, 2, 4, 0x4142}, {0x0112, 3, 1, uint16(orientation)}} {
		put(e.tag)
		put(e.kind)
		put(e.n)
		put(e.value)
		put(uint16(0))
	}
	put(uint32(0))
	b.WriteString("GPS 48.1173 -1.6778 secret")
	return b.Bytes()
}

func inJPEG(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	body := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(body)+2))
	return append(append(head, body...), b.Bytes()[2:]...)
}

func inPNG(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25 // signature and IHDR
	out := append([]byte{}, b.Bytes()[:head]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(exif)))
	chunk := append([]byte("eXIf"), exif...)
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc(chunk))
	return append(out, b.Bytes()[head:]...)
}

// Every way in which a picture may lie is put right, in each format, and nothing of what was told beside it remains.
func TestUprightAndBare(t *testing.T) {
	t.Parallel()
	for orientation := range 10 { // 0 and 9 do not exist
		held := max(1, orientation)
		if orientation == 9 {
			held = 1
		}
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for mediaType, in := range map[string][]byte{
				picture.JPEG: inJPEG(t, lying(corners(), held), tiff(order, orientation)),
				picture.PNG:  inPNG(t, lying(corners(), held), tiff(order, orientation)),
			} {
				p, err := picture.Clean(in, mediaType, picture.Limits{})
				if err != nil {
					t.Fatalf("%s %d: %v", mediaType, orientation, err)
				}
				m, _, err := image.Decode(bytes.NewReader(p.Bytes))
				if err != nil || seen(m) != "rgbw" || m.Bounds().Dx() != 40 || m.Bounds().Dy() != 24 || p.Width != 40 || p.Height != 24 || p.MediaType != mediaType {
					t.Errorf("%s %d %v: %d × %d %s %v", mediaType, orientation, order, p.Width, p.Height, seen(m), err)
				}
				for _, secret := range []string{"Exif", "eXIf", "GPS", "secret"} {
					if bytes.Contains(p.Bytes, []byte(secret)) {
						t.Errorf("%s: %q is still in it", mediaType, secret)
					}
				}
			}
		}
	}
}

// smallWebP is a lossless picture of one pixel, and lossyWebP one without transparency.
const (
	smallWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
	lossyWebP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
)

// WebP is read, and comes out as what every program shows.
func TestWebP(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{smallWebP: picture.PNG, lossyWebP: picture.JPEG} {
		raw, err := base64.StdEncoding.DecodeString(in)
		if err != nil {
			t.Fatal(err)
		}
		p, err := picture.Clean(raw, picture.WebP, picture.Limits{})
		if err != nil || p.MediaType != want || p.Width != 1 || p.Height != 1 {
			t.Errorf("%s: %+v %v", want, p, err)
		}
	}
}

func TestShrunk(t *testing.T) {
	t.Parallel()
	p, err := picture.Clean(inJPEG(t, lying(corners(), 6), tiff(binary.BigEndian, 6)), picture.JPEG, picture.Limits{Side: 20})
	if err != nil || p.Width != 20 || p.Height != 12 {
		t.Fatalf("%d × %d %v", p.Width, p.Height, err)
	}
	if m, _, _ := image.Decode(bytes.NewReader(p.Bytes)); seen(m) != "rgbw" {
		t.Errorf("it is %s", seen(m))
	}
	p, err = picture.Clean(inPNG(t, image.NewNRGBA(image.Rect(0, 0, 3000, 1)), nil), picture.PNG, picture.Limits{Side: 100})
	if err != nil || p.Width != 100 || p.Height != 1 {
		t.Errorf("a line: %d × %d %v", p.Width, p.Height, err)
	}
}

// A few bytes that would unpack to gigabytes are refused by what their head says.
func TestBombs(t *testing.T) {
	t.Parallel()
	huge := func(w, h uint32) []byte {
		out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
		chunk := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
		chunk = append(chunk, 8, 6, 0, 0, 0)
		return binary.BigEndian.AppendUint32(append(out, chunk...), crc(chunk))
	}
	for _, c := range []struct{ w, h uint32 }{{50_000, 50_000}, {1 << 30, 4}, {40_000_001, 1}, {1, 40_000_001}, {6_325, 6_325}} {
		if _, err := picture.Clean(huge(c.w, c.h), picture.PNG, picture.Limits{}); !errors.Is(err, picture.ErrTooLarge) {
			t.Errorf("%d × %d: %v", c.w, c.h, err)
		}
	}
	if _, err := picture.Clean(huge(6_324, 6_324), picture.PNG, picture.Limits{}); !errors.Is(err, picture.ErrUnreadable) {
		t.Errorf("bearable, and without pixels: %v", err)
	}
	scans := inJPEG(t, corners(), nil)
	i := bytes.Index(scans, []byte{0xff, 0xda})
	scan := scans[i : len(scans)-2]
	many := append([]byte{}, scans[:i]...)
	for range 61 {
		many = append(many, scan...)
	}
	if _, err := picture.Clean(append(many, 0xff, 0xd9), picture.JPEG, picture.Limits{}); !errors.Is(err, picture.ErrUnreadable) {
		t.Errorf("61 scans: %v", err)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	good := inJPEG(t, corners(), tiff(binary.BigEndian, 1))
	for name, c := range map[string]struct {
		in   []byte
		kind string
	}{
		"empty": {nil, picture.PNG}, "text": {[]byte("hello"), picture.JPEG}, "another kind": {good, picture.PNG}, "half": {good[:len(good)/2], picture.JPEG},
		"not a picture's type": {good, "image/svg+xml"}, "no WebP": {[]byte("RIFF\x00\x00\x00\x00WEBP"), picture.WebP},
	} {
		if _, err := picture.Clean(c.in, c.kind, picture.Limits{}); !errors.Is(err, picture.ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes in, what goes out can be shown, or nothing does.
func FuzzClean(f *testing.F) {
	f.Add(inJPEG(f, corners(), tiff(binary.BigEndian, 6)), byte(0))
	f.Add(inPNG(f, corners(), tiff(binary.LittleEndian, 8)), byte(1))
	for _, s := range []string{smallWebP, lossyWebP} {
		b, _ := base64.StdEncoding.DecodeString(s)
		f.Add(b, byte(2))
	}
	f.Fuzz(func(t *testing.T, in []byte, kind byte) {
		p, err := picture.Clean(in, []string{picture.JPEG, picture.PNG, picture.WebP}[kind%3], picture.Limits{Pixels: 100_000, Side: 200})
		if err != nil {
			return
		}
		m, format, err := image.Decode(bytes.NewReader(p.Bytes))
		if err != nil || "image/"+format != p.MediaType || m.Bounds().Dx() != p.Width || max(p.Width, p.Height) > 200 {
			t.Errorf("%s %d × %d: %v", format, p.Width, p.Height, err)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	m, r := image.NewRGBA(image.Rect(0, 0, 4000, 3000)), rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(i>>8) + byte(r.IntN(8))
	}
	var in bytes.Buffer
	if err := jpeg.Encode(&in, m, nil); err != nil {
		b.Fatal(err)
	}
	for _, side := range []int{0, 800} {
		b.Run(fmt.Sprintf("12 million pixels to %d", side), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := picture.Clean(in.Bytes(), picture.JPEG, picture.Limits{Side: side}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func crc(chunk []byte) uint32 { return crc32.ChecksumIEEE(chunk) }
