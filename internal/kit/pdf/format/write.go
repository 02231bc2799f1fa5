package format

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// The numbers of the objects that others name before they are written.
const (
	pagesObject     = 1
	resourcesObject = 2
	firstPage       = 3 // each page is followed by its content
)

// writer writes objects, and remembers where each begins.
type writer struct {
	bytes.Buffer
	begins map[int]int
	next   int
}

// Write ends the document.
func (f *File) Write(to io.Writer) error {
	w := &writer{begins: map[int]int{}, next: firstPage}
	w.WriteString("%PDF-1.5\n%\xb5\xb6\xb5\xb6\n")
	kids := f.writePages(w)
	w.object(pagesObject, fmt.Sprintf("<</Type /Pages\n/Kids [%s]\n/Count %d\n/MediaBox [0 0 %.2f %.2f]>>", kids, len(f.pages), f.w, f.h))
	var fonts strings.Builder
	for i, x := range f.fonts {
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", i, w.font(x))
	}
	w.object(resourcesObject, "<</ProcSet [/PDF /Text]\n/Font <<"+fonts.String()+">>>>")
	outlines := f.writeMarks(w)
	info := w.add(f.info.object())
	root := w.add(fmt.Sprintf("<</Type /Catalog\n/Pages %d 0 R\n/Lang (%s)%s>>", pagesObject, f.info.Lang, outlines))
	w.end(root, info)
	_, err := w.WriteTo(to)
	return err
}

func (f *File) writePages(w *writer) (kids string) {
	var all strings.Builder
	for _, p := range f.pages {
		n := w.add(fmt.Sprintf("<</Type /Page\n/Parent %d 0 R\n/Resources %d 0 R\n/Contents %d 0 R>>", pagesObject, resourcesObject, w.next+1))
		w.stream("", p.ops)
		fmt.Fprintf(&all, "%d 0 R ", n)
	}
	return all.String()
}

// writeMarks gives what the root says of the reader's list of contents.
func (f *File) writeMarks(w *writer) string {
	if len(f.marks) == 0 {
		return ""
	}
	parent := w.next
	first, last := parent+1, parent+len(f.marks)
	w.add(fmt.Sprintf("<</Type /Outlines\n/First %d 0 R\n/Last %d 0 R\n/Count %d>>", first, last, len(f.marks)))
	for _, m := range f.marks {
		b := words([]byte("<</Title "), m.title)
		b = fmt.Appendf(b, "\n/Parent %d 0 R", parent)
		if w.next > first {
			b = fmt.Appendf(b, "\n/Prev %d 0 R", w.next-1)
		}
		if w.next < last {
			b = fmt.Appendf(b, "\n/Next %d 0 R", w.next+1)
		}
		b = fmt.Appendf(b, "\n/Dest [%d 0 R /XYZ 0 %.2f null]>>", firstPage+2*m.page, f.h-m.y)
		w.add(string(b))
	}
	return fmt.Sprintf("\n/Outlines %d 0 R\n/PageMode /UseOutlines", parent)
}

func (i Info) object() string {
	b := words([]byte("<</Producer "), i.Producer)
	b = words(append(b, "\n/Title "...), i.Title)
	b = words(append(b, "\n/Author "...), i.Author)
	at := i.Made.Format("D:20060102150405-07'00'")
	return string(fmt.Appendf(b, "\n/CreationDate (%s)\n/ModDate (%s)>>", at, at))
}

// add writes an object under the next number.
func (w *writer) add(body string) int {
	n := w.next
	w.next++
	w.object(n, body)
	return n
}

func (w *writer) object(n int, body string) {
	w.begin(n)
	w.WriteString(body)
	w.WriteString("\nendobj\n")
}

func (w *writer) begin(n int) {
	w.begins[n] = w.Len()
	w.WriteString(strconv.Itoa(n))
	w.WriteString(" 0 obj\n")
}

// packers are what makes streams small. Making one takes longer than most pages.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// stream writes an object of bytes, packed, with what else its dictionary says.
func (w *writer) stream(says string, b []byte) int {
	var packed bytes.Buffer
	z, _ := packers.Get().(*zlib.Writer)
	z.Reset(&packed)
	_, _ = z.Write(b) // into memory
	_ = z.Close()     // into memory
	packers.Put(z)
	n := w.next
	w.next++
	w.begin(n)
	fmt.Fprintf(w, "<<%s/Filter /FlateDecode\n/Length %d>>\nstream\n", says, packed.Len())
	w.Write(packed.Bytes())
	w.WriteString("\nendstream\nendobj\n")
	return n
}

// end writes where the objects are. The document's name is made of its content.
func (w *writer) end(root, info int) {
	name := sha256.Sum256(w.Bytes())
	at := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", w.next)
	for n := 1; n < w.next; n++ {
		fmt.Fprintf(w, "%010d 00000 n \n", w.begins[n])
	}
	fmt.Fprintf(w, "trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", w.next, root, info, name[:16], name[:16], at)
}
