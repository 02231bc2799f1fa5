package picture

import (
	"image"
	"image/draw"
)

// turn is how a picture lies, as EXIF numbers it: 1 is upright, 2 mirrored, 3 upside down, 6 and 8 on a side …
type turn int

// upright needs no turning.
const upright = 1

// upright is the picture as it was meant to be seen.
func (o turn) upright(m image.Image) image.Image {
	if o <= upright || o > 8 {
		return m
	}
	b := m.Bounds()
	from := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(from, from.Bounds(), m, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	if o >= 5 {
		w, h = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := o.source(x, y, b.Dx()-1, b.Dy()-1)
			i, j := out.PixOffset(x, y), from.PixOffset(sx, sy)
			copy(out.Pix[i:i+4], from.Pix[j:j+4])
		}
	}
	return out
}

// source is the pixel of the picture as it lies that is seen at x, y; right and low are its last column and row.
func (o turn) source(x, y, right, low int) (int, int) {
	switch o {
	case 2:
		return right - x, y
	case 3:
		return right - x, low - y
	case 4:
		return x, low - y
	case 5:
		return y, x
	case 6:
		return y, low - x
	case 7:
		return right - y, low - x
	case 8:
		return right - y, x
	}
	return x, y
}
