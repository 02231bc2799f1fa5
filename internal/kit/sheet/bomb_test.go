package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/msg"
)

// bomb makes an XLSX one part of which unzips to head and then a million bytes of filling, over and over. It says that
// the part has size bytes, whatever is true.
func bomb(t testing.TB, part, head, filling string, millions int, size uint64) string {
	t.Helper()
	var packed bytes.Buffer
	for i, text := range []string{head, strings.Repeat(filling, 1_000_000/len(filling))} {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil { // ends on a whole byte, and what follows may begin anew
			t.Fatal(err)
		}
		packed.WriteString(strings.Repeat(b.String(), []int{1, millions}[i]))
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	whole := workbook(t, `<row r="1"><c r="A1"><v>1</v></c></row>`, "xl/sharedStrings.xml", "<sst/>")
	from, err := zip.NewReader(strings.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range from.File {
		if p.Name != part {
			if err := z.Copy(p); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := z.CreateRaw(&zip.FileHeader{Name: part, Method: zip.Deflate, CRC32: 1, CompressedSize64: uint64(packed.Len()), UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A small file that unzips to gigabytes is refused at once, and takes next to no memory.
func TestZipBombs(t *testing.T) {
	const (
		rows  = "xl/worksheets/sheet1.xml"
		texts = "xl/sharedStrings.xml"
		start = "<worksheet><sheetData>"
		honed = 900_000_000 // just below what is taken
	)
	for name, tc := range map[string]struct {
		part, head, filling string
		size                uint64
		key                 i18n.Key
		room                uint64 // megabytes allocated in all
	}{
		"says so":           {rows, start, " ", 3_000_000_000, msg.TooLargeUnzipped, 16},
		"beyond all sizes":  {rows, start, " ", 1 << 63, msg.TooLargeUnzipped, 16},
		"says nothing":      {rows, start, " ", 2_000, msg.Damaged, 16},
		"texts say so":      {texts, "<sst>", " ", 3_000_000_000, msg.TooLargeUnzipped, 16},
		"styles say so":     {"[Content_Types].xml", "", " ", 3_000_000_000, "", 16}, // which is never read
		"one long blank":    {rows, start, " ", honed, msg.Damaged, 16},
		"one long cell":     {rows, start + `<row><c t="str"><v>`, "a", honed, msg.DamagedAt, 16},
		"one long tag":      {rows, start + `<row a="`, "a", honed, msg.Damaged, 16},
		"many pieces":       {rows, start + `<row><c t="str"><v>`, "a<!---->", honed, msg.DamagedAt, 16},
		"rows without end":  {rows, start, "<row/>", honed, msg.DamagedAt, 16},
		"cells without end": {rows, start + "<row>", "<c/>", honed, msg.DamagedAt, 16},
		"one long text":     {texts, "<sst><si><t>", "a", honed, msg.Damaged, 16},
		"texts of nothing":  {texts, "<sst>", "<si/>", honed, msg.TooLargeUnzipped, 200},
	} {
		t.Run(name, func(t *testing.T) {
			content := bomb(t, tc.part, tc.head, tc.filling, 3_000, tc.size)
			if len(content) > 20_000_000 {
				t.Fatalf("the bomb has %d bytes", len(content))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			f, err := sheet.Open(strings.NewReader(content), int64(len(content)), sheet.Options{})
			if err == nil {
				_, err = read(f)
			}
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			key := i18n.Key("")
			var fault *sheet.Fault
			if errors.As(err, &fault) {
				key = fault.Msg.Key
			}
			megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%d bytes, %v, %d MB: %s", len(content), took, megabytes, key)
			if key != tc.key || megabytes > tc.room || took > 20*time.Second {
				t.Errorf("%s after %v and %d MB: %v", key, took, megabytes, err)
			}
		})
	}
}

// The list of a zip's parts is held to a size, too.
func TestManyParts(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 60_000 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: strings.Repeat("x", 50)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if f := refusal(t, b.String(), sheet.Options{}); f.Msg.Key != msg.Damaged {
		t.Errorf("%v", f)
	}
}
