package format

import (
	"maps"
	"slices"
)

// cut is the face with the outlines of some letters alone, under the numbers that they have: what a document needs to be shown.
func (f *Face) cut(used []bool) []byte {
	keep := f.outlines(used)
	n := len(keep)
	glyf, loca := []byte{}, make([]byte, 4*(n+1))
	for i, wanted := range keep {
		if wanted {
			glyf = append(glyf, f.outline(i)...)
			glyf = append(glyf, make([]byte, (4-len(glyf)%4)%4)...)
		}
		big.PutUint32(loca[4*(i+1):], uint32(len(glyf))) //nolint:gosec // no more than the face
	}
	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	big.PutUint32(head[8:], 0)          // its sum, see below
	big.PutUint16(head[50:], 1)         // long places of outlines
	big.PutUint16(maxp[4:], uint16(n))  //nolint:gosec // no more than the face
	big.PutUint16(hhea[34:], uint16(n)) //nolint:gosec // no more than the face
	out := assembled(map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": f.metrics(keep), "loca": loca, "maxp": maxp})
	return out
}

// outlines are the glyphs of some letters, with those that they are composed of, and what is shown of a letter that is not there.
func (f *Face) outlines(used []bool) []bool {
	keep := make([]bool, f.count())
	keep[0] = true
	last := 0
	var add func(i int)
	add = func(i int) {
		if i < len(keep) && !keep[i] {
			keep[i] = true
			last = max(last, i)
			for _, part := range parts(f.outline(i)) {
				add(part)
			}
		}
	}
	for r, is := range used {
		if is {
			add(int(f.glyphs[r]))
		}
	}
	return keep[:last+1]
}

func (f *Face) count() int { return int(big.Uint16(f.tables["maxp"][4:])) }

// outline is a glyph's; most spaces have none.
func (f *Face) outline(i int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	var from, to int
	if big.Uint16(f.tables["head"][50:]) == 0 {
		if 2*i+4 > len(loca) {
			return nil
		}
		from, to = 2*int(big.Uint16(loca[2*i:])), 2*int(big.Uint16(loca[2*i+2:]))
	} else {
		if 4*i+8 > len(loca) {
			return nil
		}
		from, to = int(big.Uint32(loca[4*i:])), int(big.Uint32(loca[4*i+4:]))
	}
	if from > to || to > len(glyf) {
		return nil
	}
	return glyf[from:to]
}

// What the flags of a part of a composed glyph say of its length (OpenType, table glyf).
const (
	partWords  = 0x0001
	partScale  = 0x0008
	partMore   = 0x0020
	partXY     = 0x0040
	partMatrix = 0x0080
)

// parts are the glyphs that an outline is composed of.
func parts(outline []byte) []int {
	if len(outline) < 10 || outline[0] < 0x80 { // a number of contours: it is a simple one
		return nil
	}
	var out []int
	for at, more := 10, true; more && at+4 <= len(outline); {
		flags := big.Uint16(outline[at:])
		out = append(out, int(big.Uint16(outline[at+2:])))
		at += 6
		if flags&partWords != 0 {
			at += 2
		}
		switch {
		case flags&partScale != 0:
			at += 2
		case flags&partXY != 0:
			at += 4
		case flags&partMatrix != 0:
			at += 8
		}
		more = flags&partMore != 0
	}
	return out
}

// metrics are the advances of the glyphs that are kept, nothing of the others.
func (f *Face) metrics(keep []bool) []byte {
	all, wide := f.tables["hmtx"], int(big.Uint16(f.tables["hhea"][34:]))
	out := make([]byte, 4*len(keep))
	for i, wanted := range keep {
		switch {
		case !wanted:
		case i < wide && 4*i+4 <= len(all):
			copy(out[4*i:], all[4*i:4*i+4])
		case 4*wide+2*(i-wide)+2 <= len(all): // as wide as the last one that says so
			copy(out[4*i:], all[4*wide-4:4*wide-2])
			copy(out[4*i+2:], all[4*wide+2*(i-wide):][:2])
		}
	}
	return out
}

// assembled is a face of some tables.
func assembled(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	n := len(names)
	largest, power := 1, 0
	for ; 2*largest <= n; power++ {
		largest *= 2
	}
	out := make([]byte, 12+16*n)
	big.PutUint32(out, 0x00010000)
	for i, v := range []int{n, 16 * largest, power, 16 * (n - largest)} {
		big.PutUint16(out[4+2*i:], uint16(v)) //nolint:gosec // of a few tables
	}
	head := 0
	for i, name := range names {
		row, at := 12+16*i, len(out)
		if name == "head" {
			head = at
		}
		t := tables[name]
		out = append(out, t...)
		out = append(out, make([]byte, (4-len(t)%4)%4)...)
		copy(out[row:], name)
		big.PutUint32(out[row+4:], sum(out[at:]))
		big.PutUint32(out[row+8:], uint32(at))      //nolint:gosec // no more than the face
		big.PutUint32(out[row+12:], uint32(len(t))) //nolint:gosec // no more than the face
	}
	big.PutUint32(out[head+8:], 0xb1b0afba-sum(out))
	return out
}

// sum is how TrueType checks its tables.
func sum(b []byte) uint32 {
	n := uint32(0)
	for ; len(b) >= 4; b = b[4:] {
		n += big.Uint32(b)
	}
	return n
}
