package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/msg"
)

// formSite runs read on the form posted to /act, and says whether it ran.
func formSite(t *testing.T, read func(*web.Form)) (*site, *int) {
	t.Helper()
	s, ran := newSite(t), 0
	s.mux.Post("/act", func(w http.ResponseWriter, r *http.Request) error {
		ran++
		f, err := web.ParseForm(r)
		if err != nil {
			return err
		}
		if read != nil {
			read(f)
		}
		return says("done")(w, r)
	})
	return s, &ran
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	many := strings.TrimSuffix(strings.Repeat("a=1&", 10_000), "&")
	for name, c := range map[string]struct {
		contentType, body string
		status            int
	}{
		"broken UTF-8":         {form, "nom=%ff%fe", 422},
		"broken UTF-8, raw":    {form, "nom=\xc3\x28", 422},
		"overlong slash":       {form, "nom=%c0%af", 422},
		"surrogate":            {form, "nom=%ed%a0%80", 422},
		"broken name":          {form, "n%ffom=a", 422},
		"NUL":                  {form, "nom=a%00b", 422},
		"NUL in a name":        {form, "n%00om=a", 422},
		"bad escape":           {form, "nom=%zz", 422},
		"semicolon":            {form, "a=1;b=2", 422},
		"2 MB":                 {form, "nom=" + strings.Repeat("a", 2<<20), 413},
		"10,000 fields":        {form, many, 422},
		"JSON":                 {"application/json", `{"nom":"a"}`, 415},
		"no type":              {"", "nom=a", 415},
		"nonsense for a type":  {"/;;", "nom=a", 415},
		"files where none are": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"nom\"\r\n\r\na\r\n--x--\r\n", 415},
		"another charset":      {form + "; charset=iso-8859-1", "nom=%e9", 415},
		"UTF-8, said":          {form + "; charset=UTF-8", "nom=%c3%a9", 200},
		"just under 1 MB":      {form, "nom=" + strings.Repeat("a", 1<<20-4), 200},
		"1 MB and a byte":      {form, "nom=" + strings.Repeat("a", 1<<20-3), 413},
		"4,999 fields":         {form, many[:4*4999-1], 200},
		"nothing":              {form, "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ran := formSite(t, nil)
			w := s.do(http.MethodPost, "/act", strings.NewReader(c.body), header("Content-Type", c.contentType))
			want(t, "status", w.Code, c.status)
			want(t, "handler ran", *ran == 1, c.status == 200)
		})
	}
}

func TestBodyOfUnknownLength(t *testing.T) {
	t.Parallel()
	s, ran := formSite(t, nil)
	unknown := func(r *http.Request) {
		r.ContentLength = -1
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader("a="), strings.NewReader(strings.Repeat("b", 2<<20))))
	}
	want(t, "status", s.post("/act", "x", unknown).Code, 413)
	cut := func(r *http.Request) { r.Body = io.NopCloser(io.MultiReader(strings.NewReader("a="), &cut{left: 10})) }
	want(t, "cut on the way", s.post("/act", "x", cut).Code, 422)
	want(t, "handler ran", *ran, 0)
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, text, line string }{
		"trimmed":        {" \t Léa \u00a0\n", "Léa", "Léa"},
		"newlines":       {"a\r\nb\rc\n", "a\nb\nc", "a b c"},
		"composed":       {"Le\u0301a", "L\u00e9a", "L\u00e9a"},
		"controls":       {"a\x01\x1b[31mb\x7f\u0085c", "a[31mbc", "a[31mbc"},
		"tab":            {"a\tb", "a b", "a b"},
		"direction":      {"abc\u202etxt.exe", "abctxt.exe", "abctxt.exe"},
		"zero width":     {"ad\u200bmin\ufeff", "admin", "admin"},
		"emoji":          {"👩\u200d🏫", "👩\u200d🏫", "👩\u200d🏫"},
		"line separator": {"a\u2028b", "ab", "ab"},
		"only spaces":    {" \n ", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ran := formSite(t, func(f *web.Form) {
				want(t, "text", f.Text("nom", 100), c.text)
				want(t, "line", f.Line("nom", 100), c.line)
				want(t, "fault", f.Err(), nil)
			})
			s.post("/act", url.Values{"nom": {c.in}}.Encode())
			want(t, "handler ran", *ran, 1)
		})
	}
}

func TestFieldsAndFaults(t *testing.T) {
	t.Parallel()
	var err error
	s, _ := formSite(t, func(f *web.Form) {
		want(t, "first of two", f.Text("deux", 10), "un")
		want(t, "both", strings.Join(f.Values("deux"), ","), "un,deux")
		want(t, "has", f.Has("vide"), true)
		want(t, "has not", f.Has("absent"), false)
		want(t, "as typed", f.Value("long"), " éééé ")
		want(t, "a secret is not trimmed", f.Secret("mdp", 20), " a b ")
		want(t, "box", f.Bool("case"), true)
		want(t, "box at 0", f.Bool("zero"), false)
		want(t, "no box", f.Bool("absent"), false)
		want(t, "choice", f.OneOf("choix", "a", "b"), "b")
		want(t, "no choice", f.OneOf("absent", "a", "b"), "")
		want(t, "four letters fit", f.Text("long", 4), "éééé")
		want(t, "three do not", f.Text("long", 3), "éééé")
		want(t, "foreign choice", f.OneOf("choix", "a", "c"), "")
		f.Required("deux", "vide", "absent", "blanc")
		f.Fail("vide", i18n.M(msg.FormDay))
		f.Secret("mdp", 2)
		want(t, "fault", f.Fault("blanc").Key, msg.FormRequired)
		want(t, "names", strings.Join(f.Names(), " "), "blanc case choix deux long mdp vide zero")
		err = f.Err()
	})
	s.post("/act", "deux=un&deux=deux&vide=&blanc=+%0a&long=+%C3%A9%C3%A9%C3%A9%C3%A9+&mdp=+a+b+&case=on&zero=0&choix=b")
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		t.Fatalf("got %v", err)
	}
	wantFaults := []apperr.Field{
		{Name: "long", Msg: i18n.M(msg.FormTooLong, "n", 4, "max", 3)},
		{Name: "choix", Msg: i18n.M(msg.FormChoice)},
		{Name: "vide", Msg: i18n.M(msg.FormRequired)},
		{Name: "absent", Msg: i18n.M(msg.FormRequired)},
		{Name: "blanc", Msg: i18n.M(msg.FormRequired)},
		{Name: "mdp", Msg: i18n.M(msg.FormTooLong, "n", 5, "max", 2)},
	}
	if d := cmp.Diff(wantFaults, e.Fields); d != "" {
		t.Errorf("faults (-want +got):\n%s", d)
	}
}

func TestFaultsOfAUseCase(t *testing.T) {
	t.Parallel()
	f := web.NewForm(map[string]string{"nom": "Léa"})
	want(t, "value", f.Value("nom"), "Léa")
	want(t, "not found is not for the form", f.Take(apperr.NotFoundErr()), false)
	want(t, "nil is not for the form", f.Take(nil), false)
	want(t, "invalid is", f.Take(fmt.Errorf("x: %w", apperr.InvalidField("nom", i18n.M(msg.FormRequired)))), true)
	want(t, "fault", f.Faults()[0].Name, "nom")
}

func TestInt(t *testing.T) {
	t.Parallel()
	for in, c := range map[string]struct {
		n     int
		fault i18n.Key
	}{
		"": {0, ""}, " 12 ": {12, ""}, "1 234": {1234, ""}, "1\u202f234": {1234, ""}, "1\u00a0234": {1234, ""}, "-3": {-3, ""}, "−3": {-3, ""},
		"0012": {12, ""}, "5000": {5000, ""}, "5001": {0, msg.FormNumberRange}, "-11": {0, msg.FormNumberRange},
		"99999999999999999999": {0, msg.FormNumberRange}, "12,5": {0, msg.FormNumber}, "1e3": {0, msg.FormNumber}, "0x10": {0, msg.FormNumber},
		"douze": {0, msg.FormNumber}, "--3": {0, msg.FormNumber}, "١٢": {0, msg.FormNumber},
	} {
		f := web.NewForm(map[string]string{"n": in})
		want(t, in, f.Int("n", -10, 5000), c.n)
		want(t, in, f.Fault("n").Key, c.fault)
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	for in, day := range map[string]string{
		"": "", "2026-11-21": "2026-11-21", " 2028-02-29 ": "2028-02-29", "21/11/2026": "2026-11-21", "1/2/2026": "2026-02-01",
		"2026-02-29": "!", "2026-11-31": "!", "31/11/2026": "!", "0026-11-21": "!", "20266-11-21": "!", "1899-12-31": "!", "2026-11": "!",
		"hier": "!", "2026-11-21T10:00": "!", "11/21/2026": "!",
	} {
		f := web.NewForm(map[string]string{"d": in})
		got := f.Day("d")
		if f.Err() != nil {
			got += "!"
		}
		want(t, in, got, day)
	}
}

func TestDateTime(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for in, c := range map[string]struct {
		at    string
		fault i18n.Key
	}{
		"2026-12-05T18:00":    {"2026-12-05T17:00:00Z", ""},
		"2026-07-05T18:00:30": {"2026-07-05T16:00:30Z", ""},
		"05/12/2026 18:00":    {"2026-12-05T17:00:00Z", ""},
		"2026-10-25T02:30":    {"2026-10-25T00:30:00Z", ""}, // comes twice: the first
		"2026-10-25T03:00":    {"2026-10-25T02:00:00Z", ""},
		"2026-03-29T02:30":    {"", msg.FormMomentSkipped},
		"2026-03-29T03:00":    {"2026-03-29T01:00:00Z", ""},
		"2026-12-05":          {"", msg.FormMoment},
		"2026-12-05T25:00":    {"", msg.FormMoment},
		"2026-12-05T18:00Z":   {"", msg.FormMoment},
		"":                    {"", ""},
	} {
		f := web.NewForm(map[string]string{"d": in})
		got := ""
		if at := f.DateTime("d", paris); !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		want(t, in, got, c.at)
		want(t, in, f.Fault("d").Key, c.fault)
	}
}

func TestPosted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var got web.Post
	act := func(w http.ResponseWriter, r *http.Request) error { got = web.Posted(r); return says("x")(w, r) }
	s.mux.Post("/demandes/{n}/note", act)
	s.mux.Get("/demandes/{n}", act)
	post := func(path, body string) web.Post { t.Helper(); s.post(path, body); return got }

	first := post("/demandes/1/note", "_cle=k1&a=1&b=2&b=3")
	want(t, "key", first.Key, "k1")
	want(t, "act", first.Act, "POST /demandes/{n}/note")
	want(t, "at", first.At, s.clock.Now())
	want(t, "another order, another key", post("/demandes/1/note", "b=2&a=1&b=3&_cle=k2").Body, first.Body)
	want(t, "newlines sent otherwise", post("/demandes/1/note", "a=%0d%0a").Body, post("/demandes/1/note", "a=%0a").Body)
	for _, other := range []string{"a=1&b=3&b=2", "a=1&b=2", "a=1&b=2&b=3&c=", "a=12&b=3", "a=1&b=23", "a=&b=2&b=3", ""} {
		if post("/demandes/1/note", other+"&_cle=k1").Body == first.Body {
			t.Errorf("%s has the same hash", other)
		}
	}
	if post("/demandes/2/note", "_cle=k1&a=1&b=2&b=3").Body == first.Body {
		t.Error("another object has the same hash")
	}
	s.get("/demandes/1")
	if got.Key != "" || got.Body != "" || got.At.IsZero() {
		t.Errorf("a GET is posted: %+v", got)
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?q=Le%CC%81a&page=2", nil)
	f, err := web.ParseQuery(r)
	if err != nil || f.Text("q", 10) != "Léa" || f.Int("page", 1, 10) != 2 {
		t.Errorf("got %v %v", f, err)
	}
	for _, bad := range []string{"/?q=%ff", "/?q=%00", "/?q=%zz"} {
		if _, err := web.ParseQuery(httptest.NewRequestWithContext(t.Context(), http.MethodGet, bad, nil)); !apperr.Is(err, apperr.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// upload builds a form with files: name, "" for a field or a file's name, content.
func upload(t *testing.T, parts ...[3]string) (string, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		to, err := w.CreateFormField(p[0])
		if p[1] != "" {
			to, err = w.CreateFormFile(p[0], strings.TrimPrefix(p[1], "empty"))
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(to, p[2]) // into memory
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestUpload(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var files []string
	var posted web.Post
	s.mux.Upload("/files", 200_000, func(w http.ResponseWriter, r *http.Request) error {
		files = nil
		f, err := web.ParseUpload(r, func(file web.File) error {
			if file.Name == "unread.txt" {
				return nil
			}
			b, err := io.ReadAll(file)
			files = append(files, fmt.Sprintf("%s/%s=%s", file.Field, file.Name, b))
			return err
		})
		if err != nil {
			return err
		}
		posted = web.Posted(r)
		return says(f.Text("titre", 50))(w, r)
	})
	send := func(parts ...[3]string) *httptest.ResponseRecorder {
		ct, body := upload(t, parts...)
		return s.post("/files", body, header("Content-Type", ct))
	}
	w := send([3]string{"_cle", "", "k"}, [3]string{"titre", "", "Le\u0301a"}, [3]string{"doc", `C:\dir\..\été.txt`, "hello"}, [3]string{"doc2", "empty", ""}, [3]string{"x", "unread.txt", "zzz"})
	if w.Code != 200 || !strings.Contains(w.Body.String(), "Léa") || strings.Join(files, "|") != "doc/été.txt=hello" || posted.Key != "k" {
		t.Errorf("got %d %s, files %q, posted %+v", w.Code, w.Body, files, posted)
	}
	first := posted.Body
	send([3]string{"titre", "", "Léa"}, [3]string{"doc", "été.txt", "hellO"}, [3]string{"x", "unread.txt", "zzz"})
	if posted.Body == first {
		t.Error("another file has the same hash")
	}
	want(t, "too large a file", send([3]string{"doc", "a", strings.Repeat("x", 300_000)}).Code, 413)
	var kept string
	s.mux.Upload("/kept", 200_000, func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseUpload(r, func(web.File) error { return nil })
		kept = f.Value("titre")
		if p := web.Posted(r); !web.IsTooLarge(err) || p.Key != "" {
			t.Errorf("%v, posted %+v", err, p)
		}
		return says("x")(w, r)
	})
	ct, body := upload(t, [3]string{"_cle", "", "k"}, [3]string{"titre", "", "Léa"}, [3]string{"doc", "a", strings.Repeat("x", 300_000)})
	want(t, "shown again", s.post("/kept", body, header("Content-Type", ct)).Code, 200)
	want(t, "what was typed", kept, "Léa")
	s.mux.Upload("/enough", 1<<40, func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ParseUpload(r, func(web.File) error { return web.ErrEnough })
		if err != nil {
			return err
		}
		kept = f.Value("titre") + "|" + f.Value("apres")
		return says("x")(w, r)
	})
	ct, body = upload(t, [3]string{"titre", "", "Zoé"}, [3]string{"doc", "a", strings.Repeat("x", 300_000)}, [3]string{"apres", "", "b"})
	want(t, "not read to its end", s.post("/enough", body, header("Content-Type", ct)).Code, 200)
	want(t, "what stood before the file", kept, "Zoé|")
	want(t, "broken text", send([3]string{"titre", "", "a\x00"}).Code, 422)
	want(t, "cut", s.post("/files", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc", header("Content-Type", "multipart/form-data; boundary=x")).Code, 422)
	want(t, "JSON", s.post("/files", "{}", header("Content-Type", "application/json")).Code, 415)
	want(t, "plain form", s.post("/files", "titre=a").Code, 200)
}

// timed is an answer that notes when the connection would be given up.
type timed struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (d *timed) SetReadDeadline(at time.Time) error  { d.read = at; return nil }
func (d *timed) SetWriteDeadline(at time.Time) error { d.write = at; return nil }

func TestSlowLinesHaveTheirTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Upload("/files", 1000, func(w http.ResponseWriter, r *http.Request) error {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		return web.Download(w, "a.txt", "text/plain", strings.NewReader("x"))
	})
	s.mux.Get("/export", func(w http.ResponseWriter, _ *http.Request) error {
		return web.Download(w, "a.txt", "text/plain", strings.NewReader("x"))
	})
	before := clock.System{}.Now()
	up := &timed{ResponseRecorder: httptest.NewRecorder()}
	s.ServeHTTP(up, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/files", strings.NewReader("abc")))
	if up.read.Before(before.Add(time.Minute)) || up.write.Before(before.Add(time.Minute)) {
		t.Errorf("upload: given up at %v and %v, began at %v", up.read, up.write, before)
	}
	down := &timed{ResponseRecorder: httptest.NewRecorder()}
	s.ServeHTTP(down, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/export", nil))
	if !down.read.IsZero() || down.write.Before(before.Add(time.Minute)) {
		t.Errorf("download: given up at %v and %v, began at %v", down.read, down.write, before)
	}
}

func TestUploadHoldsTextToAForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.mux.Upload("/files", 10<<20, func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.ParseUpload(r, func(web.File) error { return nil }); err != nil {
			return err
		}
		return says("x")(w, r)
	})
	half := strings.Repeat("x", 600_000)
	ct, body := upload(t, [3]string{"a", "", half}, [3]string{"b", "", half})
	want(t, "two halves", s.post("/files", body, header("Content-Type", ct)).Code, 413)
	ct, body = upload(t, [3]string{"a", "a.bin", half}, [3]string{"b", "b.bin", half})
	want(t, "two files", s.post("/files", body, header("Content-Type", ct)).Code, 200)
}

func FuzzForm(f *testing.F) {
	f.Add("a=%ff&b=1")
	f.Add("a=Le%CC%81a%0d%0a&a=%e2%80%ae")
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := web.ParseForm(r)
		if err != nil {
			return
		}
		for _, name := range form.Names() {
			for _, s := range []string{form.Text(name, 10), form.Line(name, 10), form.Value(name), name} {
				if strings.ContainsAny(s, "\x00") || strings.ToValidUTF8(s, "") != s {
					t.Errorf("%q goes through as %q", body, s)
				}
			}
			form.Int(name, -5, 5)
			form.Day(name)
			form.DateTime(name, time.UTC)
		}
	})
}
