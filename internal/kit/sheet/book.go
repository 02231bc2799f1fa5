package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"preau/internal/kit/sheet/msg"
)

// book is an XLSX: its parts, its sheets, and what the cells of all sheets share.
type book struct {
	parts   map[string]*zip.File // by their names, folded: some programs write Xl/Workbook.xml
	zip     *zip.Reader
	sheets  []bookSheet
	sheet   bookSheet // the one that is read
	date04  bool      // days are counted from 1904, as old Macs did
	formats []numberFormat
	texts   *texts // read when the first row is
	textsAt string // the name of their part
}

type bookSheet struct {
	name   string
	part   string
	hidden bool
}

const (
	maxDirectory = 4 << 20  // bytes of the list of parts; a honest one has some 2,000
	maxParts     = 10_000   // of an XLSX, pictures counted
	maxPart      = 16 << 20 // bytes of a part that is held in memory: the workbook, the styles
)

// openBook reads all of an XLSX but its rows and its texts.
func (f *File) openBook(sheet string) error {
	b := &book{parts: map[string]*zip.File{}}
	f.book = b
	f.src.counting, f.src.left = true, maxDirectory
	z, err := zip.NewReader(f.src, f.size)
	f.src.counting = false
	if err != nil {
		return f.src.blame(damaged(0, err))
	}
	if len(z.File) > maxParts {
		return damaged(0, errTooMuch)
	}
	b.zip = z
	for _, p := range z.File {
		if name := partName(p.Name); b.parts[name] == nil {
			b.parts[name] = p
		}
	}
	if err := f.readWorkbook(); err != nil {
		return err
	}
	return f.chooseSheet(sheet)
}

func partName(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(s, `\`, "/")), "/")
}

// relations say which part is whose. Their types end alike in both dialects of the standard.
type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

type workbook struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets struct {
		List []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			// the strict dialect's
			StrictID string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheet"`
	} `xml:"sheets"`
}

// readWorkbook finds the sheets, the formats and the texts.
func (f *File) readWorkbook() error {
	at := "xl/workbook.xml"
	var root relations
	if f.book.parts["_rels/.rels"] != nil {
		if err := f.decode("_rels/.rels", &root); err != nil {
			return err
		}
	}
	for _, r := range root.List {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			at = partName(path.Join("/", r.Target))
		}
	}
	if f.book.parts[at] == nil || strings.HasSuffix(at, ".bin") {
		return zipFault(f.book.parts)
	}
	var rels relations
	var w workbook
	if err := f.decode(at, &w); err != nil {
		return err
	}
	if err := f.decode(path.Join(path.Dir(at), "_rels", path.Base(at)+".rels"), &rels); err != nil {
		return err
	}
	f.book.date04 = w.Properties.Date1904 == "1" || w.Properties.Date1904 == "true"
	if err := f.relate(path.Dir(at), w, rels); err != nil {
		return err
	}
	return f.weigh()
}

// relate follows the workbook's relations.
func (f *File) relate(dir string, w workbook, rels relations) error {
	sheets := map[string]string{}
	for _, r := range rels.List {
		to := r.Target
		if !strings.HasPrefix(to, "/") {
			to = path.Join("/", dir, to)
		}
		switch to = partName(path.Clean(to)); path.Base(r.Type) {
		case "worksheet":
			sheets[r.ID] = to
		case "sharedStrings":
			f.book.textsAt = to
		case "styles":
			if err := f.readFormats(to); err != nil {
				return err
			}
		}
	}
	for _, s := range w.Sheets.List {
		if part := sheets[s.ID+s.StrictID]; f.book.parts[part] != nil { // sheets of charts have no rows
			f.book.sheets = append(f.book.sheets, bookSheet{name: s.Name, part: part, hidden: s.State != "" && s.State != "visible"})
		}
	}
	return nil
}

// weigh refuses at once what says that it is too large; the zip reader holds each part to what it said.
func (f *File) weigh() error {
	sum := uint64(0)
	for _, name := range f.book.read() {
		if p := f.book.parts[name]; p != nil {
			sum += min(p.UncompressedSize64, 1<<60)
		}
		if sum > uint64(f.limits.Unzipped) {
			return fault(msg.TooLargeUnzipped, "max", f.limits.Unzipped/megabyte)
		}
	}
	return nil
}

// read are the parts whose size matters.
func (b *book) read() []string {
	names := []string{b.textsAt}
	for _, s := range b.sheets {
		names = append(names, s.part)
	}
	return names
}

// decode reads a small part into a struct.
func (f *File) decode(name string, into any) error {
	p := f.book.parts[name]
	if p == nil || p.UncompressedSize64 > maxPart {
		return damaged(0, errors.New(name))
	}
	r, err := p.Open()
	if err != nil {
		return f.src.blame(damaged(0, err))
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return f.src.blame(damaged(0, err))
	}
	return nil
}

// chooseSheet takes the sheet asked for, else the first visible one that holds something.
func (f *File) chooseSheet(name string) error {
	var found []string
	for _, s := range f.book.sheets {
		f.book.sheet = s
		if found = append(found, s.name); name != "" && fold(s.name) == fold(name) {
			return nil
		}
		if name != "" || s.hidden {
			continue
		}
		holds, err := f.holdsSomething()
		if err != nil || holds {
			return err
		}
	}
	if name != "" {
		return fault(msg.NoSheet, "name", shorten(name), "found", shorten(strings.Join(found, ", ")))
	}
	return fault(msg.Empty)
}

func (f *File) holdsSomething() (bool, error) {
	for row, err := range f.raw() {
		if err != nil || row.width() > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// Sheet names the sheet that is read; a CSV has none.
func (f *File) Sheet() string {
	if f.book == nil {
		return ""
	}
	return f.book.sheet.name
}

// Sheets names all sheets of a workbook, hidden ones too.
func (f *File) Sheets() []string {
	var names []string
	if f.book != nil {
		for _, s := range f.book.sheets {
			names = append(names, s.name)
		}
	}
	return names
}

// open opens a large part for a scanner.
func (f *File) open(name string) (io.ReadCloser, int64, error) {
	p := f.book.parts[name]
	if p == nil {
		return nil, 0, damaged(0, errors.New(name))
	}
	r, err := p.Open()
	if err != nil {
		return nil, 0, f.src.blame(damaged(0, err))
	}
	return r, int64(p.UncompressedSize64), nil
}
