package jsonsheet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"preau/internal/kit/sheet"
	"preau/internal/kit/sheet/jsonsheet"
	"preau/internal/kit/sheet/msg"
)

func TestToCSV(t *testing.T) {
	for in, want := range map[string]string{
		`[{"a":"1","b":2.50,"c":true},{"b":null,"d":"x;\"y\""}]`:                                            "a;b;c;d\r\n1;2.50;true;\r\n;;;\"x;\"\"y\"\"\"\r\n",
		`{"n":2,"first":[{"a":"=1+1","geo":{"lat":50.1,"more":{"x":1}},"l":[1,[2]]}],"second":[{"a":"é"}]}`: "a;geo.lat;geo.more.x\r\n'=1+1;50.1;1\r\né;;\r\n",
		"\ufeff[ {\"a\" : \"z\\u0000\"} ]":                                                                  "a\r\nz\ufffd\r\n",
	} {
		var b bytes.Buffer
		if err := jsonsheet.ToCSV(strings.NewReader(in), &b); err != nil || b.String() != "\ufeff"+want {
			t.Errorf("%s: %v %q", in, err, b.String())
		}
		if !jsonsheet.Is([]byte(in)) {
			t.Errorf("%s is not seen as JSON", in)
		}
	}
}

func TestNoExport(t *testing.T) {
	for in, want := range map[string]any{
		`"x"`: msg.Json, `[1]`: msg.Json, `[{"a":1}`: msg.Json, `{"a":[{"b":1}`: msg.Json, `[{"a":}]`: msg.Json, ``: msg.Json, `[]`: msg.Empty, `{"a":1}`: msg.Empty, `{"a":[]}`: msg.Empty,
		`[` + strings.Repeat(`{"a":`, 20) + `1` + strings.Repeat(`}`, 20) + `]`: msg.Json,
	} {
		var f *sheet.Fault
		if err := jsonsheet.ToCSV(strings.NewReader(in), &bytes.Buffer{}); !errors.As(err, &f) || f.Msg.Key != want {
			t.Errorf("%s: %v, want %v", in, err, want)
		}
	}
	for _, in := range []string{"", "{", "[", "[a];b", "{x}", "Nom;Type", "[1,2]"} {
		if jsonsheet.Is([]byte(in)) {
			t.Errorf("%q is taken for JSON", in)
		}
	}
}

func FuzzToCSV(f *testing.F) {
	f.Add([]byte(`[{"a":"1","b":{"c":[2]}}]`))
	f.Add([]byte(`{"a":[{"b":null}],"c":[{"d":"x"}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var b bytes.Buffer
		err := jsonsheet.ToCSV(bytes.NewReader(in), &b)
		var fault *sheet.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
	})
}
