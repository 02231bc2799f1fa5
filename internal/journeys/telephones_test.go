package journeys_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/instance"
)

// telephones are a provider's gateway with the phones behind it: what the program sends arrives there, and people answer.
type telephones struct {
	url string

	mu    sync.Mutex
	texts map[string][]string // by number
	said  int
}

const (
	gatewaySecret   = "un secret tiré au hasard, assez long"
	timestampHeader = "X-Preau-Timestamp" // as a gateway's own program has them
	signatureHeader = "X-Preau-Signature"
)

func newTelephones(t *testing.T) *telephones {
	t.Helper()
	p := &telephones{texts: map[string][]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m struct{ ID, To, Text string }
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.Header.Get(signatureHeader) == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.texts[m.To] = append(p.texts[m.To], m.Text)
		_, _ = fmt.Fprintf(w, `{"id":%q}`, "g-"+m.ID) // who sends reads it
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// wait waits until a telephone has a text, and gives the newest.
func (p *telephones) wait(t *testing.T, number string) string {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		p.mu.Lock()
		all := p.texts[number]
		p.mu.Unlock()
		if len(all) > 0 {
			return all[len(all)-1]
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("no text to %s", number)
		}
	}
}

// answer is what somebody types on their telephone: the gateway tells the program, signed.
func (p *telephones) answer(t *testing.T, base, number, text string) {
	t.Helper()
	p.mu.Lock()
	p.said++
	id := "in-" + strconv.Itoa(p.said)
	p.mu.Unlock()
	body, err := json.Marshal(map[string]string{"type": "message", "id": id, "from": number, "to": "38000", "text": text})
	if err != nil {
		t.Fatal(err)
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mark := hmac.New(sha256.New, []byte(gatewaySecret))
	_, _ = fmt.Fprintf(mark, "%s.%s", stamp, body) // never fails
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+instance.TextsHookPath, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(timestampHeader, stamp)
	r.Header.Set(signatureHeader, "v1="+hex.EncodeToString(mark.Sum(nil)))
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close() // only its status counts
	if got.StatusCode != http.StatusOK {
		t.Fatalf("the program answers the gateway %d", got.StatusCode)
	}
}
