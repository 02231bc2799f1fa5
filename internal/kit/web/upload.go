package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/msg"
)

// File is one file of a form, as it arrives.
type File struct {
	Field string
	Name  string // the person's name for it, without folders; it names nothing on our side
	io.Reader
}

// ParseUpload reads a form with files, on a route added by Mux.Upload. Each file is handed to take as it streams in, in
// the form's order (text fields that stand before it are not yet readable); what take leaves unread is skipped.
// A file field left empty is not handed over. The files' content counts in Posted's hash.
//
// With an error comes what was read before it, so that a form too large for the route (IsTooLarge) can be shown again with
// what was typed: text fields stand before files on our pages.
func ParseUpload(r *http.Request, take func(File) error) (*Form, error) {
	mt, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && mt == "application/x-www-form-urlencoded" {
		return ParseForm(r)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errMedia
	}
	f := &Form{values: url.Values{}}
	err = f.readParts(parts, take)
	if c := callOf(r.Context()); c != nil {
		if c.form, c.formErr = f, err; err != nil {
			c.form = nil
			c.cut = func() *Form {
				_ = f.readParts(parts, skip) // as far as it can be read
				return f
			}
		}
	}
	return f, err
}

func skip(File) error { return nil }

// ErrEnough, from the function that takes files, ends the reading without a fault: what follows is not wanted.
var ErrEnough = errors.New("enough of this form")

// IsTooLarge says whether a form was refused since it weighs more than its route takes.
func IsTooLarge(err error) bool { return errors.Is(err, errTooLarge) }

func (f *Form) readParts(parts *multipart.Reader, take func(File) error) error {
	for n, room := 0, int64(MaxForm); ; n++ {
		p, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return bodyErr(err)
		case n >= maxFields:
			return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FormTooManyFields)}
		}
		if p.FileName() != "" || p.Header.Get("Content-Type") != "" {
			err = f.addFile(p, take)
		} else {
			room, err = f.addText(p, room)
		}
		if errors.Is(err, ErrEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// addText reads a text field. All of them together are held to what a form without files may weigh.
func (f *Form) addText(p *multipart.Part, room int64) (int64, error) {
	b, err := io.ReadAll(io.LimitReader(p, room+1))
	if err != nil {
		return 0, bodyErr(err)
	}
	if room -= int64(len(b)); room < 0 {
		return 0, errTooLarge
	}
	name, v := p.FormName(), string(b)
	if !sound(name) || !sound(v) {
		return 0, brokenErr(nil)
	}
	f.values.Add(name, plainNewlines(norm.NFC.String(v)))
	return room, nil
}

func (f *Form) addFile(p *multipart.Part, take func(File) error) error {
	name := fileName(p.FileName())
	if !sound(name) || !sound(p.FormName()) {
		return brokenErr(nil)
	}
	if name == "" {
		return nil
	}
	f.chosen = append(f.chosen, RefusedField{Name: p.FormName(), Value: name})
	h := sha256.New()
	body := &hashed{from: p, hash: h}
	if err := take(File{Field: p.FormName(), Name: name, Reader: body}); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return bodyErr(err)
	}
	f.files = append(f.files, fmt.Sprintf("%s=%s", p.FormName(), hex.EncodeToString(h.Sum(nil))))
	return nil
}

// hashed passes a file on, counting it in the hash, with the errors of a body.
type hashed struct {
	from io.Reader
	hash hash.Hash
}

func (h *hashed) Read(b []byte) (int, error) {
	n, err := h.from.Read(b)
	_, _ = h.hash.Write(b[:n]) // never fails
	if err != nil && !errors.Is(err, io.EOF) {
		err = bodyErr(err)
	}
	return n, err
}

// patient lets a body take its time on a poor line, as long as bytes keep coming.
type patient struct {
	io.ReadCloser
	deadline *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	now := clock.System{}.Now() // the machine's: this is about the network
	if err := errors.Join(p.deadline.SetReadDeadline(now.Add(stall)), p.deadline.SetWriteDeadline(now.Add(2*stall))); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.ReadCloser.Read(b)
}

// fileName keeps the last part of a name, visible characters only.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.TrimSpace(strings.Map(visible, norm.NFC.String(strings.ReplaceAll(s, "\n", " "))))
	if s == "." || s == "/" {
		return ""
	}
	return s
}
