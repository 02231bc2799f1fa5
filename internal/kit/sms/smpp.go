package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp"
	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"preau/internal/kit/clock"
	"preau/internal/kit/id"
)

// SMPPOptions are the operator's, and where what comes in goes.
type SMPPOptions struct {
	Address            string // host:port
	TLS                bool
	SystemID, Password string
	SystemType         string
	// Phone reads a number as it is dialled at home, with its 0, or with a + in front, as E.164; false when it is none. Without it
	// only what has a + is one.
	Phone func(string) (string, bool)
	Again time.Duration
	Clock clock.Clock
	// Hash is keyed by the instance. What tells one text from another is made of its number and its words: whoever has the table of events
	// must not be able to try them out.
	Hash func(string) string
	// Heard notes which machine was delivered a text last, as the function of that name does; nil where no other machine listens to the centre.
	Heard func(ctx context.Context, id, machine string) (bool, error)
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
	heard answered
	// machine is a name of its own for each, drawn when it is made: what heard remembers is no other's.
	machine string
}

// NewSMPP makes the transport.
func NewSMPP(o SMPPOptions) *SMPP {
	if o.Again <= 0 {
		o.Again = smppAgain
	}
	return &SMPP{o: o, waits: map[int32]chan *pdu.SubmitSMResp{}, machine: id.New()}
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
	defer func() { c.heard.cut(c.o.Clock.Now()) }()
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
		if err := c.take(ctx, delivered(p)); err != nil {
			if r, ok := answer.(*pdu.DeliverSMResp); ok {
				r.CommandStatus = data.ESME_RX_T_APPN
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
	if first.Provider == "" { // no receipt will name it
		first.Provider = m.ID
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
