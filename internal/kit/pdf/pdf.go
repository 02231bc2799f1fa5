// Package pdf sets documents that are printed and kept: A4 pages in the interface's typeface, which is embedded, with a head, a
// foot that counts the pages, and tables whose titles come again on each page.
//
// A document is made from the top down: New, then what it holds, then Write. Its text can be searched and read aloud in its
// order, with the document's language and title; it has no structure tags, which the library cannot write. The same content made
// at the same instant is the same bytes.
package pdf

import (
	"errors"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf/msg"
)

// MediaType is what a PDF is called in HTTP.
const MediaType = "application/pdf"

// MaxPages is how long a document may become: all of it is in memory until it is written, some 10 KB a page.
const MaxPages = 500

// Options are what stands around a document.
type Options struct {
	T         *i18n.T
	Title     string
	Issuer    string    // whose document it is, above its title
	Line      string    // the operator's line, at the foot of each page
	Maker     string    // who had it made; empty: nobody in particular
	Made      time.Time // when
	Landscape bool
}

// Document is a PDF in the making. A fault, such as a document without end, is told by Write; what is added after it is lost.
type Document struct {
	o     Options
	f     *fpdf.Fpdf
	faces *faces
	w, h  float64 // of the page, in points
	y     float64 // where the next thing goes
	now   style   // of the letters, as the page has it
	inked bool    // that style is set on this page
	whole bool    // the whole faces are embedded
	gaps  bool    // a letter was replaced, since the faces lack it
	from  string  // the family of that style
	err   error
}

// New begins a document, with the head of its first page.
func New(o Options) *Document {
	d := &Document{o: o}
	if d.faces, d.err = theFaces(); d.err != nil {
		return d
	}
	orientation := "P"
	if o.Landscape {
		orientation = "L"
	}
	d.f = fpdf.New(orientation, "pt", "A4", "")
	d.w, d.h = d.f.GetPageSize()
	d.f.SetAutoPageBreak(false, 0)
	d.f.SetCatalogSort(true)
	made := o.Made.In(o.T.Zone()).Truncate(time.Second)
	d.f.SetCreationDate(made)
	d.f.SetModificationDate(made)
	d.f.SetTitle(d.legible(o.Title), true)
	d.f.SetAuthor(d.legible(o.Issuer), true)
	d.f.SetProducer("Préau", true)
	d.f.SetLang(string(o.T.Lang()))
	d.faces.latin.embed(d.f)
	d.newPage()
	d.head()
	return d
}

// Write ends the document. It is for once.
func (d *Document) Write(to io.Writer) error {
	if d.err == nil && d.gaps {
		d.y += 8
		d.lines(d.o.T.S(msg.Gaps, "sign", string(unknown)), quietStyle)
	}
	if d.err == nil {
		d.feet()
		d.err = d.f.Output(to)
	}
	if d.err != nil {
		return fmt.Errorf("pdf: %w", d.err)
	}
	return nil
}

// errTooLong stops what would go on for ever.
var errTooLong = &apperr.Error{Kind: apperr.Conflict, Msg: i18n.M(msg.TooLong, "max", MaxPages)}

// TooLong says whether a document was not made because it would have too many pages.
func TooLong(err error) bool { return errors.Is(err, errTooLong) }
