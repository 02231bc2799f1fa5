package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"preau/internal/kit/clock"
)

// Gateway posts texts as JSON to an address of the operator's provider, signed as hooks are. A gateway that speaks otherwise needs
// a few lines between the two.
type Gateway struct {
	url    string
	token  string // Authorization: Bearer, when there is one
	secret string // of the signature
	clock  clock.Clock
	client *http.Client
}

// GatewayOptions are the operator's.
type GatewayOptions struct {
	URL    string // https://…; http alone on this machine
	Token  string
	Secret string
	Clock  clock.Clock
}

// patience is how long a gateway may take to answer.
const patience = 20 * time.Second

// longestAnswer is how much of an answer is read.
const longestAnswer = 16 << 10

// NewGateway makes the transport; nothing is asked yet. Redirections are not followed: they would take the text elsewhere.
func NewGateway(o GatewayOptions) (*Gateway, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
		return nil, errors.New("sms gateway: no address of a gateway (https://sms.example.org/send)")
	}
	if o.Secret == "" {
		return nil, errors.New("sms gateway: the secret of the signature is needed")
	}
	return &Gateway{
		url: u.String(), token: o.Token, secret: o.Secret, clock: o.Clock,
		client: &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// posted is a text as the gateway reads it.
type posted struct {
	ID   string `json:"id"`
	From string `json:"from,omitempty"`
	To   string `json:"to"`
	Text string `json:"text"`
}

// Send posts one text. The gateway knows a repetition by its id, which is also the Idempotency-Key.
func (g *Gateway) Send(ctx context.Context, m Message) (Sent, error) {
	if !isE164(m.To) || m.ID == "" || m.Text == "" {
		return fault(Refused, "no number, id or text")
	}
	body, err := json.Marshal(posted(m))
	if err != nil {
		return fault(Refused, "the text cannot be written")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return fault(Refused, "no request")
	}
	timestamp, signature := sign(g.secret, g.clock.Now(), body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", m.ID)
	r.Header.Set(TimestampHeader, timestamp)
	r.Header.Set(SignatureHeader, signature)
	if g.token != "" {
		r.Header.Set("Authorization", "Bearer "+g.token)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		return fault(outcomeOf(err), "no answer")
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	said, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer))
	for _, own := range []string{m.Text, m.To} { // a gateway that tells what it was sent
		said = bytes.ReplaceAll(said, []byte(own), nil)
		if quoted, err := json.Marshal(own); err == nil {
			said = bytes.ReplaceAll(said, bytes.Trim(quoted, `"`), nil)
		}
	}
	return read(m.ID, answer.StatusCode, said, err)
}

// outcomeOf tells a gateway that was not reached from one that may have taken the text.
func outcomeOf(err error) Outcome {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns) {
		return Deferred
	}
	return Uncertain
}

// read tells what an answer means. What is accepted without an id of the provider's goes by ours.
func read(ours string, status int, said []byte, err error) (Sent, error) {
	var answer struct {
		ID string `json:"id"`
	}
	switch {
	case status/100 == 2:
		if err == nil {
			_ = json.Unmarshal(said, &answer) // then it has no id
		}
		if answer.ID == "" || len(answer.ID) > longestID {
			answer.ID = ours
		}
		return Sent{Outcome: Accepted, Provider: answer.ID, Detail: fmt.Sprint(status)}, nil
	case status == http.StatusRequestTimeout, status == http.StatusGatewayTimeout:
		return fault(Uncertain, fmt.Sprintf("%d %s", status, said))
	case status == http.StatusTooManyRequests, status/100 == 5, status == http.StatusConflict, status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault(Deferred, fmt.Sprintf("%d %s", status, said)) // the operator may mend these
	}
	return fault(Refused, fmt.Sprintf("%d %s", status, said))
}

func fault(o Outcome, words string) (Sent, error) {
	s := Sent{Outcome: o, Detail: detail(words)}
	return s, fmt.Errorf("sms %s: %s", o, s.Detail)
}
