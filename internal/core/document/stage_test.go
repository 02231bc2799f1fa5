package document_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"preau/internal/core/document"
	"preau/internal/core/document/msg"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

// zipped is an archive with these files in it, as they are.
func zipped(t *testing.T, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(to, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Who puts files and sends no form is refused one day's two hundredth and first, or what comes after three gigabytes; others are not, nor they
// themselves once forms took some. A file that was refused leaves nothing.
func TestFilesThatWait(t *testing.T) {
	onBoth(t, func(h *house) {
		other := h.person("Autre")
		first := h.stage("1.pdf", pdf("1"))
		wait := func(n int, size int64) {
			for i := range n {
				h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(h.t.Context(), `INSERT INTO document_files (id, blob_key, use_key, state, name, media_type, size, sha256, width, height, staged_by, staged_at, object_kind, object_id)
						VALUES ($1, $1, 'x', 'staged', '', '', $2, '', 0, 0, $3, $4, '', '')`, fmt.Sprint("w", size, "-", i), size, h.who.ID, tx.Now())
					return err
				}))
			}
		}
		refused := func() {
			h.t.Helper()
			rows := h.rows()
			_, err := h.s.Stage(h.t.Context(), h.who, papers, "2.pdf", strings.NewReader(pdf("2")))
			h.wantRefused(err, msg.FaultWaiting)
			if h.rows() != rows {
				h.t.Error("the refused file is kept")
			}
		}
		wait(198, 0)
		h.stage("200.pdf", pdf("200"))
		refused()
		made := papers
		made.Made = true
		whole, err := h.s.Stage(h.t.Context(), h.who, made, "2.pdf", strings.NewReader(pdf("2")))
		h.ok(err)
		_, err = h.bind(whole, "made")
		h.ok(err)
		if _, err := h.s.Stage(h.t.Context(), other, papers, "2.pdf", strings.NewReader(pdf("2"))); err != nil {
			h.t.Error(err)
		}
		_, err = h.bind(first, "one")
		h.ok(err)
		h.stage("201.pdf", pdf("201"))
		h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(h.t.Context(), `DELETE FROM document_files WHERE id LIKE 'w%'`)
			return err
		}))
		wait(1, 2_999_999_900)
		h.stage("3.pdf", pdf(strings.Repeat("x", 200)))
		refused()
	})
}

func photo(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func drawing(t *testing.T) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	m.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func office(t *testing.T, folder string) string {
	return zipped(t, [2]string{"[Content_Types].xml", "<x/>"}, [2]string{folder + "/document.xml", "<x/>"})
}

// The content tells the type; the name can only agree, or lie.
func TestTypes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), blobtest.Folder(t))
	odt := zipped(t, [2]string{"mimetype", "application/vnd.oasis.opendocument.text"}, [2]string{"content.xml", "<x/>"})
	for name, c := range map[string]struct {
		content, want, media string
		fault                i18n.Key
	}{
		"Convention.pdf":         {pdf("x"), "Convention.pdf", "application/pdf", ""},
		"CONVENTION.PDF":         {pdf("x"), "CONVENTION.pdf", "application/pdf", ""},
		"Convention":             {pdf("x"), "Convention.pdf", "application/pdf", ""},
		"Version 1.2":            {pdf("x"), "Version 1.2.pdf", "application/pdf", ""},
		"Règlement 2026.docx":    {office(t, "word"), "Règlement 2026.docx", document.Word.Media[0], ""},
		"b.xlsx":                 {office(t, "xl"), "b.xlsx", document.Excel.Media[0], ""},
		"c.pptx":                 {office(t, "ppt"), "c.pptx", document.PowerPoint.Media[0], ""},
		"d.odt":                  {odt, "d.odt", document.ODT.Media[0], ""},
		"e.txt":                  {"Bonjour à tous", "e.txt", "text/plain; charset=utf-8", ""},
		"f.jpeg":                 {photo(t), "f.jpeg", "image/jpeg", ""},
		"g.png":                  {drawing(t), "g.png", "image/png", ""},
		"h.pdf":                  {drawing(t), "", "", msg.FaultLies},
		"i.exe":                  {pdf("x"), "", "", msg.FaultLies},
		"j.pdf.html":             {pdf("x"), "", "", msg.FaultLies},
		"k.docx":                 {odt, "", "", msg.FaultLies},
		"k.docm":                 {office(t, "word"), "", "", msg.FaultLies},
		"l.pdf":                  {"<!doctype html><script>alert(1)</script>", "", "", msg.FaultType},
		"m.svg":                  {`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "", "", msg.FaultType},
		"n.zip":                  {zipped(t, [2]string{"a.txt", "x"}), "", "", msg.FaultType},
		"o.pdf":                  {"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "", "", msg.FaultType},
		"p.pdf":                  {"\x7fELF\x02\x01\x01", "", "", msg.FaultType},
		"q.doc":                  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "", "", msg.FaultType},
		"r.gif":                  {"GIF89a\x01\x00\x01\x00", "", "", msg.FaultType},
		"s.txt":                  {"#!/bin/sh\nrm -rf /\n", "", "", msg.FaultType},
		"t.txt":                  {"\x00\x01\x02\x03", "", "", msg.FaultType},
		"u.pdf":                  {"", "", "", msg.FaultEmpty},
		"v.jpg":                  {photo(t)[:100], "", "", msg.FaultPicture},
		"facture\u202efdp.exe":   {pdf("x"), "", "", msg.FaultLies}, // shown as « factureexe.pdf »
		"w\u202e.pdf":            {pdf("x"), "w.pdf", "application/pdf", ""},
		"../../etc/x.pdf":        {pdf("x"), "x.pdf", "application/pdf", ""},
		`..\..\windows\y.pdf`:    {pdf("x"), "y.pdf", "application/pdf", ""},
		"a\x00b\r\n.pdf":         {pdf("x"), "ab.pdf", "application/pdf", ""},
		"\xff\xfe.pdf":           {pdf("x"), "document.pdf", "application/pdf", ""},
		"..":                     {pdf("x"), "document.pdf", "application/pdf", ""},
		"...pdf":                 {pdf("x"), "document.pdf", "application/pdf", ""},
		".htaccess":              {pdf("x"), "htaccess.pdf", "application/pdf", ""},
		"z.pdf. . .":             {pdf("x"), "z.pdf", "application/pdf", ""},
		`a<b>:"|?*c.pdf`:         {pdf("x"), "a-b------c.pdf", "application/pdf", ""},
		"con.pdf":                {pdf("x"), "_con.pdf", "application/pdf", ""},
		"LPT1.notes.pdf":         {pdf("x"), "_LPT1.notes.pdf", "application/pdf", ""},
		"Console.pdf":            {pdf("x"), "Console.pdf", "application/pdf", ""},
		"e\u0301te\u0301.pdf":    {pdf("x"), "été.pdf", "application/pdf", ""},
		" a \t b .pdf":           {pdf("x"), "a b.pdf", "application/pdf", ""},
		"%2e%2e%2fpasswd.pdf":    {pdf("x"), "%2e%2e%2fpasswd.pdf", "application/pdf", ""},
		"\u200b\u2066\ufeff.pdf": {pdf("x"), "document.pdf", "application/pdf", ""},
	} {
		f, err := h.s.Stage(t.Context(), h.who, papers, name, strings.NewReader(c.content))
		if c.fault != "" {
			t.Run(name, func(*testing.T) { h.wantRefused(err, c.fault) })
			continue
		}
		if err != nil || f.Name != c.want || f.MediaType != c.media {
			t.Errorf("%q: %q %q %v", name, f.Name, f.MediaType, err)
		}
	}
}

// A name is cut to what file systems take, between two letters, and keeps its ending.
func TestLongNames(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), blobtest.Folder(t))
	for _, letter := range []string{"a", "é", "🎒", "a "} {
		f := h.stage(strings.Repeat(letter, 300)+".pdf", pdf("x"))
		if len(f.Name) > 255 || len(f.Name) < 240 || !strings.HasSuffix(f.Name, ".pdf") || !utf8.ValidString(f.Name) || strings.Contains(f.Name, " .") {
			t.Errorf("%d bytes: %q", len(f.Name), f.Name)
		}
	}
}

// What is too large is cut at the limit, and not a byte later; nothing of it is kept.
func TestTooLarge(t *testing.T) {
	onBoth(t, func(h *house) {
		read := &counted{from: io.MultiReader(strings.NewReader(pdf("")), endless(2<<30))}
		_, err := h.s.Stage(h.t.Context(), h.who, papers, "huge.pdf", read)
		h.wantRefused(err, msg.FaultLarge)
		if read.n > limit+64<<10 || h.kept() != 0 || h.rows() != 0 {
			h.t.Errorf("%d bytes read, %d kept, %d rows", read.n, h.kept(), h.rows())
		}
		exact := pdf(strings.Repeat("x", limit-len(pdf(""))))
		if f := h.stage("exact.pdf", exact); f.Size != limit {
			h.t.Errorf("%d bytes", f.Size)
		}
		_, err = h.s.Stage(h.t.Context(), h.who, papers, "more.pdf", strings.NewReader(exact+"x"))
		h.wantRefused(err, msg.FaultLarge)
		small := document.Use{Key: "test.small", Types: document.Papers(), Limit: document.Megabyte}
		_, err = h.s.Stage(h.t.Context(), h.who, small, "a.pdf", strings.NewReader(exact))
		h.wantRefused(err, msg.FaultLarge)
		_, err = h.s.Stage(h.t.Context(), h.who, small, "a.jpg", io.MultiReader(strings.NewReader(photo(h.t)), endless(2<<30)))
		h.wantRefused(err, msg.FaultLarge)
	})
}

type counted struct {
	from io.Reader
	n    int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.n += int64(n)
	return n, err
}

// Pictures are made anew: smaller where the use says so, a WebP as something every program shows.
func TestPictures(t *testing.T) {
	onBoth(t, func(h *house) {
		logo := document.Use{Key: "test.logo", Types: document.Pictures(), Side: 15}
		f, err := h.s.Stage(h.t.Context(), h.who, logo, "logo.png", strings.NewReader(drawing(h.t)))
		h.ok(err)
		if f.Width != 15 || f.Height != 10 || f.MediaType != "image/png" {
			h.t.Errorf("%+v", f)
		}
		webp := "RIFF\"\x00\x00\x00WEBPVP8 \x16\x00\x00\x000\x01\x00\x9d\x01*\x01\x00\x01\x00\x0e\xc0\xfe%\xa4\x00\x03p\x00\x00\x00\x00"
		f, err = h.s.Stage(h.t.Context(), h.who, logo, "logo.webp", strings.NewReader(webp))
		h.ok(err)
		if f.Name != "logo.jpg" || f.MediaType != "image/jpeg" || f.Width != 1 {
			h.t.Errorf("%+v", f)
		}
		_, err = h.s.Stage(h.t.Context(), h.who, logo, "a.pdf", strings.NewReader(pdf("x")))
		h.wantRefused(err, msg.FaultType)
		bomb := "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x06\x00\x00\x00\xa1\xf2\x7b\x2f"
		_, err = h.s.Stage(h.t.Context(), h.who, logo, "bomb.png", strings.NewReader(bomb))
		if err == nil {
			h.t.Error("a bomb is taken")
		}
	})
}

// What is sealed on its way is kept as the seal made it, once its type was told by what came; a lie about the type seals nothing.
func TestSealedOnTheWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), blobtest.Folder(t))
	sealedFor := ""
	u := papers
	u.Seal = func(fileID string, from io.Reader) (io.Reader, error) {
		sealedFor = fileID
		return io.MultiReader(strings.NewReader("sealed:"), from), nil
	}
	if _, err := h.s.Stage(t.Context(), h.who, u, "Mandat.pdf", strings.NewReader("<html>")); err == nil || sealedFor != "" {
		t.Errorf("a page called .pdf: %v, sealed for %q", err, sealedFor)
	}
	u.Name = "mandat-7"
	f, err := h.s.Stage(t.Context(), h.who, u, "Mandat de Zélie.pdf", strings.NewReader(pdf("x")))
	h.ok(err)
	if f.Name != "mandat-7.pdf" {
		t.Errorf("it is called %s", f.Name)
	}
	if f, err = h.bind(f, "o1"); err != nil || sealedFor != f.ID {
		t.Fatalf("bound: %v, sealed for %q", err, sealedFor)
	}
	c, err := h.s.Open(t.Context(), f)
	h.ok(err)
	defer func() { _ = c.Close() }() // it was only read
	if got, err := io.ReadAll(c); err != nil || string(got) != "sealed:"+pdf("x") || int64(len(got)) != f.Size {
		t.Errorf("kept %q of %d bytes: %v", got, f.Size, err)
	}
}
