package pdf

import (
	_ "embed"
	"sync"

	"preau/internal/kit/pdf/format"
)

// See font/README.md for where they come from.
var (
	//go:embed font/preau-sans-regular.ttf
	regularTTF []byte
	//go:embed font/preau-sans-bold.ttf
	boldTTF []byte
)

// face is one of the two cuts.
type face struct{ *format.Face }

type faces struct{ regular, bold face }

// theFaces reads the faces once for all documents.
var theFaces = sync.OnceValues(func() (*faces, error) {
	regular, err := format.Parse("PreauSans", regularTTF)
	if err != nil {
		return nil, err
	}
	bold, err := format.Parse("PreauSans-Bold", boldTTF)
	return &faces{face{regular}, face{bold}}, err
})

// has says whether the face can show a letter.
func (f face) has(r rune) bool { return f.Width(r) > 0 }

// width is that of a legible text, in points.
func (f face) width(s string, size float64) float64 {
	n := 0
	for _, r := range s {
		n += f.Width(r)
	}
	return float64(n) * size / 1000
}
