package demo

import (
	"bytes"
	"fmt"
	"strings"
)

// The page: A4 in points, with a margin, and as many letters of 11 points as a line takes.
const (
	lineLetters = 84
	lineHeight  = 16
	topOfPage   = 780
)

// windows are the letters of French that WinAnsiEncoding has elsewhere than Unicode.
var windows = map[rune]byte{'œ': 0x9c, 'Œ': 0x8c, '’': 0x92, '–': 0x96, '€': 0x80, '…': 0x85}

// makePDF is a page of text under a title, in a typeface that every reader has: enough for a demonstration, and small.
func makePDF(title, text string) []byte {
	var page strings.Builder
	fmt.Fprintf(&page, "BT /F1 18 Tf 60 %d Td (%s) Tj ET\n", topOfPage, letters(title))
	y := topOfPage - 3*lineHeight
	for _, line := range wrapped(text) {
		fmt.Fprintf(&page, "BT /F2 11 Tf 60 %d Td (%s) Tj ET\n", y, letters(line))
		y -= lineHeight
	}
	font := "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
	return numbered(
		"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> /Contents 6 0 R >>",
		fmt.Sprintf(font, "Helvetica-Bold"), fmt.Sprintf(font, "Helvetica"),
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		fmt.Sprintf("<< /Title (%s) >>", letters(title)),
	)
}

// numbered writes the objects with the table that says where each begins; the last describes the document.
func numbered(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	begin := b.Len()
	fmt.Fprintf(&b, "%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, len(objects), begin)
	return b.Bytes()
}

// letters is a text as a string of a PDF.
func letters(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch w, ok := windows[r]; {
		case ok:
			b.WriteByte(w)
		case r == '(' || r == ')' || r == '\\':
			b.WriteString(`\` + string(r))
		case r <= 0xff:
			b.WriteByte(byte(r))
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// wrapped cuts a text into lines.
func wrapped(text string) []string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Split(paragraph, " ") {
			if line != "" && len([]rune(line))+1+len([]rune(word)) > lineLetters {
				out, line = append(out, line), ""
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		out = append(out, line)
	}
	return out
}
