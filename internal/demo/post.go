package demo

import (
	"context"
	"strings"
	"sync"

	"preau/internal/kit/mail"
)

// Post is the demonstration's post office: all mails go to the mailbox, but those to addresses that are gone come back.
type Post struct {
	box  *mail.Mailbox
	mu   sync.Mutex
	gone map[string]bool
}

// NewPost makes a post office for which these addresses are gone.
func NewPost(box *mail.Mailbox, gone ...string) *Post {
	p := &Post{box: box, gone: map[string]bool{}}
	for _, address := range gone {
		p.Drop(address)
	}
	return p
}

// Drop makes an address refuse all mail from now on.
func (p *Post) Drop(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone[strings.ToLower(address)] = true
}

// Send keeps the mail, or refuses it as a mail server does that does not know the recipient.
func (p *Post) Send(ctx context.Context, m mail.Message) (mail.Outcome, string, error) {
	p.mu.Lock()
	gone := p.gone[strings.ToLower(m.To)]
	p.mu.Unlock()
	if !gone {
		return p.box.Send(ctx, m)
	}
	f := &mail.Fault{Step: mail.StepRcpt, Code: 550, Text: "5.1.1 no such mailbox here"}
	return mail.Refused, f.Error(), f
}
