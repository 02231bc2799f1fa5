package sms_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/sms"
)

// The commands of SMPP 3.4 (table 5-1).
const (
	bindTRX, bindTRXResp       = 0x00000009, 0x80000009
	submitSM, submitResp       = 0x00000004, 0x80000004
	deliverSM, deliverResp     = 0x00000005, 0x80000005
	unbindCmd, unbindResp      = 0x00000006, 0x80000006
	enquireLink, enquireResp   = 0x00000015, 0x80000015
	statusThrottled, statusBad = 0x58, 0x0B
)

// centre is a message centre, written from the specification and not with the client's library.
type centre struct {
	t      *testing.T
	ln     net.Listener
	status atomic.Uint32 // of answers to texts
	mute   atomic.Bool   // it takes texts and does not answer
	got    chan submitted
	said   chan answer // what the client answers to what is delivered
	bound  chan struct{}

	mu   sync.Mutex
	conn net.Conn
}

type submitted struct {
	to, from string
	toTON    byte
	class    byte
	receipt  byte
	coding   byte
	body     []byte
}

type answer struct {
	command, status, sequence uint32
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{t: t, ln: ln, got: make(chan submitted, 10), said: make(chan answer, 10), bound: make(chan struct{}, 10)}
	t.Cleanup(func() { _ = ln.Close() }) // ends the loop
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			c.serve(conn)
		}
	}()
	return c
}

func (c *centre) serve(conn net.Conn) {
	c.mu.Lock()
	c.conn = conn
	c.mu.Unlock()
	r := bufio.NewReader(conn)
	for {
		var head [16]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[:])-16)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		command, status, seq := binary.BigEndian.Uint32(head[4:]), binary.BigEndian.Uint32(head[8:]), binary.BigEndian.Uint32(head[12:])
		switch command {
		case bindTRX:
			if bytes.HasPrefix(body, []byte("preau\x00hidden\x00")) {
				c.write(bindTRXResp, 0, seq, []byte("centre\x00"))
				c.bound <- struct{}{}
			} else {
				c.write(bindTRXResp, 0x0E, seq, []byte("\x00"))
			}
		case submitSM:
			c.got <- parse(body)
			if !c.mute.Load() {
				c.write(submitResp, c.status.Load(), seq, []byte("p-1\x00"))
			}
		case unbindCmd:
			c.write(unbindResp, 0, seq, nil)
		default:
			c.said <- answer{command, status, seq}
		}
	}
}

func (c *centre) write(command, status, seq uint32, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var head [16]byte
	binary.BigEndian.PutUint32(head[:], uint32(16+len(body)))
	binary.BigEndian.PutUint32(head[4:], command)
	binary.BigEndian.PutUint32(head[8:], status)
	binary.BigEndian.PutUint32(head[12:], seq)
	_, _ = c.conn.Write(append(head[:], body...)) // the client may be gone
}

func (c *centre) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.conn.Close() // it was to be cut
}

func text(b *bytes.Buffer) string {
	s, _ := b.ReadString(0)
	return strings.TrimSuffix(s, "\x00")
}

func parse(body []byte) submitted {
	b, s := bytes.NewBuffer(body), submitted{}
	text(b)
	b.Next(2)
	s.from = text(b)
	s.toTON = b.Next(2)[0]
	s.to = text(b)
	s.class = b.Next(3)[0]
	text(b)
	text(b)
	s.receipt = b.Next(2)[0]
	s.coding = b.Next(2)[0]
	n, _ := b.ReadByte()
	s.body = b.Next(int(n))
	return s
}

// french reads numbers as one dials them in France; the program's own reader is registers.ParsePhone.
func french(typed string) (string, bool) {
	switch {
	case strings.HasPrefix(typed, "+"):
		return typed, len(typed) > 9 && typed[1] != '0'
	case strings.HasPrefix(typed, "00"):
		return "+" + typed[2:], true
	}
	return "+33" + strings.TrimPrefix(typed, "0"), len(typed) == 10
}

// field is an optional parameter.
func field(tag uint16, value string) []byte {
	b := binary.BigEndian.AppendUint16(nil, tag)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(value))), value...)
}

// deliver is a deliver_sm: from, in which class, with which text of the default alphabet.
func deliver(ton byte, from string, class byte, said string) []byte {
	b := []byte{0, ton, 1}
	b = append(append(b, from...), 0, 1, 1)
	b = append(append(b, "33700000000"...), 0, class, 0, 0, 0, 0, 0, 0, 0, 0, byte(len(said)))
	return append(b, said...)
}

func wait[T any](t *testing.T, from chan T) T {
	t.Helper()
	select {
	case x := <-from:
		return x
	case <-time.After(20 * time.Second):
		t.Fatal("nothing comes")
		panic("unreachable")
	}
}

// A text goes to a message centre in the alphabet and the parts that it needs; answers and receipts come back, are answered
// once kept, and otherwise asked for again; a lost connection is made anew.
func TestSMPP(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	c := newCentre(t)
	events, full := make(chan sms.Event, 10), atomic.Bool{}
	client := sms.NewSMPP(sms.SMPPOptions{
		Address: c.ln.Addr().String(), SystemID: "preau", Password: "hidden", Phone: french, Clock: clock.NewManual(now), Again: 10 * time.Millisecond,
		Hash: func(s string) string { return s },
		Take: func(_ context.Context, e sms.Event) error {
			if full.Load() {
				return errors.New("not kept")
			}
			events <- e
			return nil
		},
	})
	m := sms.Message{ID: "m-1", From: "Preau", To: number, Text: "Répondez OUI [1€]"}
	if sent, err := client.Send(t.Context(), m); sent.Outcome != sms.Deferred || err == nil {
		t.Errorf("sent before it is bound: %+v, %v", sent, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); client.Run(ctx, func(error) {}) }()
	wait(t, c.bound)
	send := func(m sms.Message) (sms.Sent, error) {
		for {
			sent, err := client.Send(t.Context(), m)
			if sent.Outcome == sms.Deferred && strings.Contains(err.Error(), "not bound") { // the centre knows before the client does
				continue
			}
			return sent, err
		}
	}
	if sent, err := send(m); sent.Outcome != sms.Accepted || sent.Provider != "p-1" || err != nil {
		t.Fatalf("%+v, %v", sent, err)
	}
	got := wait(t, c.got)
	if got.to != "33612345678" || got.toTON != 1 || got.from != "Preau" || got.receipt != 1 || got.coding != 0 || got.class != 0 ||
		string(got.body) != "R\x05pondez OUI \x1b<1\x1be\x1b>" {
		t.Errorf("%+v %q", got, got.body)
	}

	long := strings.Repeat("être ", 30) // 150 letters of UCS-2: three parts
	if sent, err := send(sms.Message{ID: "m-2", To: number, Text: long}); sent.Outcome != sms.Accepted || err != nil {
		t.Errorf("%+v, %v", sent, err)
	}
	var units []uint16
	for i := range 3 {
		got := wait(t, c.got)
		if got.coding != 8 || got.class != 0x40 || len(got.body) > 140 || got.body[0] != 5 || got.body[4] != 3 || int(got.body[5]) != i+1 {
			t.Errorf("part %d: %+v", i, got)
		}
		for b := got.body[6:]; len(b) > 1; b = b[2:] {
			units = append(units, binary.BigEndian.Uint16(b))
		}
	}
	if back := string(utf16.Decode(units)); back != long {
		t.Errorf("it comes as %q", back)
	}
	for status, want := range map[uint32]sms.Outcome{statusThrottled: sms.Deferred, statusBad: sms.Refused} {
		c.status.Store(status)
		if sent, err := send(m); sent.Outcome != want || err == nil || strings.Contains(err.Error(), "612") {
			t.Errorf("%x: %+v, %v", status, sent, err)
		}
		wait(t, c.got)
	}

	for _, x := range []struct {
		body []byte
		want string
	}{
		{deliver(1, "33612345678", 0, "Oui"), number},
		{deliver(0, "0612345678", 0, "Non"), number},
		{deliver(1, "33612345678", 4, "id:p-1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:R"), "p-1+"},
		{deliver(1, "33612345678", 4, "id:p-1 sub:001 dlvrd:000 stat:UNDELIV err:001 text:"), "p-1-"},
		{deliver(2, "612345678", 0, "Oui, national"), number},
		{deliver(1, "0612345678", 0, "Oui, with a 0 all the same"), number},
		{deliver(0, "33612345678", 0, "Oui, without a +"), number},
		{deliver(0, "612345678", 0, "of another country, perhaps"), "+612345678"},
		{append(deliver(1, "33612345678", 0, ""), field(0x0424, "Oui, in the payload")...), number},
		{append(deliver(1, "33612345678", 4, ""), append(field(0x001e, "p-2\x00"), field(0x0427, "\x02")...)...), "p-2+"},
		{append(deliver(1, "33612345678", 0, ""), append(field(0x001e, "p-2\x00"), field(0x0427, "\x08")...)...), "p-2-"},
		{append(deliver(1, "33612345678", 4, ""), field(0x0424, "id:p-3 sub:001 stat:DELIVRD err:000")...), "p-3+"},
		{append(deliver(1, "33612345678", 0, ""), append(field(0x001e, "p-2\x00"), field(0x0427, "\x01")...)...), ""},
		{deliver(5, "Banque", 0, "Bonjour"), ""},
		{deliver(5, "33612345678", 0, "a name that looks like a number"), ""},
		{deliver(0, "38000", 0, "a short one"), ""},
		{deliver(1, "33612345678", 4, "id:p-1 stat:ENROUTE"), ""},
	} {
		c.write(deliverSM, 0, 77, x.body)
		if a := wait(t, c.said); a != (answer{deliverResp, 0, 77}) {
			t.Errorf("%q is answered by %x", x.want, a)
		}
		if x.want == "" {
			continue
		}
		e, said := wait(t, events), ""
		switch {
		case e.Incoming != nil && e.Incoming.ID != "" && e.Incoming.To == "+33700000000" && e.Incoming.Text != "":
			said = e.Incoming.From
		case e.Receipt != nil && e.Receipt.Delivered:
			said = e.Receipt.Provider + "+"
		case e.Receipt != nil:
			said = e.Receipt.Provider + "-"
		}
		if said != x.want {
			t.Errorf("%+v is %q, want %q", e, said, x.want)
		}
	}
	full.Store(true)
	c.write(deliverSM, 0, 78, deliver(1, "33612345678", 0, "Oui"))
	if a := wait(t, c.said); a != (answer{deliverResp, 0x64, 78}) {
		t.Errorf("what was not kept is answered by %x", a)
	}
	c.write(enquireLink, 0, 79, nil)
	if a := wait(t, c.said); a != (answer{enquireResp, 0, 79}) {
		t.Errorf("the centre's question is answered by %x", a)
	}

	c.status.Store(0)
	c.mute.Store(true)
	cut := make(chan sms.Sent, 1)
	go func() {
		sent, _ := client.Send(t.Context(), m) // its outcome says it
		cut <- sent
	}()
	wait(t, c.got)
	c.cut()
	if sent := wait(t, cut); sent.Outcome != sms.Uncertain {
		t.Errorf("cut after it left: %+v", sent)
	}
	wait(t, c.bound)
	c.mute.Store(false)
	if sent, err := send(m); sent.Outcome != sms.Accepted || err != nil {
		t.Errorf("after the cut: %+v, %v", sent, err)
	}
	stop()
	wait(t, ended)
	if len(events) > 0 {
		t.Errorf("%d events more", len(events))
	}
}

// A centre that does not take the password is asked again, and the fault never says it.
func TestSMPPPassword(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	client := sms.NewSMPP(sms.SMPPOptions{Address: c.ln.Addr().String(), SystemID: "preau", Password: "wrong word", Clock: clock.NewManual(now), Again: time.Millisecond})
	faults := make(chan error, 100)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		client.Run(ctx, func(err error) {
			select {
			case faults <- err:
			default:
			}
		})
	}()
	for range 2 {
		if err := wait(t, faults); !strings.Contains(err.Error(), "bind") || strings.Contains(err.Error(), "wrong word") {
			t.Error(err)
		}
	}
	stop()
	wait(t, ended)
}

// What a message centre delivers again is the same text, also on another connection where its numbers begin anew; another
// text that says the same is not, if the centre was told that it was kept.
func TestRedelivery(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	c, hours := newCentre(t), clock.NewManual(now)
	events, slow := make(chan sms.Incoming, 10), atomic.Bool{}
	client := sms.NewSMPP(sms.SMPPOptions{
		Address: c.ln.Addr().String(), SystemID: "preau", Password: "hidden", Phone: french, Clock: hours, Again: 10 * time.Millisecond,
		Hash: func(s string) string { return "made of " + s + " by a key" },
		Take: func(_ context.Context, e sms.Event) error {
			if slow.Load() {
				hours.Advance(20 * time.Second)
			}
			events <- *e.Incoming
			return nil
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); client.Run(ctx, func(error) {}) }()
	defer func() { stop(); <-ended }()
	wait(t, c.bound)
	again := func() {
		c.cut()
		wait(t, c.bound)
	}
	hear := func(sequence uint32, body []byte) sms.Incoming {
		t.Helper()
		c.write(deliverSM, 0, sequence, body)
		if a := wait(t, c.said); a != (answer{deliverResp, 0, sequence}) {
			t.Fatalf("answered by %x", a)
		}
		return wait(t, events)
	}
	oui := deliver(1, "33612345678", 0, "OUI")
	first := hear(7, oui)
	if !strings.HasSuffix(first.ID, " by a key") {
		t.Errorf("%q can be made of a number and words by whoever tries them out", first.ID)
	}
	for _, x := range []struct {
		what     string
		before   func()
		sequence uint32
		known    bool // that it is another
	}{
		{"the same packet", func() {}, 7, false},
		{"another, after the answer", func() {}, 8, true},
		{"another that was kept slowly", func() { slow.Store(true) }, 9, true},
		{"again, for the answer came late", func() { slow.Store(false) }, 10, false},
		{"on another connection", again, 1, false},
		{"another, long after", func() { hours.Advance(10 * time.Minute) }, 2, true},
		{"another, on another connection", func() { hours.Advance(3 * time.Minute); again() }, 1, true},
		{"once more on another connection", again, 1, false},
	} {
		x.before()
		if in := hear(x.sequence, oui); in.ID != first.ID || !in.Alike || in.New != x.known {
			t.Errorf("%s: the same %v, known as another %v", x.what, in.ID == first.ID, in.New)
		}
	}
	ids := map[string]bool{first.ID: true}
	for what, body := range map[string][]byte{
		"another sender":            deliver(1, "33612345679", 0, "OUI"),
		"other words":               deliver(1, "33612345678", 0, "OUI "),
		"another reference":         append(deliver(1, "33612345678", 0, "OUI"), field(0x0204, "\x00\x07")...),
		"the operator's own id":     append(deliver(1, "33612345678", 0, "OUI"), field(0x1403, "m-7")...),
		"the operator's, once more": append(deliver(1, "33612345678", 0, "OUI"), field(0x1403, "m-8")...),
		"an id":                     append(deliver(1, "33612345678", 0, "OUI"), field(0x001e, "m-7\x00")...),
		"another id":                append(deliver(1, "33612345678", 0, "OUI"), field(0x001e, "m-8\x00")...),
	} {
		in := hear(20, body)
		if ids[in.ID] || in.Alike == strings.HasSuffix(what, "id") && !strings.HasPrefix(what, "the") {
			t.Errorf("%s: known %v, alike %v", what, ids[in.ID], in.Alike)
		}
		ids[in.ID] = true
	}
	waiting := append(deliver(1, "33612345678", 0, "OUI"), field(0x0426, "\x01")...) // more messages wait: it says nothing of this one
	if in := hear(30, waiting); in.ID != first.ID {
		t.Error("how many wait makes it another text")
	}
}
