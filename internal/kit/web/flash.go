package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"preau/internal/kit/i18n"
)

const (
	flashCookie = "flash"
	flashLife   = 5 * time.Minute
	flashSize   = 3000 // browsers drop cookies above 4096 bytes
	flashArg    = 200  // characters kept of each argument
)

// Flash is a message said once, on the page that follows an act.
type Flash struct{ Msg i18n.Msg }

// flashed is a Flash in the cookie. Anyone can write their own cookie, so it may only say sentences of the catalogue,
// with plain arguments that pages escape.
type flashed struct {
	Key  string `json:"k"`
	Args []any  `json:"a,omitempty"` // string, number, or flashed
}

func putFlash(w http.ResponseWriter, r *http.Request, msgs []i18n.Msg) {
	out := make([]flashed, len(msgs))
	for i, m := range msgs {
		out[i] = pack(m)
	}
	raw, err := json.Marshal(out)
	if err != nil { // pack leaves nothing that JSON refuses
		return
	}
	seal := base64.RawURLEncoding.EncodeToString
	if c := callOf(r.Context()); c != nil && c.app.Seal != nil {
		seal = c.app.Seal
	}
	if value := seal(raw); value != "" && len(value) <= flashSize {
		SetCookie(w, r, flashCookie, value, flashLife)
	}
}

func pack(m i18n.Msg) flashed {
	f := flashed{Key: string(m.Key)}
	for _, v := range m.Args {
		switch v := v.(type) {
		case int, int32, int64:
			f.Args = append(f.Args, v)
		case i18n.Msg:
			f.Args = append(f.Args, pack(v))
		case i18n.Key:
			f.Args = append(f.Args, flashed{Key: string(v)})
		default:
			f.Args = append(f.Args, shorten(fmt.Sprint(v)))
		}
	}
	return f
}

func shorten(s string) string {
	if r := []rune(s); len(r) > flashArg {
		return string(r[:flashArg]) + "…"
	}
	return s
}

// TakeFlash gives the messages that wait for this browser and forgets them. It sets a cookie, so call it before the
// page's first byte; a second call for the same request gives the same messages.
func TakeFlash(w http.ResponseWriter, r *http.Request) []Flash {
	c := callOf(r.Context())
	if c.taken {
		return c.flashes
	}
	c.taken = true
	value := Cookie(r, flashCookie)
	if value == "" {
		return nil
	}
	ClearCookie(w, r, flashCookie)
	unseal := unsealed
	if c.app.Unseal != nil {
		unseal = c.app.Unseal
	}
	raw := unseal(value)
	var in []flashed
	if raw == nil || json.Unmarshal(raw, &in) != nil {
		return nil
	}
	for _, f := range in {
		if m, ok := c.app.unpack(f, 0); ok {
			c.flashes = append(c.flashes, Flash{Msg: m})
		}
	}
	return c.flashes
}

func unsealed(value string) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	return raw
}

// mostSaid is beyond any number that a sentence of ours holds; a larger one was written by somebody else.
const mostSaid = 1e15

// unpack refuses unknown sentences, and arguments nested deeper than any sentence of ours.
func (a *app) unpack(f flashed, depth int) (i18n.Msg, bool) {
	if !a.known[i18n.Key(f.Key)] || depth > 3 {
		return i18n.Msg{}, false
	}
	m := i18n.Msg{Key: i18n.Key(f.Key)}
	for _, v := range f.Args {
		switch v := v.(type) {
		case string:
			m.Args = append(m.Args, v)
		case float64:
			if math.Abs(v) > mostSaid {
				return i18n.Msg{}, false
			}
			m.Args = append(m.Args, v)
		case map[string]any:
			inner, ok := a.unpack(nested(v), depth+1)
			if !ok {
				return i18n.Msg{}, false
			}
			m.Args = append(m.Args, inner)
		default:
			return i18n.Msg{}, false
		}
	}
	return m, true
}

func nested(v map[string]any) flashed {
	key, _ := v["k"].(string)
	args, _ := v["a"].([]any)
	return flashed{Key: key, Args: args}
}
