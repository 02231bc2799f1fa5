// Package pdftest reads back what the documents of kit/pdf say, for tests: page by page, line by line.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Document is what a PDF says.
type Document struct {
	Title, Lang string
	Pages       []Page
	Low         []float64 // of each page, how far above the paper's edge its last line but the foot stands, in points
}

// Page is the lines of a page, from the top; what stands beside each other is parted by two spaces.
type Page []string

// Text is all lines of all pages.
func (d Document) Text() string {
	var out []string
	for _, p := range d.Pages {
		out = append(out, p...)
	}
	return strings.Join(out, "\n")
}

var (
	// ErrNone says that something is no PDF, or one that others made.
	ErrNone = errors.New("not a PDF of ours")

	startxref = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF`)
	kids      = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	contents  = regexp.MustCompile(`/Contents (\d+) 0 R`)
	infoRef   = regexp.MustCompile(`/Info (\d+) 0 R`)
	rootRef   = regexp.MustCompile(`/Root (\d+) 0 R`)
	lang      = regexp.MustCompile(`/Lang \((\w+)\)`)
	said      = regexp.MustCompile(`(?s)BT (?:/F(\w+) [\d.]+ Tf|([\d.-]+) ([\d.-]+) Td \(((?:[^\\()]|\\.)*)\) Tj) ET`)
	titled    = regexp.MustCompile(`(?s)/Title \(((?:[^\\()]|\\.)*)\)`)
)

// Read reads a document.
func Read(raw []byte) (Document, error) {
	var out Document
	objects, trailer, err := objectsOf(raw)
	if err != nil {
		return out, err
	}
	if m := titled.FindSubmatch(objects[ref(infoRef, trailer)]); m != nil {
		out.Title = strings.TrimPrefix(text(m[1]), "\ufeff")
	}
	if m := lang.FindSubmatch(objects[ref(rootRef, trailer)]); m != nil {
		out.Lang = string(m[1])
	}
	bytewise := facesOf(objects, raw)
	m := kids.FindSubmatch(objects[1])
	if m == nil {
		return out, ErrNone
	}
	for _, f := range bytes.Split(bytes.TrimSuffix(m[1], []byte("0 R ")), []byte("0 R ")) {
		n, err := strconv.Atoi(string(bytes.TrimSpace(f)))
		if err != nil {
			return out, fmt.Errorf("kids of the pages: %w", err)
		}
		page, err := stream(objects[ref(contents, objects[n])])
		if err != nil {
			return out, fmt.Errorf("page of object %d: %w", n, err)
		}
		all, low := lines(page, bytewise)
		out.Pages, out.Low = append(out.Pages, all), append(out.Low, low)
	}
	return out, nil
}

func ref(of *regexp.Regexp, in []byte) int {
	m := of.FindSubmatch(in)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1])) // digits
	return n
}

// objectsOf cuts a file by the table of where its objects begin, and gives what follows the table.
func objectsOf(raw []byte) (map[int][]byte, []byte, error) {
	m := startxref.FindSubmatch(raw)
	if !bytes.HasPrefix(raw, []byte("%PDF-")) || m == nil {
		return nil, nil, ErrNone
	}
	at, err := strconv.Atoi(string(m[1]))
	if err != nil || at > len(raw) {
		return nil, nil, ErrNone
	}
	rows := strings.Split(string(raw[at:]), "\n")
	out := map[int][]byte{}
	for i, row := range rows[min(2, len(rows)):] {
		f := strings.Fields(row)
		if len(f) != 3 {
			break
		}
		from, err := strconv.Atoi(f[0])
		if err != nil || from > at {
			return nil, nil, ErrNone
		}
		if f[2] == "n" {
			out[i] = raw[from:at]
		}
	}
	return out, raw[at:], nil
}

var length = regexp.MustCompile(`/Length (\d+)>>\s*stream\n`)

func stream(object []byte) ([]byte, error) {
	m := length.FindSubmatchIndex(object)
	if m == nil {
		return nil, ErrNone
	}
	n, err := strconv.Atoi(string(object[m[2]:m[3]]))
	if err != nil || m[1]+n > len(object) {
		return nil, ErrNone
	}
	z, err := zlib.NewReader(bytes.NewReader(object[m[1] : m[1]+n]))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

type piece struct {
	x, y float64
	text string
}

func lines(content []byte, bytewise map[string]letters) (Page, float64) {
	var all []piece
	read := text
	for _, m := range said.FindAllSubmatch(content, -1) {
		if len(m[1]) > 0 {
			if read = text; bytewise[string(m[1])] != nil {
				read = bytewise[string(m[1])].text
			}
			continue
		}
		x, _ := strconv.ParseFloat(string(m[2]), 64) // digits and a dot
		y, _ := strconv.ParseFloat(string(m[3]), 64)
		all = append(all, piece{x, y, read(m[4])})
	}
	slices.SortStableFunc(all, func(a, b piece) int {
		switch {
		case a.y > b.y, a.y == b.y && a.x < b.x:
			return -1
		case a.y == b.y && a.x == b.x:
			return 0
		}
		return 1
	})
	var out Page
	low := 0.0
	for i, p := range all {
		if i > 0 && all[i-1].y == p.y {
			out[len(out)-1] += "  " + p.text
			continue
		}
		if out = append(out, p.text); i > 0 {
			low = all[i-1].y
		}
	}
	return out, low
}

// text is what a string of a PDF says, in UTF-16.
func text(escaped []byte) string {
	b := plain(escaped)
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

func plain(escaped []byte) []byte {
	var b []byte
	for i := 0; i < len(escaped); i++ {
		c := escaped[i]
		if c == '\\' && i+1 < len(escaped) {
			if i++; escaped[i] == 'r' {
				c = '\r'
			} else {
				c = escaped[i]
			}
		}
		b = append(b, c)
	}
	return b
}
