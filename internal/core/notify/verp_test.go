package notify

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

func TestReturnAddress(t *testing.T) {
	l, other := NewLinks("https://preau.example", []byte("key")), NewLinks("https://preau.example", []byte("other"))
	mailID := id.New()
	address := l.returnAddress("retours@preau.example", mailID)
	if clean, err := mail.Address(address); err != nil || clean != address || len(address) != len("retours@preau.example")+TokenLength {
		t.Fatalf("%s: %v", address, err)
	}
	name, _, _ := strings.Cut(address, "@")
	for _, s := range []string{address, strings.ToUpper(address), " " + address + "\n", name, l.returnToken(mailID)} {
		if got, ok := l.returned(s); !ok || got != mailID {
			t.Errorf("%q: %q, %v", s, got, ok)
		}
	}
	token := l.returnToken(mailID)
	for i := range token { // each letter counts, the signature's and the id's
		forged := []byte(token)
		if forged[i]++; forged[i] > 'z' || forged[i] == '8' {
			forged[i] = 'a'
		}
		if _, ok := l.returned("retours+" + string(forged) + "@preau.example"); ok {
			t.Errorf("forged at %d", i)
		}
	}
	for _, s := range []string{"", "@", "+", "retours@preau.example", "retours+@preau.example", token[1:], token + "a", strings.Repeat("a", len(token)), strings.Repeat("é", len(token)/2)} {
		if got, ok := l.returned(s); ok {
			t.Errorf("%q: %q", s, got)
		}
	}
	if _, ok := other.returned(address); ok {
		t.Error("another instance's token")
	}
	if got := l.returnAddress("", mailID); got != "" {
		t.Error(got)
	}
}

// A relay takes every mail: its yes does not outweigh a return at once, the yes of a server that had refused does.
func TestLastOf(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	yes := func(ago time.Duration) word { return word{Last: Last{At: now.Add(-ago), Detail: "250"}} }
	no := func(ago time.Duration) word { return word{Last: Last{At: now.Add(-ago), Refused: true, Detail: "550"}} }
	back := func(ago time.Duration) word { w := no(ago); w.back = true; return w }
	sure := func(ago time.Duration) word { w := yes(ago); w.confirmed = true; return w }
	const hour, day = time.Hour, 24 * time.Hour
	for name, c := range map[string]struct {
		words   []word
		refused bool
	}{
		"nothing":                              {nil, false},
		"refused":                              {[]word{no(hour), yes(day)}, true},
		"came back":                            {[]word{back(hour), yes(2 * hour)}, true},
		"refused, then taken":                  {[]word{yes(hour), no(2 * hour)}, false},
		"came back, then taken just now":       {[]word{yes(hour), yes(hour), back(2 * hour)}, true},
		"came back, then taken a day ago":      {[]word{yes(hour), yes(25 * hour), back(26 * hour)}, false},
		"came back, then said to arrive":       {[]word{sure(hour), back(2 * hour)}, false},
		"came back long ago, refused, taken":   {[]word{yes(hour), no(2 * hour), back(3 * hour)}, false},
		"taken just now, the first ever":       {[]word{yes(hour)}, false},
		"arrived, then came back from another": {[]word{back(hour), sure(2 * hour)}, true},
	} {
		if got := lastOf(c.words, now); got.Refused != c.refused || len(c.words) > 0 && got.At.IsZero() {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
