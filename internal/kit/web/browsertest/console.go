package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// problems collects what the browser's console complains of: scripts and styles that the content security policy
// refused, exceptions, files that are not there. A page that answers with an error by intent is no problem, nor is the
// icon that the browser asks for by itself where a page names none.
type problems struct {
	mu        sync.Mutex
	documents map[network.RequestID]bool
	found     []string
}

func (p *problems) event(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if ev.Type == network.ResourceTypeDocument {
			if p.documents == nil {
				p.documents = map[network.RequestID]bool{}
			}
			p.documents[ev.RequestID] = true
		}
	case *runtime.EventExceptionThrown:
		p.found = append(p.found, ev.ExceptionDetails.Text+" "+description(ev.ExceptionDetails))
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && !p.documents[ev.Entry.NetworkRequestID] && !strings.HasSuffix(ev.Entry.URL, "/favicon.ico") {
			p.found = append(p.found, fmt.Sprintf("%s (%s)", ev.Entry.Text, ev.Entry.URL))
		}
	}
}

func description(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return ""
	}
	return d.Exception.Description
}

// pages counts the pages that were asked for so far.
func (p *problems) pages() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.documents)
}

func (p *problems) list() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.found)
}

// Problems is what the console has told of so far, and forgets it: for a test that means to provoke some.
func (p *Page) Problems() []string {
	p.problems.mu.Lock()
	defer p.problems.mu.Unlock()
	found := p.problems.found
	p.problems.found = nil
	return found
}
