package sheet

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/text/transform"
)

// dialect is how a CSV is written: kept, so that the file given back is as it was.
type dialect struct {
	set     charset
	mark    string // the bytes before the text
	sep     byte
	sepLine bool   // it begins with the line sep=; which Excel obeys and does not show
	newline string // "\r\n", "\n" or "\r"
}

// separators are those that are recognised; of two that fit as well, the first is taken. Commas stand in many texts, the
// others in few.
const separators = ";\t|,"

// quoted are the characters that put a text into quotation marks: the separator, and those that would be taken for it.
func (d dialect) quoted() string {
	return separators[:strings.IndexByte(separators, d.sep)+1] + string(d.sep)
}

// sampleSize is how much of a text is looked at for its separator.
const sampleSize = 64 << 10

// sampleRows is how many rows of it count.
const sampleRows = 50

// openText finds out how a CSV is written.
func (f *File) openText() (err error) {
	if f.csv.set, f.csv.mark, err = detectCharset(f.src, f.size); err != nil {
		return err
	}
	sample, err := io.ReadAll(io.LimitReader(f.text(), sampleSize))
	if err != nil {
		return err
	}
	f.csv.detect(string(sample), len(sample) == sampleSize)
	return nil
}

// text is the whole CSV in UTF-8, without its mark.
func (f *File) text() io.Reader {
	at := int64(len(f.csv.mark))
	var r io.Reader = &counted{from: io.NewSectionReader(f.src, at, f.size-at), file: f}
	f.done, f.total = 0, f.size-at
	if codec := f.csv.set.codec(); codec != nil {
		r = transform.NewReader(r, codec.NewDecoder())
	}
	return r
}

// counted tells the File how much was read.
type counted struct {
	from io.Reader
	file *File
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.file.done += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, c.file.src.blame(damaged(0, err))
	}
	return n, err
}

// detect finds the newline and the separator in the beginning of a text; cut says that the text goes on.
func (d *dialect) detect(sample string, cut bool) {
	d.newline = firstNewline(sample)
	if sep, ok := strings.CutPrefix(sample, "sep="); ok && len(sep) > 1 && (sep[1] == '\r' || sep[1] == '\n') {
		d.sep, d.sepLine = sep[0], true
		return
	}
	best := 0.0
	d.sep = separators[0]
	for i := range len(separators) {
		if score := score(fieldCounts(sample, separators[i], cut)); score > best {
			best, d.sep = score, separators[i]
		}
	}
}

func firstNewline(s string) string {
	i := strings.IndexAny(s, "\r\n")
	switch {
	case i < 0, strings.HasPrefix(s[i:], "\r\n"):
		return "\r\n"
	}
	return s[i : i+1]
}

// fieldCounts counts the cells of each of the first rows, empty ones left out, if sep separates them. Whatever the
// separator, a quotation mark opens a text only at a row's beginning or behind one of the separators.
func fieldCounts(sample string, sep byte, cut bool) []int {
	var counts []int
	fields, start, quoted := 1, 0, false
	for i := 0; i <= len(sample) && len(counts) < sampleRows; i++ {
		switch {
		case i < len(sample) && sample[i] == '"':
			quoted = !quoted && (i == start || strings.IndexByte(separators, sample[i-1]) >= 0 || sample[i-1] == '"')
		case quoted && i < len(sample):
		case i == len(sample), sample[i] == '\n', sample[i] == '\r':
			if strings.TrimSpace(sample[start:i]) != "" && (i < len(sample) || !cut || len(counts) == 0) {
				counts = append(counts, fields)
			}
			fields, start = 1, i+1
		case sample[i] == sep:
			fields++
		}
	}
	return counts
}

// score is the share of the rows that have the same number of cells, more than one.
func score(counts []int) float64 {
	times := map[int]int{}
	best := 0
	for _, n := range counts {
		if times[n]++; n > 1 {
			best = max(best, times[n])
		}
	}
	return float64(best) / float64(max(1, len(counts)))
}
