package sms_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/sms"
)

// line is a line of the message centre.
type line struct {
	Port, Part, Receipt, Answered int
	Bound, ID, To, From, Text     string
}

// The transport speaks with a message centre that somebody else wrote (npm smpp): texts in parts and in both alphabets, receipts,
// answers. scripts/smpp fetches it; without it the test is skipped at a desk, and fails where checks run.
func TestAnotherCentre(t *testing.T) {
	covers.Statement(t, "C064")
	packages := os.Getenv("PREAU_TEST_SMPP")
	if packages == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("PREAU_TEST_SMPP is not set: scripts/smpp fetches the message centre")
		}
		t.Skip("PREAU_TEST_SMPP is not set: scripts/smpp fetches the message centre")
	}
	script, err := filepath.Abs("testdata/centre/centre.js")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	node := exec.CommandContext(ctx, "node", script)
	node.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(packages, "node_modules"))
	node.Stderr = os.Stderr
	out, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { end(); _ = node.Wait() }() // it was ended
	lines := make(chan line, 64)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			var l line
			if json.Unmarshal(s.Bytes(), &l) == nil {
				lines <- l
			}
		}
	}()
	next := func() line {
		select {
		case l := <-lines:
			return l
		case <-ctx.Done():
			t.Fatal("the centre says nothing")
		}
		return line{}
	}
	events := make(chan sms.Event, 64)
	c := sms.NewSMPP(sms.SMPPOptions{
		Address: "127.0.0.1:" + strconv.Itoa(next().Port), SystemID: "preau", Password: "secret", Phone: french, Again: 50 * time.Millisecond, Clock: clock.System{}, Hash: func(s string) string { return s },
		Take: func(_ context.Context, e sms.Event) error { events <- e; return nil },
	})
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); c.Run(running, func(error) {}) }()
	defer func() { stop(); <-ended }()
	if b := next(); b.Bound != "preau" {
		t.Fatalf("bound as %q", b.Bound)
	}
	for name, text := range map[string]string{
		"one part":           "Répondez OUI pour accepter.",
		"two parts":          strings.Repeat("Répondez OUI pour accepter. ", 9),
		"the other alphabet": "Zoë Łukasz répond à « l’aidant » : ça ira peut-être",
	} {
		t.Run(name, func(t *testing.T) {
			sent, err := send(ctx, c, sms.Message{ID: name, From: "38000", To: "+33612345678", Text: text})
			if err != nil || sent.Outcome != sms.Accepted || !strings.HasPrefix(sent.Provider, "centre-") {
				t.Fatalf("%+v, %v", sent, err)
			}
			_, parts := sms.Size(text)
			got, answered := "", 0
			for heard := 0; heard < parts || answered < 1; {
				l := next()
				if l.ID == "" {
					answered++
					continue
				}
				heard++
				got += l.Text
				if l.To != "33612345678" || l.From != "38000" || l.Receipt != 1 {
					t.Errorf("the centre got %+v", l)
				}
			}
			if got != text {
				t.Errorf("the centre read %q", got)
			}
			receipts, answers := 0, 0
			for receipts < parts || answers < 1 {
				select {
				case e := <-events:
					if e.Receipt != nil && e.Receipt.Delivered && strings.HasPrefix(e.Receipt.Provider, "centre-") {
						receipts++
					}
					if e.Incoming != nil && e.Incoming.From == "+33612345678" && e.Incoming.Text == "Oui, d’accord ça va" {
						answers++
					}
				case <-ctx.Done():
					t.Fatalf("%d receipts, %d answers", receipts, answers)
				}
			}
		})
	}
	t.Run("again on another connection", func(t *testing.T) {
		sent, err := send(ctx, c, sms.Message{ID: "cut", To: "+33612345678", Text: "cut"})
		if err != nil || sent.Outcome != sms.Accepted {
			t.Fatalf("%+v, %v", sent, err)
		}
		var ids []string
		told := 0
		for len(ids) < 2 || told < 1 {
			select {
			case e := <-events:
				switch {
				case e.Receipt != nil && e.Receipt.Delivered && e.Receipt.Provider == sent.Provider:
					told++
				case e.Incoming != nil && e.Incoming.Text == "OUI" && !e.Incoming.New:
					ids = append(ids, e.Incoming.ID)
				default:
					t.Errorf("%+v", e)
				}
			case <-ctx.Done():
				t.Fatalf("%d texts, %d receipts", len(ids), told)
			}
		}
		if ids[0] != ids[1] {
			t.Error("the same text counts twice")
		}
	})
}

// send waits until the client noticed that it is bound.
func send(ctx context.Context, c *sms.SMPP, m sms.Message) (sms.Sent, error) {
	for {
		sent, err := c.Send(ctx, m)
		if sent.Outcome != sms.Deferred || ctx.Err() != nil {
			return sent, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}
