package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/msg"
)

// KeyField is the hidden field that makes repeating a form harmless.
const KeyField = "_cle"

// maxFields is far above the widest page (members × lots) and far below what would cost anything.
const maxFields = 5000

// Form is what was typed, in UTF-8 (NFC) with bare newlines, and the faults found in it so far.
// Reading a field that was not sent gives the zero value.
type Form struct {
	values url.Values
	faults []apperr.Field
	files  []string       // what ParseUpload hashed of the files, for the body's hash
	chosen []RefusedField // the files' fields and names
}

// ParseForm reads the posted form, once: later calls give the same Form, faults included.
// More than MaxForm bytes is a 413; a body that is no form a 415; broken UTF-8, NUL or too many fields are Invalid.
func ParseForm(r *http.Request) (*Form, error) {
	c := callOf(r.Context())
	if c == nil {
		return readForm(r)
	}
	if c.form == nil && c.formErr == nil {
		c.form, c.formErr = readForm(r)
	}
	return c.form, c.formErr
}

// ParseQuery reads the address's query (a list's filters) with the same care as a form.
func ParseQuery(r *http.Request) (*Form, error) { return formOf(r.URL.RawQuery) }

// NewForm is a form to be shown filled in: from a record rather than from a request.
func NewForm(values map[string]string) *Form {
	f := &Form{values: url.Values{}}
	for k, v := range values {
		f.values.Set(k, v)
	}
	return f
}

func readForm(r *http.Request) (*Form, error) {
	if r.Body == nil || r.ContentLength == 0 {
		return &Form{values: url.Values{}}, nil
	}
	mt, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mt != "application/x-www-form-urlencoded" || (params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8")) {
		return nil, errMedia // the body is left alone: it may be ParseUpload's
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, MaxForm))
	if err != nil {
		return nil, bodyErr(err)
	}
	return formOf(string(body))
}

// bodyErr tells a body that is too large, or that the client stopped sending, from a fault of ours.
func bodyErr(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return errTooLarge
	}
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FormBroken), Err: fmt.Errorf("read body: %w", err)}
}

func formOf(encoded string) (*Form, error) {
	if strings.Count(encoded, "&") >= maxFields {
		return nil, &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FormTooManyFields)}
	}
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return nil, brokenErr(err)
	}
	for name, all := range values {
		if !sound(name) {
			return nil, brokenErr(nil)
		}
		for i, v := range all {
			if !sound(v) {
				return nil, brokenErr(nil)
			}
			all[i] = plainNewlines(norm.NFC.String(v))
		}
	}
	return &Form{values: values}, nil
}

func brokenErr(cause error) error {
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FormBroken), Err: cause}
}

// sound refuses what no database would take back as it was given.
func sound(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// plainNewlines turns the CRLF that browsers send into what everyone counts as one character.
func plainNewlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Has says whether the field was sent at all, an empty one included.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// Value is the field as it was typed, to be shown again.
func (f *Form) Value(name string) string { return f.values.Get(name) }

// Values are all values of a field, such as the ticked boxes of a group, in the order sent.
func (f *Form) Values(name string) []string { return slices.Clone(f.values[name]) }

// Names are the names of all fields sent, sorted, for forms whose fields are known by their records ("ligne.12").
func (f *Form) Names() []string { return slices.Sorted(maps.Keys(f.values)) }

// Fail notes a fault of a field. The first of each field counts.
func (f *Form) Fail(name string, m i18n.Msg) {
	if f.Fault(name).Key == "" {
		f.faults = append(f.faults, apperr.Field{Name: name, Msg: m})
	}
}

// Take notes the faults of a refusal that a use case returned, so that they are shown next to the fields.
// It says whether err was such a refusal; any other must be returned.
func (f *Form) Take(err error) bool {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid || len(e.Fields) == 0 {
		return false
	}
	for _, fault := range e.Fields {
		f.Fail(fault.Name, fault.Msg)
	}
	return true
}

// Fault is the fault of a field, an empty Msg when there is none.
func (f *Form) Fault(name string) i18n.Msg {
	for _, fault := range f.faults {
		if fault.Name == name {
			return fault.Msg
		}
	}
	return i18n.Msg{}
}

// Faults are all faults, in the order in which they were found, for the summary.
func (f *Form) Faults() []apperr.Field { return slices.Clone(f.faults) }

// Err is nil, or the refusal with all faults.
func (f *Form) Err() error {
	if len(f.faults) == 0 {
		return nil
	}
	return &apperr.Error{Kind: apperr.Invalid, Fields: f.Faults()}
}

// Post is what makes an act repeatable without harm: see db.Doing.
type Post struct {
	Key  string    // the form's hidden key; "" means no guard
	Body string    // hash of the address and of all other fields: the same key with another body is a conflict
	Act  string    // "POST /demandes/{n}/prise-en-charge"
	At   time.Time // arrival
}

// Posted reads the posted form's key. For a GET, or a body that was refused, only At and Act are given.
// The path is part of Body: one key sent to two objects is a conflict, not a repetition.
func Posted(r *http.Request) Post {
	p := Post{Act: r.Method + " " + Pattern(r), At: At(r)}
	if r.Method != http.MethodPost {
		return p
	}
	f, err := ParseForm(r)
	if err != nil {
		return p
	}
	p.Key, p.Body = f.Value(KeyField), f.hash(r.URL.Path)
	return p
}

// hash lengthens each part by its size, so that no two forms can be cut to the same text.
func (f *Form) hash(path string) string {
	h := sha256.New()
	add := func(s string) { fmt.Fprintf(h, "%d:%s", len(s), s) }
	add(path)
	for _, name := range f.Names() {
		if name == KeyField {
			continue
		}
		add(name)
		fmt.Fprintf(h, "%d;", len(f.values[name]))
		for _, v := range f.values[name] {
			add(v)
		}
	}
	for _, sum := range f.files {
		add(sum)
	}
	return hex.EncodeToString(h.Sum(nil))
}
