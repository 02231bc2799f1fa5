package sheet_test

import (
	"bytes"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

func TestCSV(t *testing.T) {
	covers.Statement(t, "R054")
	for lang, want := range map[i18n.Lang]string{
		i18n.French:  "\ufeffÉcole;2,5;-1200\r\n\"'=1+1\"\"\";'@x;' -3\r\n\r\n",
		i18n.English: "\ufeffÉcole,2.5,-1200\r\n\"'=1+1\"\"\",'@x,' -3\r\n\r\n",
	} {
		var b bytes.Buffer
		c := sheet.NewCSV(&b, lang)
		c.Write(sheet.Text("École"), sheet.Thousandths(2500), sheet.Thousandths(-1_200_000))
		c.Write(sheet.Text(`=1+1"`), sheet.Text("@x"), sheet.Text(" -3"))
		c.Write()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Bécher": "Bécher", "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+33 1": "'+33 1", "-": "'-",
		"\t=1": "'\t=1", "\u00a0=1": "'\u00a0=1", "3=3": "3=3", "＝1": "'＝1",
	} {
		if got := sheet.Harmless(in); got != want {
			t.Errorf("Harmless(%q) = %q, want %q", in, got, want)
		}
	}
}
