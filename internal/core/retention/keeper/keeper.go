// Package keeper applies what the modules declare in package retention: each night the rules, in small steps, with a
// report; at the closing of an account its traces; and when somebody asks for it, the archive of what is held about them.
//
// A step is one short transaction, and the report's count is part of it: cut anywhere, the night goes on where it was,
// and done again it finds nothing. What is looked for is read in views, so the writer is never held by a search.
package keeper

import (
	"fmt"
	"time"

	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/core/retention"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// Options are what the keeper needs. All are needed.
type Options struct {
	DB       *db.DB
	Clock    clock.Clock
	Jobs     *jobs.Queue
	Holdings []retention.Holding
	Acts     map[string]retention.Act // of the rules that services apply themselves, by the rule's key
	Speak    func(lang i18n.Lang) *i18n.T
	Mail     *notify.Service
	Files    *document.Service
}

// Service applies the rules and tells what it did.
type Service struct{ o Options }

// The jobs.
const (
	jobNight  = "retention.night"
	jobErase  = "retention.erase"
	jobExport = "retention.export"
	jobExpire = "retention.expire"
)

// New makes the service and declares its jobs. A rule without its act is a programmer's fault.
func New(o Options) *Service {
	for _, r := range rulesOf(o.Holdings) {
		if r.Own && o.Acts[r.Key] == nil {
			panic(fmt.Sprintf("retention: nobody applies %s", r.Key))
		}
	}
	s := &Service{o: o}
	o.Jobs.Every(jobNight, 24*time.Hour, s.Night)
	jobs.Handle(o.Jobs, jobErase, s.erase)
	jobs.Handle(o.Jobs, jobExport, s.makeExport)
	jobs.Handle(o.Jobs, jobExpire, s.expire)
	return s
}

// erased is what stands for a name that a rule took away.
func (s *Service) erased() string { return s.o.Speak(i18n.French).S(msg.Erased) }

// rule is a rule with its table.
type rule struct {
	retention.Rule
	table string
}

// rulesOf are all rules, in the order of the declarations.
func rulesOf(hs []retention.Holding) []rule {
	var out []rule
	for _, h := range hs {
		for _, r := range h.Rules {
			out = append(out, rule{r, h.Table})
		}
	}
	return out
}
