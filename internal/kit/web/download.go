package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"preau/internal/kit/clock"
)

// stall is how long a download may go without the client taking a byte.
const stall = time.Minute

// Download streams a file under a name that may have accents. An error halfway breaks the connection.
func Download(w http.ResponseWriter, name, mediaType string, from io.Reader) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", disposition("attachment", name))
	if _, err := io.CopyBuffer(steady{w, http.NewResponseController(w)}, onlyReader{from}, make([]byte, 64<<10)); err != nil {
		return fmt.Errorf("download: %w", err)
	}
	return nil
}

// onlyReader hides that what is read could write itself.
type onlyReader struct{ io.Reader }

// steady is an answer that may take its time, as long as bytes are taken.
type steady struct {
	http.ResponseWriter
	deadline *http.ResponseController
}

func (s steady) Write(b []byte) (int, error) {
	// The machine's clock, whatever the application's says: this is about the network.
	if err := s.deadline.SetWriteDeadline(clock.System{}.Now().Add(stall)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return s.ResponseWriter.Write(b)
}

// Attachment is the Content-Disposition of a file that is saved under a name, for answers that are not written by Download.
func Attachment(name string) string { return disposition("attachment", name) }

// disposition says how a file is taken (attachment, inline) and names it for who saves it (RFC 6266): no path, no control
// characters. A name that is not plain comes twice, for programs that read the first form alone.
func disposition(how, name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	plain := strings.Map(func(r rune) rune {
		if r > '~' || r == '"' || r == '%' {
			return '_'
		}
		return r
	}, name)
	if plain == name {
		return mime.FormatMediaType(how, map[string]string{"filename": name})
	}
	return how + `; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
