// Package jsonsheet makes a table of a JSON export, as registers publish their open data.
package jsonsheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

// deepest is how deep objects of a JSON export may lie in each other.
const deepest = 8

var errJSON = errors.New("no export of records")

// Is says whether the beginning of a file is that of a JSON export.
func Is(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(head) < 2 || head[0] != '{' && head[0] != '[' {
		return false
	}
	next := bytes.TrimSpace(head[1:])
	return len(next) > 0 && bytes.IndexByte(map[byte][]byte{'{': []byte(`"}`), '[': []byte(`{]`)}[head[0]], next[0]) >= 0
}

// ToCSV writes as CSV what a JSON export of open data holds: an array of objects, or an object of such arrays, one
// after the other. Its columns are the names in the objects, in the order in which they first come; one in an object within
// is called by both, geo.lat. Lists within records are left out. What is no such export is a Fault.
func ToCSV(from io.ReadSeeker, to io.Writer) error {
	c := &jsonColumns{at: map[string]int{}}
	if err := readJSON(from, c.learn); err != nil {
		return err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	if _, err := io.WriteString(to, mark); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	out := csv.NewWriter(to)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(harmless(c.names)); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	if err := readJSON(from, func(r []named) error { return out.Write(harmless(c.cells(r))) }); err != nil {
		return err
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	return nil
}

// mark says that a text is UTF-8; without it spreadsheets would not take it for that.
const mark = "\ufeff"

// named is a value of a record.
type named struct{ name, value string }

// jsonColumns gives each name its column.
type jsonColumns struct {
	names []string
	at    map[string]int
}

func (c *jsonColumns) learn(r []named) error {
	for _, x := range r {
		if _, known := c.at[x.name]; known {
			continue
		}
		if len(c.names) == maxJSONColumns {
			return fault(msg.TooManyColumns, "line", 1, "max", maxJSONColumns)
		}
		c.at[x.name] = len(c.names)
		c.names = append(c.names, x.name)
	}
	return nil
}

// What a sheet may hold.
const (
	maxJSONColumns = 1000
	mostRows       = 1_048_576
)

func (c *jsonColumns) cells(r []named) []string {
	out := make([]string, len(c.names))
	for _, x := range r {
		out[c.at[x.name]] = x.value
	}
	return out
}

// harmless are texts that no spreadsheet runs, without what a file cannot hold.
func harmless(cells []string) []string {
	out := make([]string, len(cells))
	for i, s := range cells {
		s = strings.ReplaceAll(strings.ToValidUTF8(s, string(utf8.RuneError)), "\x00", string(utf8.RuneError))
		out[i] = sheet.Harmless(s)
	}
	return out
}

func fault(k i18n.Key, args ...any) *sheet.Fault { return &sheet.Fault{Msg: i18n.M(k, args...)} }

// readJSON gives the records one by one.
func readJSON(from io.Reader, record func([]named) error) error {
	in := bufio.NewReaderSize(from, 1<<16)
	if head, err := in.Peek(3); err == nil && string(head) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3) // it was just seen
	}
	d := json.NewDecoder(in)
	d.UseNumber()
	err := (&jsonReader{d: d, record: record}).whole()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, errJSON):
		f := fault(msg.Json)
		f.Err = err
		return f
	case err != nil:
		return err
	}
	return nil
}

type jsonReader struct {
	d      *json.Decoder
	record func([]named) error
	rows   int
}

func (r *jsonReader) whole() error {
	t, err := r.d.Token()
	switch {
	case err != nil:
		return err
	case t == json.Delim('['):
		err = r.array()
	case t == json.Delim('{'):
		err = r.arrays()
	default:
		err = errJSON
	}
	if err == nil && r.rows == 0 {
		return fault(msg.Empty)
	}
	return err
}

// arrays reads the arrays of an object; its other values say something about them and are left out.
func (r *jsonReader) arrays() error {
	for r.d.More() {
		if _, err := r.d.Token(); err != nil {
			return err
		}
		t, err := r.d.Token()
		if err == nil && t == json.Delim('[') {
			err = r.array()
		} else if err == nil {
			err = r.skip(t)
		}
		if err != nil {
			return err
		}
	}
	_, err := r.d.Token()
	return err
}

func (r *jsonReader) array() error {
	for r.d.More() {
		t, err := r.d.Token()
		if err != nil {
			return err
		}
		if t != json.Delim('{') {
			return errJSON
		}
		values, err := r.object(nil, "", 0)
		if err != nil {
			return err
		}
		if r.rows++; r.rows >= mostRows {
			return fault(msg.TooManyRows, "max", mostRows)
		}
		if err := r.record(values); err != nil {
			return err
		}
	}
	_, err := r.d.Token()
	return err
}

// object reads the values behind its opening bracket, and its closing one.
func (r *jsonReader) object(into []named, prefix string, depth int) ([]named, error) {
	if depth > deepest {
		return nil, errJSON
	}
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		name := prefix + fmt.Sprint(key)
		t, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		switch v := t.(type) {
		case json.Delim:
			if v == '{' {
				into, err = r.object(into, name+".", depth+1)
			} else {
				err = r.skip(t)
			}
		case nil:
			into = append(into, named{name: name})
		default:
			into = append(into, named{name, fmt.Sprint(v)})
		}
		if err != nil {
			return nil, err
		}
	}
	_, err := r.d.Token()
	return into, err
}

// skip passes over what a token begins.
func (r *jsonReader) skip(t json.Token) error {
	if _, opens := t.(json.Delim); !opens {
		return nil
	}
	for depth := 1; depth > 0; {
		t, err := r.d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}
