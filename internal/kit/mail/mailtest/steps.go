package mailtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
)

// Steps are the steps of a dialogue at which a Stubborn server may end it, in order. At "dot" it has the whole mail and has not answered;
// at "answer" it has.
func Steps() []string {
	return []string{"connect", "EHLO", "MAIL", "RCPT", "DATA", "content", "dot", "answer"}
}

// Stubborn is a bare SMTP server that ends a dialogue at one step, until it is told to go on.
type Stubborn struct {
	Port    int
	Reached chan struct{} // the step was reached

	mu  sync.Mutex
	at  string
	cut bool
	got []*Copy
	t   testing.TB
}

// Copy is a mail as it came in.
type Copy struct {
	Header netmail.Header
	Body   string
}

// StandStill starts a server that stands still at a step until its client is gone.
func StandStill(t testing.TB, at string) *Stubborn { return stubborn(t, at, false) }

// CutOff starts a server that hangs up at a step.
func CutOff(t testing.TB, at string) *Stubborn { return stubborn(t, at, true) }

func stubborn(t testing.TB, at string, cut bool) *Stubborn {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Stubborn{Port: l.Addr().(*net.TCPAddr).Port, Reached: make(chan struct{}), at: at, cut: cut, t: t}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer func() { _ = c.Close() }()
				s.talk(c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return s
}

// GoOn has it hold each further dialogue to its end.
func (s *Stubborn) GoOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = ""
}

// Copies are the mails that it has, whether it answered or not.
func (s *Stubborn) Copies() []*Copy {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Copy{}, s.got...)
}

// stops ends the dialogue at the chosen step: at once, or when the client is gone.
func (s *Stubborn) stops(step string, c net.Conn) bool {
	s.mu.Lock()
	here := s.at == step
	if here {
		select {
		case <-s.Reached:
		default:
			close(s.Reached)
		}
	}
	s.mu.Unlock()
	if here && !s.cut {
		_, _ = io.Copy(io.Discard, c) // ends when the client is killed
	}
	return here
}

func (s *Stubborn) talk(c net.Conn) {
	r := bufio.NewReader(c)
	if s.stops("connect", c) {
		return
	}
	fmt.Fprint(c, "220 mx.example\r\n")
	for _, step := range []string{"EHLO", "MAIL", "RCPT", "DATA"} {
		if _, err := r.ReadString('\n'); err != nil || s.stops(step, c) {
			return
		}
		reply := "250 ok"
		if step == "DATA" {
			reply = "354 go on"
		}
		fmt.Fprint(c, reply+"\r\n")
	}
	if s.stops("content", c) || !s.content(r) || s.stops("dot", c) {
		return
	}
	fmt.Fprint(c, "250 kept\r\n")
	s.stops("answer", c)
	_, _ = r.ReadString('\n') // QUIT
}

// content reads the mail up to the final dot; false when the client is gone before.
func (s *Stubborn) content(r *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	m, err := netmail.ReadMessage(strings.NewReader(b.String()))
	if err != nil {
		s.t.Error(err)
		return false
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		s.t.Error(err)
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, &Copy{m.Header, string(body)})
	return true
}
