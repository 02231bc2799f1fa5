package imports

import (
	"encoding/json"
	"fmt"
	"time"

	"preau/internal/kit/i18n"
)

// saying is a sentence as it is kept: its key and what stands in its places, so that everybody reads it in their language.
type saying struct {
	Key  string `json:"k,omitempty"`
	Args []any  `json:"a,omitempty"` // strings, whole numbers and sayings
	At   int64  `json:"t,omitempty"` // an instant instead, in microseconds
	Day  bool   `json:"d,omitempty"` // its day alone is said
	List []any  `json:"l,omitempty"` // keys instead, that are said one after the other
}

func packed(m i18n.Msg) saying {
	s := saying{Key: string(m.Key)}
	for _, v := range m.Args {
		switch v := v.(type) {
		case int, int32, int64, string:
			s.Args = append(s.Args, v)
		case i18n.Msg:
			s.Args = append(s.Args, packed(v))
		case i18n.Key:
			s.Args = append(s.Args, saying{Key: string(v)})
		case i18n.Keys:
			list := saying{}
			for _, k := range v {
				list.List = append(list.List, string(k))
			}
			s.Args = append(s.Args, list)
		case i18n.Day:
			s.Args = append(s.Args, saying{At: time.Time(v).UnixMicro(), Day: true})
		case i18n.When:
			s.Args = append(s.Args, saying{At: time.Time(v).UnixMicro()})
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
			if at, ok := v["t"].(float64); ok { // exact until the year 2255
				m.Args = append(m.Args, instant(time.UnixMicro(int64(at)).UTC(), v["d"] == true))
				continue
			}
			if list, ok := v["l"].([]any); ok {
				var keys i18n.Keys
				for _, k := range list {
					if key, ok := k.(string); ok {
						keys = append(keys, i18n.Key(key))
					}
				}
				m.Args = append(m.Args, keys)
				continue
			}
			key, _ := v["k"].(string)
			args, _ := v["a"].([]any)
			m.Args = append(m.Args, saying{Key: key, Args: args}.msg())
		default:
			m.Args = append(m.Args, v)
		}
	}
	return m
}

func instant(at time.Time, day bool) any {
	if day {
		return i18n.Day(at)
	}
	return i18n.When(at)
}

// written keeps sentences as text.
func written(ms ...i18n.Msg) string {
	out := make([]saying, len(ms))
	for i, m := range ms {
		out[i] = packed(m)
	}
	return text(out)
}

func readSayings(s string) []i18n.Msg {
	var in []saying
	if json.Unmarshal([]byte(s), &in) != nil { // it was written by written; the empty text is none
		return nil
	}
	return sentences(in)
}

func sentences(in []saying) []i18n.Msg {
	var out []i18n.Msg
	for _, x := range in {
		out = append(out, x.msg())
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

// saysKept is how what follows from a line is kept.
type saysKept struct {
	Notes []saying `json:"n,omitempty"`
	Then  []saying `json:"t,omitempty"`
}

// text keeps it as text; nothing is the empty text.
func (s Says) text() string {
	if len(s.Notes)+len(s.Then) == 0 {
		return ""
	}
	var out saysKept
	for _, m := range s.Notes {
		out.Notes = append(out.Notes, packed(m))
	}
	for _, m := range s.Then {
		out.Then = append(out.Then, packed(m))
	}
	return text(out)
}

func readSays(s string) Says {
	var in saysKept
	if json.Unmarshal([]byte(s), &in) != nil { // as above
		return Says{}
	}
	return Says{Notes: sentences(in.Notes), Then: sentences(in.Then)}
}
