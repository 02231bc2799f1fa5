package document

import (
	"bytes"
	"io"
	"mime"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"preau/internal/core/document/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/picture"
)

// Use is what files are sent for, with what they are held to.
type Use struct {
	Key     string // "needs.document"
	Types   []Type
	Limit   int64                      // bytes; 0: the operator's limit, which holds in any case
	Apart   bool                       // Limit is its own, above the operator's too: what the program makes, or administrators alone send
	Made    bool                       // by a job: it waits for no form, and is kept whatever else waits for its person
	Side    int                        // pictures are made no wider and no higher; 0: they stay as large as they are
	Why     func(head []byte) i18n.Msg // says better what to do with a file of another type; the zero Msg: nothing better
	Seal    Sealer                     // nil: kept as it came
	Name    string                     // what its files are called, whatever they were; empty: as they were
	Unnamed bool                       // the row keeps no name: whoever sent it for this keeps that elsewhere
}

// Sealer makes a file unreadable on its way to the store, once its type was told: size and hash are then of what is kept, and
// whoever opens it opens the seal. The file's id is what the seal may be bound to.
type Sealer func(fileID string, from io.Reader) (io.Reader, error)

// Type is a type of files, told by their content.
type Type struct {
	Media   []string // as mimetype names it; the first is how it is served
	Endings []string // the first is given to a name without one
	Label   i18n.Key
}

// The types that are known here. Macros, archives, programs and pages are none.
var (
	PDF        = Type{[]string{"application/pdf"}, []string{".pdf"}, msg.TypePdf}
	Word       = Type{[]string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, []string{".docx"}, msg.TypeWord}
	Excel      = Type{[]string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, []string{".xlsx"}, msg.TypeExcel}
	PowerPoint = Type{[]string{"application/vnd.openxmlformats-officedocument.presentationml.presentation"}, []string{".pptx"}, msg.TypePowerpoint}
	ODT        = Type{[]string{"application/vnd.oasis.opendocument.text"}, []string{".odt"}, msg.TypeOdt}
	ODS        = Type{[]string{"application/vnd.oasis.opendocument.spreadsheet"}, []string{".ods"}, msg.TypeOds}
	ODP        = Type{[]string{"application/vnd.oasis.opendocument.presentation"}, []string{".odp"}, msg.TypeOdp}
	Text       = Type{[]string{"text/plain", "text/csv", "text/tab-separated-values"}, []string{".txt"}, msg.TypeText}
	JPEG       = Type{[]string{picture.JPEG}, []string{".jpg", ".jpeg", ".jpe", ".jfif"}, msg.TypeJpeg}
	PNG        = Type{[]string{picture.PNG}, []string{".png"}, msg.TypePng}
	CSV        = Type{[]string{"text/plain", "text/csv", "text/tab-separated-values"}, []string{".csv", ".txt", ".tsv", ".tab"}, msg.TypeCsv}
	JSON       = Type{[]string{"application/json", "application/geo+json"}, []string{".json"}, msg.TypeJson}
	WebP       = Type{[]string{picture.WebP}, []string{".webp"}, msg.TypeWebp}
)

// Pictures are the types that are made anew when they come in.
func Pictures() []Type { return []Type{JPEG, PNG, WebP} }

// Papers are what people write, print and scan.
func Papers() []Type {
	return append([]Type{PDF, Word, Excel, PowerPoint, ODT, ODS, ODP, Text}, Pictures()...)
}

func (t Type) picture() bool { return strings.HasPrefix(t.Media[0], "image/") }

// Accept is what a page's field offers to choose from.
func (u Use) Accept() string {
	var out []string
	for _, t := range u.Types {
		out = append(out, t.Endings...)
	}
	return strings.Join(out, ",")
}

// Labels are the types in words, joined where they are said.
func (u Use) Labels() i18n.Keys {
	var out i18n.Keys
	for _, t := range u.Types {
		out = append(out, t.Label)
	}
	return out
}

// typeOf tells the type of a content by its first bytes, and how it is served; the name has no say in it.
func (u Use) typeOf(head []byte) (Type, string, error) {
	found := mimetype.Detect(head)
	i := u.indexOf(found)
	if parts := partsAlone(head); i < 0 && bytes.HasPrefix(head, zipPart) && len(parts) > 0 { // no bytes are a text to mimetype
		found = mimetype.Detect(parts)
		i = u.indexOf(found)
	}
	if i < 0 {
		if why := u.explain(head); why.Key != "" {
			return Type{}, "", &apperr.Error{Kind: apperr.Invalid, Msg: why}
		}
		return Type{}, "", refuse(msg.FaultType, "types", u.Labels())
	}
	media := u.Types[i].Media[0]
	if _, params, err := mime.ParseMediaType(found.String()); err == nil && params["charset"] != "" {
		media += "; charset=" + params["charset"]
	}
	return u.Types[i], media, nil
}

func (u Use) indexOf(found *mimetype.MIME) int {
	return slices.IndexFunc(u.Types, func(t Type) bool { return slices.ContainsFunc(t.Media, found.Is) })
}

func (u Use) explain(head []byte) i18n.Msg {
	if u.Why == nil {
		return i18n.Msg{}
	}
	return u.Why(head)
}

// typeBy is the type that is served as this.
func typeBy(mediaType string) Type {
	base, _, _ := strings.Cut(mediaType, ";")
	for _, t := range append(Papers(), CSV, JSON) {
		if t.Media[0] == base {
			return t
		}
	}
	return Type{}
}

// Label is the file's type in words.
func (f File) Label() i18n.Key { return typeBy(f.MediaType).Label }
