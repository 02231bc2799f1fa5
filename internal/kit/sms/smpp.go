package sms

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp"
	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"preau/internal/kit/clock"
)

// SMPPOptions are the operator's, and where what comes in goes.
type SMPPOptions struct {
	Address            string // host:port
	TLS                bool
	SystemID, Password string
	SystemType         string
	Country            string // the country code of numbers that come without one: 33, 32
	Again              time.Duration
	Clock              clock.Clock
	// Take keeps an event. When it fails, the provider is told to deliver it again later.
	Take func(ctx context.Context, e Event) error
}

const (
	smppAgain   = 5 * time.Second // between two tries to be bound
	smppEnquire = time.Minute     // enquire_link
	smppSilence = 90 * time.Second
	smppDial    = 10 * time.Second
)

// SMPP is bound to a message centre as a transceiver (SMPP 3.4). Run keeps it bound; without it nothing goes.
type SMPP struct {
	o  SMPPOptions
	mu sync.Mutex
	// s is nil while not bound; waits are those who wait for an answer, by their sequence number.
	s     *gosmpp.Session
	waits map[int32]chan *pdu.SubmitSMResp
}

// NewSMPP makes the transport.
func NewSMPP(o SMPPOptions) *SMPP {
	if o.Again <= 0 {
		o.Again = smppAgain
	}
	return &SMPP{o: o, waits: map[int32]chan *pdu.SubmitSMResp{}}
}

// Run binds, and binds again when the connection is lost, until ctx ends. failed is told why, without the password.
func (c *SMPP) Run(ctx context.Context, failed func(error)) {
	for ctx.Err() == nil {
		if err := c.once(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(c.o.Again):
		}
	}
}

// once is bound as long as it lasts.
func (c *SMPP) once(ctx context.Context) error {
	lost := make(chan struct{})
	var end sync.Once
	s, err := gosmpp.NewSession(gosmpp.TRXConnector(c.dial(ctx), gosmpp.Auth{SMSC: c.o.Address, SystemID: c.o.SystemID, Password: c.o.Password, SystemType: c.o.SystemType}),
		gosmpp.Settings{
			ReadTimeout: smppSilence, WriteTimeout: smppDial, EnquireLink: smppEnquire,
			OnAllPDU: func(p pdu.PDU) (pdu.PDU, bool) { return c.came(ctx, p) },
			OnClosed: func(gosmpp.State) { end.Do(func() { close(lost) }) },
		}, 0)
	if err != nil {
		return fmt.Errorf("smpp: bind: %w", err)
	}
	c.set(s)
	defer c.set(nil)
	select {
	case <-ctx.Done():
		return s.Close()
	case <-lost:
		return errors.New("smpp: the connection was lost")
	}
}

func (c *SMPP) set(s *gosmpp.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.s = s
	if s == nil { // whoever waits will hear nothing
		for n, wait := range c.waits {
			close(wait)
			delete(c.waits, n)
		}
	}
}

func (c *SMPP) dial(ctx context.Context) gosmpp.Dialer {
	return func(address string) (net.Conn, error) {
		d := &net.Dialer{Timeout: smppDial}
		if !c.o.TLS {
			return d.DialContext(ctx, "tcp", address)
		}
		return (&tls.Dialer{NetDialer: d, Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", address)
	}
}

// came handles what the message centre says, and gives the answer to it.
func (c *SMPP) came(ctx context.Context, p pdu.PDU) (pdu.PDU, bool) {
	switch p := p.(type) {
	case *pdu.SubmitSMResp:
		c.mu.Lock()
		wait := c.waits[p.GetSequenceNumber()]
		delete(c.waits, p.GetSequenceNumber())
		c.mu.Unlock()
		if wait != nil {
			wait <- p
		}
	case *pdu.DeliverSM:
		answer := p.GetResponse()
		if e, ok := c.event(p); ok {
			if err := c.o.Take(ctx, e); err != nil {
				if r, ok := answer.(*pdu.DeliverSMResp); ok {
					r.CommandStatus = data.ESME_RX_T_APPN
				}
			}
		}
		return answer, false
	case *pdu.EnquireLink:
		return p.GetResponse(), false
	case *pdu.Unbind:
		return p.GetResponse(), true
	}
	return nil, false
}

// Send submits one text, in as many parts as it needs, and waits for the answer to each.
func (c *SMPP) Send(ctx context.Context, m Message) (Sent, error) {
	if !isE164(m.To) || m.ID == "" || m.Text == "" {
		return fault(Refused, "no number, id or text")
	}
	parts, err := submissions(m)
	if err != nil {
		return fault(Refused, "the text cannot be written")
	}
	var first Sent
	for i, p := range parts {
		sent, err := c.submit(ctx, p)
		if err != nil {
			if i > 0 { // what went before will be repeated
				sent.Outcome = Uncertain
			}
			return sent, err
		}
		if i == 0 {
			first = sent
		}
	}
	return first, nil
}

func submissions(m Message) ([]*pdu.SubmitSM, error) {
	s, _ := pdu.NewSubmitSM().(*pdu.SubmitSM)
	to, err := pdu.NewAddressWithTonNpiAddr(1, 1, strings.TrimPrefix(m.To, "+")) // international, E.164
	if err != nil {
		return nil, err
	}
	s.DestAddr = to
	if m.From != "" {
		ton, npi := byte(5), byte(0) // a name
		if isE164(m.From) {
			ton, npi = 1, 1
		}
		if s.SourceAddr, err = pdu.NewAddressWithTonNpiAddr(ton, npi, strings.TrimPrefix(m.From, "+")); err != nil {
			return nil, err
		}
	}
	s.RegisteredDelivery = 1 // a receipt, whatever became of it
	enc := data.UCS2
	if plain, _ := Size(m.Text); plain {
		enc = data.GSM7BIT
	}
	if err := s.Message.SetLongMessageWithEnc(m.Text, enc); err != nil {
		return nil, err
	}
	return s.Split()
}

func (c *SMPP) submit(ctx context.Context, p *pdu.SubmitSM) (Sent, error) {
	p.AssignSequenceNumber()
	wait := make(chan *pdu.SubmitSMResp, 1)
	c.mu.Lock()
	s := c.s
	if s != nil {
		c.waits[p.GetSequenceNumber()] = wait
	}
	c.mu.Unlock()
	if s == nil {
		return fault(Deferred, "not bound")
	}
	if err := s.Transceiver().Submit(p); err != nil {
		c.drop(p)
		return fault(Deferred, "not bound")
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	select {
	case r := <-wait:
		return submitted(r)
	case <-ctx.Done():
		c.drop(p)
		return fault(Uncertain, "no answer")
	}
}

func (c *SMPP) drop(p *pdu.SubmitSM) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waits, p.GetSequenceNumber())
}

// submitted tells what an answer means; none came when the connection was lost.
func submitted(r *pdu.SubmitSMResp) (Sent, error) {
	if r == nil {
		return fault(Uncertain, "the connection was lost")
	}
	words := fmt.Sprintf("0x%02X", int(r.CommandStatus))
	switch {
	case r.CommandStatus == data.ESME_ROK:
		return Sent{Outcome: Accepted, Provider: r.MessageID, Detail: words}, nil
	case slices.Contains(laterStatuses, r.CommandStatus):
		return fault(Deferred, words)
	}
	return fault(Refused, words)
}

// laterStatuses are those of a centre that may take the same text later.
var laterStatuses = []data.CommandStatusType{data.ESME_RTHROTTLED, data.ESME_RMSGQFUL, data.ESME_RSYSERR, data.ESME_RX_T_APPN}

// receipt is how a receipt is written (SMPP 3.4, appendix B), when the centre does not say it in fields of its own.
var receipt = regexp.MustCompile(`(?i)\bid:(\S+).*\bstat:([A-Z]+)`)

// event is what a message that was delivered to us is. A state on the way is none.
func (c *SMPP) event(p *pdu.DeliverSM) (Event, bool) {
	text, err := p.Message.GetMessage()
	if err != nil {
		text = ""
	}
	if p.EsmClass&0x3c == 0x04 {
		return c.receiptOf(p, text)
	}
	from := c.number(p.SourceAddr)
	if !isE164(from) {
		return Event{}, false // a short code or a name: nobody's answer
	}
	in := Incoming{From: from, To: c.number(p.DestAddr), Text: text, At: c.o.Clock.Now()}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%s\x00%s", p.GetSequenceNumber(), in.From, in.To, text))
	in.ID = hex.EncodeToString(sum[:16])
	return Event{Incoming: &in}, true
}

func (c *SMPP) receiptOf(p *pdu.DeliverSM, text string) (Event, bool) {
	r := Receipt{At: c.o.Clock.Now()}
	state := ""
	if m := receipt.FindStringSubmatch(strings.ReplaceAll(text, "\n", " ")); m != nil {
		r.Provider, state = m[1], strings.ToUpper(m[2])
	}
	if f, ok := p.OptionalParameters[pdu.TagReceiptedMessageID]; ok {
		r.Provider = strings.TrimRight(string(f.Data), "\x00")
	}
	switch state {
	case "DELIVRD":
		r.Delivered = true
	case "EXPIRED", "DELETED", "UNDELIV", "REJECTD":
	default:
		return Event{}, false
	}
	return Event{Receipt: &r}, r.Provider != ""
}

// number is an address as E.164, if it is one.
func (c *SMPP) number(a pdu.Address) string {
	n := a.Address()
	switch {
	case strings.HasPrefix(n, "+"):
		return n
	case strings.HasPrefix(n, "00"):
		return "+" + n[2:]
	case a.Ton() == 1:
		return "+" + n
	case strings.HasPrefix(n, "0") && c.o.Country != "":
		return "+" + c.o.Country + n[1:]
	}
	return n
}
