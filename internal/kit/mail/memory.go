package mail

import (
	"context"
	"errors"
	"slices"
	"sync"
)

var (
	errDown = errors.New("connection refused")
	errCut  = errors.New("connection reset by peer")
)

// Memory keeps the mails it is given, for tests. It is safe for concurrent use.
type Memory struct {
	mu     sync.Mutex
	got    []Message
	answer func(Message) (Outcome, *Fault)
}

// NewMemory is a transport that accepts everything.
func NewMemory() *Memory { return &Memory{} }

// Send keeps the mail, also when it then says Uncertain, as a server that cuts after the final dot does.
func (m *Memory) Send(_ context.Context, msg Message) (Outcome, string, error) {
	if err := msg.Check(); err != nil {
		f := &Fault{Step: StepCompose, Err: err}
		return Refused, f.Error(), f
	}
	o, f := m.next(msg)
	if o == Accepted || o == Uncertain {
		m.mu.Lock()
		m.got = append(m.got, msg)
		m.mu.Unlock()
	}
	if f != nil {
		return o, f.Error(), f
	}
	return o, "250 kept", nil
}

func (m *Memory) next(msg Message) (Outcome, *Fault) {
	m.mu.Lock()
	answer := m.answer
	m.mu.Unlock()
	if answer == nil {
		return Accepted, nil
	}
	return answer(msg)
}

// Answer makes each further mail end as f says; nil accepts again. Refuse, Defer and Cut are the usual ones.
func (m *Memory) Answer(f func(Message) (Outcome, *Fault)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = f
}

// Refuse answers as a server that does not know the recipient.
func Refuse(Message) (Outcome, *Fault) {
	return Refused, &Fault{Step: StepRcpt, Code: 550, Text: "5.1.1 no such user"}
}

// Defer answers as a server that is down.
func Defer(Message) (Outcome, *Fault) {
	return Deferred, &Fault{Step: StepConnect, Err: errDown}
}

// Cut takes the mail and answers nothing.
func Cut(Message) (Outcome, *Fault) {
	return Uncertain, &Fault{Step: StepAnswer, Err: errCut}
}

// Sent are the mails that arrived, oldest first.
func (m *Memory) Sent() []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}

// To are the mails that arrived at an address, oldest first.
func (m *Memory) To(address string) []Message {
	return slices.DeleteFunc(m.Sent(), func(msg Message) bool { return msg.To != address })
}

// Reset forgets what arrived.
func (m *Memory) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got = nil
}
