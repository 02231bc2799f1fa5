package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"preau/internal/kit/i18n"
)

// textWriter writes CSV.
type textWriter struct {
	w       *bufio.Writer
	dialect dialect
	quoted  string
	point   string
	zone    *time.Location
	line    []byte
}

func newTextWriter(w io.Writer, t *i18n.T, heads []Head) (Writer, error) {
	c := &textWriter{
		w: bufio.NewWriterSize(w, blockSize), point: ",", zone: t.Zone(),
		dialect: dialect{set: utf8Set, mark: marks[0].mark, sep: ';', newline: "\r\n"},
	}
	if t.Lang() == i18n.English {
		c.dialect.sep, c.point = ',', "."
	}
	c.quoted = c.dialect.quoted()
	if _, err := c.w.WriteString(c.dialect.mark); err != nil {
		return nil, fmt.Errorf("csv: %w", err)
	}
	titles := make([]Cell, len(heads))
	for i, h := range heads {
		titles[i] = Text(h.Title)
	}
	return c, c.Row(titles...)
}

// Row adds a line.
func (c *textWriter) Row(cells ...Cell) error {
	c.line = c.line[:0]
	quoted := c.quoted
	if len(cells) == 1 {
		quoted = separators // with no separator behind it, any in the text would be taken for the file's
	}
	for i, x := range cells {
		if i > 0 {
			c.line = append(c.line, c.dialect.sep)
		}
		c.line = c.appendCell(c.line, x, quoted)
	}
	c.line = append(c.line, c.dialect.newline...)
	if _, err := c.w.Write(c.line); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// Close ends the file.
func (c *textWriter) Close() error {
	if err := c.w.Flush(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// appendCell writes one cell. Days and hours are written as ISO 8601 does, which no spreadsheet takes for another day.
func (c *textWriter) appendCell(to []byte, x Cell, quoted string) []byte {
	switch x.kind {
	case Words, Date:
		return appendCell(to, Harmless(x.text), quoted)
	case Moment:
		if x.at.IsZero() {
			return to
		}
		return x.at.In(c.zone).AppendFormat(to, "2006-01-02 15:04")
	default:
		return append(to, strings.Replace(x.number(), ".", c.point, 1)...)
	}
}
