package update

import (
	"encoding/json"
	"fmt"

	"preau/internal/kit/i18n"
)

// saying is a sentence as it is kept: its key and what stands in its places, so that everybody reads it in their language.
type saying struct {
	Key  string `json:"k"`
	Args []any  `json:"a,omitempty"` // strings, whole numbers and sayings
}

func packed(m i18n.Msg) saying {
	s := saying{Key: string(m.Key)}
	for _, v := range m.Args {
		switch v := v.(type) {
		case i18n.Msg:
			s.Args = append(s.Args, packed(v))
		case int, int64, string:
			s.Args = append(s.Args, v)
		default:
			s.Args = append(s.Args, fmt.Sprint(v))
		}
	}
	return s
}

func (s saying) msg() i18n.Msg {
	m := i18n.Msg{Key: i18n.Key(s.Key)}
	for _, v := range s.Args {
		switch v := v.(type) {
		case float64:
			m.Args = append(m.Args, int64(v))
		case map[string]any:
			key, _ := v["k"].(string)
			args, _ := v["a"].([]any)
			m.Args = append(m.Args, saying{key, args}.msg())
		default:
			m.Args = append(m.Args, v)
		}
	}
	return m
}

// written keeps sentences as text; none is the empty text.
func written(ms ...i18n.Msg) string {
	if len(ms) == 0 {
		return ""
	}
	out := make([]saying, len(ms))
	for i, m := range ms {
		out[i] = packed(m)
	}
	return text(out)
}

func readSayings(s string) []i18n.Msg {
	var in []saying
	if s == "" || json.Unmarshal([]byte(s), &in) != nil { // it was written by written
		return nil
	}
	out := make([]i18n.Msg, len(in))
	for i, x := range in {
		out[i] = x.msg()
	}
	return out
}

// text is what JSON makes of values of this room, none of which it refuses.
func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
