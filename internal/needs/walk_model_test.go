package needs_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// The model of the random walk: what the specification says of groups, memberships and sheets (1.2 and 1.10), in plain
// Go and without the program's rules. It answers before each act whether it will be done or why not, and follows.
type model struct {
	groups []*modelGroup
	orgs   map[string]string          // references of the establishments, by id
	coords map[string]map[string]bool // accounts named for a support establishment
	people map[string]*walkPerson
}

type walkPerson struct {
	access.Actor
	role      string     // what the table of counts calls them
	confirmed bool       // in the establishment that they name
	admin     bool       // of the platform
	gaps      []i18n.Key // empty fields of the profile
}

type modelGroup struct {
	number                           int64
	missing                          bool // a number that no group has
	support                          string
	state                            string
	opened                           bool
	title, description               string
	joinUntil, entryFrom, entryUntil time.Time
	version                          int64
	lots                             []*modelLot
	coords                           map[string]bool
	members                          map[string]*modelMember // by establishment
}

type modelLot struct {
	title string
	lines []string // « title|unit|decimals »
}

type modelMember struct {
	state, reason, askedBy string
	blocked                bool
	told                   int64 // the version at which coordinators were told, 0 when they decided since
	toldAt                 time.Time
	toldTo                 map[string]bool
	version                int64
	sheets                 map[*modelLot]*modelSheet
}

type modelSheet struct {
	state   string
	q       map[int64]int64
	version int64
}

// verdict is what the model expects of an act: done, or a refusal with its reasons or its field.
type verdict struct {
	kind  apperr.Kind // Internal: it is done
	codes []string
	field string
}

var done = verdict{}

const notFound = apperr.NotFound

func no(k apperr.Kind) verdict               { return verdict{kind: k} }
func forbidden(codes ...string) verdict      { return verdict{kind: apperr.Forbidden, codes: codes} }
func invalid(field string) verdict           { return verdict{kind: apperr.Invalid, field: field} }
func (v verdict) ok() bool                   { return v.kind == apperr.Internal }
func late(at time.Time, last time.Time) bool { return at.Truncate(time.Second).After(last) }

// refused is why not, for the table of counts; "" when it is done.
func (v verdict) refused() string {
	if v.ok() {
		return ""
	}
	return v.first()
}

// first gives the first reason.
func (v verdict) first() string {
	if len(v.codes) > 0 && v.codes[0] != "" {
		return v.codes[0]
	}
	return strings.TrimSpace(v.kind.String() + " " + v.field)
}

// differs tells how an answer differs from the one expected, "" when it does not.
func (v verdict) differs(err error) string {
	if v.ok() || err == nil {
		if v.ok() && err == nil {
			return ""
		}
		return fmt.Sprintf("got %v, the model says %s", err, v.first())
	}
	e, known := apperr.As(err)
	if !known || e.Kind != v.kind {
		return fmt.Sprintf("got %v, the model says %s", err, v.first())
	}
	var codes []string
	for _, r := range e.Reasons {
		codes = append(codes, r.Code)
	}
	if v.kind == apperr.Forbidden && !slices.Equal(codes, v.codes) {
		return fmt.Sprintf("got the reasons %q, the model says %q", codes, v.codes)
	}
	if v.kind == apperr.Invalid && (len(e.Fields) == 0 || e.Fields[0].Name != v.field) {
		return fmt.Sprintf("got %v, the model says %s", err, v.field)
	}
	return ""
}

func (m *model) coordinates(p *walkPerson, g *modelGroup) bool {
	return p.SignedIn() && (m.coords[g.support][p.ID] || g.coords[p.ID])
}

// sees: what never was open is seen by its coordinators and the administrator alone; the rest by everyone.
func (m *model) sees(p *walkPerson, g *modelGroup) bool {
	return !g.missing && (g.opened || p.admin || m.coordinates(p, g))
}

// coordinating is the verdict on what a coordinator may do at any time.
func (m *model) coordinating(p *walkPerson, g *modelGroup) verdict {
	switch {
	case !m.sees(p, g):
		return no(notFound)
	case !m.coordinates(p, g):
		return forbidden("needs.not_coordinator")
	}
	return done
}

// running is the verdict on what a coordinator may do while the group lives.
func (m *model) running(p *walkPerson, g *modelGroup) verdict {
	if v := m.coordinating(p, g); !v.ok() {
		return v
	}
	if g.state == "abandoned" {
		return forbidden("needs.group_abandoned")
	}
	return done
}

func (m *model) create(p *walkPerson, org string, f inputFaults) verdict {
	named := false
	for _, accounts := range m.coords {
		named = named || accounts[p.ID]
	}
	switch {
	case !named:
		return forbidden("needs.not_coordinator")
	case !m.coords[org][p.ID]:
		return invalid(group.FieldSupport)
	case f.text != "":
		return invalid(f.text)
	case f.date != "":
		return invalid(f.date)
	}
	return done
}

func (m *model) edit(p *walkPerson, g *modelGroup, version int64, f inputFaults) verdict {
	v := m.running(p, g)
	switch {
	case !v.ok():
		return v
	case version != g.version:
		return no(apperr.Conflict)
	case f.text != "":
		return invalid(f.text)
	case g.state == "draft" && f.date != "":
		return invalid(f.date)
	}
	return done
}

// lots is the verdict on a change of the lots: lot 0 stands for adding one.
func (m *model) lots(p *walkPerson, g *modelGroup, version int64, lot int, fault string) verdict {
	v := m.running(p, g)
	switch {
	case !v.ok():
		return v
	case g.state == "open":
		return forbidden("needs.group_open")
	case lot != 0 && version != g.version:
		return no(apperr.Conflict)
	case lot != 0 && lot > len(g.lots):
		return no(notFound)
	case fault != "":
		return invalid(fault)
	}
	return done
}

func (m *model) open(p *walkPerson, g *modelGroup, at time.Time) verdict {
	if v := m.running(p, g); !v.ok() {
		return v
	}
	if g.state == "open" {
		return no(apperr.Conflict)
	}
	var codes []string
	if !slices.ContainsFunc(g.lots, func(l *modelLot) bool { return len(l.lines) > 0 }) {
		codes = append(codes, "needs.no_lines")
	}
	if late(at, g.joinUntil) && !late(at, g.entryUntil) {
		codes = append(codes, "needs.joining_behind")
	}
	if late(at, g.entryUntil) {
		codes = append(codes, "needs.deadline_behind")
	}
	if len(codes) > 0 {
		return forbidden(codes...)
	}
	return done
}

// agent is the verdict on acting for an establishment.
func agent(p *walkPerson) verdict {
	switch {
	case !p.SignedIn():
		return forbidden("needs.sign_in")
	case p.OrgID == "":
		return forbidden("needs.no_establishment")
	case !p.confirmed:
		return forbidden("needs.not_confirmed")
	}
	return done
}

func (g *modelGroup) member(org string) *modelMember {
	if m := g.members[org]; m != nil {
		return m
	}
	return &modelMember{state: "none", sheets: map[*modelLot]*modelSheet{}}
}

// joining is why nobody may ask to join a group now.
func (m *model) joining(g *modelGroup, at time.Time) []string {
	switch {
	case g.state == "abandoned":
		return []string{"needs.group_abandoned"}
	case g.state == "draft":
		return []string{"needs.group_draft"}
	case late(at, g.joinUntil):
		return []string{"needs.joining_closed"}
	}
	return nil
}

func (m *model) join(p *walkPerson, g *modelGroup, at time.Time) verdict {
	if !m.sees(p, g) {
		return no(notFound)
	}
	codes := m.joining(g, at)
	if v := agent(p); !v.ok() && len(codes) > 0 {
		return forbidden(codes...)
	} else if !v.ok() {
		return v
	}
	mine := g.member(p.OrgID)
	switch mine.state {
	case "asked":
		if g.state == "abandoned" {
			return forbidden("needs.group_abandoned")
		}
		return forbidden("needs.already_asked")
	case "accepted":
		return forbidden("needs.already_member")
	}
	if mine.blocked && g.state != "abandoned" {
		codes = append(codes, "needs.refused_for_good")
	}
	if len(p.gaps) > 0 {
		codes = append(codes, "needs.profile_incomplete")
	}
	if len(codes) > 0 {
		return forbidden(codes...)
	}
	return done
}

func (m *model) withdraw(p *walkPerson, g *modelGroup, at time.Time) verdict {
	if !m.sees(p, g) {
		return no(notFound)
	}
	if v := agent(p); !v.ok() {
		return v
	}
	mine := g.member(p.OrgID)
	var codes []string
	if g.state == "abandoned" {
		codes = append(codes, "needs.group_abandoned")
	}
	if mine.state == "accepted" && !at.Before(g.entryFrom) {
		codes = append(codes, "needs.entry_begun")
	}
	switch {
	case mine.state != "asked" && mine.state != "accepted":
		return no(apperr.Conflict)
	case len(codes) > 0:
		return forbidden(codes...)
	}
	return done
}

// decide is the verdict on a whole decision: all of its demands are decided, or none. They are decided in the order of
// their references, whatever the order in which they were picked.
func (m *model) decide(p *walkPerson, g *modelGroup, d membership.Decision) verdict {
	if v := m.coordinating(p, g); !v.ok() {
		return v
	}
	switch {
	case len(d.Refs) == 0:
		return invalid(membership.FieldPicked)
	case d.Do == membership.Refuse && strings.TrimSpace(d.Reason) == "":
		return invalid(membership.FieldReason)
	}
	for _, ref := range slices.Sorted(slices.Values(d.Refs)) {
		x := g.member(m.byRef(ref))
		if x.state == "none" {
			return no(notFound)
		}
		if x.state == "asked" && g.state == "abandoned" {
			return forbidden("needs.group_abandoned")
		}
	}
	return done
}

// allow is the verdict on lifting a refusal for good; where there is none, somebody did.
func (m *model) allow(p *walkPerson, g *modelGroup, org string) verdict {
	if v := m.coordinating(p, g); !v.ok() {
		return v
	}
	x := g.member(org)
	switch {
	case x.state == "none":
		return no(notFound)
	case x.state != "refused" || !x.blocked:
		return no(apperr.Conflict)
	case g.state == "abandoned":
		return forbidden("needs.group_abandoned")
	}
	return done
}

// remove is the verdict on taking a member out; who is none cannot be.
func (m *model) remove(p *walkPerson, g *modelGroup, org, reason string) verdict {
	if v := m.coordinating(p, g); !v.ok() {
		return v
	}
	x := g.member(org)
	switch {
	case x.state == "none":
		return no(notFound)
	case x.state != "accepted":
		return no(apperr.Conflict)
	case g.state == "abandoned":
		return forbidden("needs.group_abandoned")
	case strings.TrimSpace(reason) == "":
		return invalid(membership.FieldReason)
	}
	return done
}

func (m *model) byRef(ref string) string {
	for id, r := range m.orgs {
		if r == ref {
			return id
		}
	}
	return ""
}

// reads is the verdict on opening the page of one's own sheet of a lot. A coordinator sees all sheets (R055), so also
// that of an establishment in which nobody confirmed them yet. Who was taken out still reads their own (R058).
func (m *model) reads(p *walkPerson, g *modelGroup, lot int, at time.Time) verdict {
	v := m.owns(p, g, lot, at)
	mine := g.member(p.OrgID)
	switch {
	case v.first() == "needs.not_confirmed" && m.coordinates(p, g) && mine.state == "accepted":
		return done
	case v.kind == apperr.Forbidden && p.confirmed && mine.state == "withdrawn" && mine.reason != "":
		return done
	}
	return v
}

// owns is the verdict on having a sheet of a lot.
func (m *model) owns(p *walkPerson, g *modelGroup, lot int, at time.Time) verdict {
	switch {
	case !m.sees(p, g):
		return no(notFound)
	case !p.SignedIn():
		return no(apperr.Unauthenticated)
	case lot < 1 || lot > len(g.lots):
		return no(notFound)
	}
	if v := agent(p); !v.ok() {
		return v
	}
	over := m.joining(g, at)
	switch mine := g.member(p.OrgID); {
	case mine.state == "accepted":
		return done
	case mine.state == "asked" && g.state == "abandoned":
		return forbidden("needs.group_abandoned")
	case mine.state == "asked":
		return forbidden("needs.membership_waits")
	case mine.state == "none" && len(over) > 0:
		return forbidden(over...)
	case mine.state == "none":
		return forbidden("needs.not_member")
	case len(over) > 0:
		return forbidden("needs.membership_over")
	case mine.state == "refused":
		return forbidden("needs.membership_refused")
	}
	return forbidden("needs.membership_withdrawn")
}

// enters is the verdict on saving, validating or reopening a sheet.
func (m *model) enters(p *walkPerson, g *modelGroup, lot int, do sheet.Act, in sheet.Input, at time.Time) verdict {
	if v := m.owns(p, g, lot, at); !v.ok() {
		return v
	}
	l := g.lots[lot-1]
	s := g.member(p.OrgID).sheet(l)
	switch {
	case do == sheet.Reopen && s.state != "validated":
		return no(apperr.Conflict)
	case do != sheet.Reopen && s.state == "validated" && g.state == "open" && !late(at, g.entryUntil):
		return forbidden("needs.sheet_validated")
	case do != sheet.Reopen && s.state == "validated" && g.state == "abandoned":
		return forbidden("needs.group_abandoned")
	}
	var codes []string
	if g.state == "abandoned" {
		codes = append(codes, "needs.group_abandoned")
	}
	if at.Before(g.entryFrom) {
		codes = append(codes, "needs.entry_not_begun")
	}
	if late(at, g.entryUntil) {
		codes = append(codes, "needs.deadline_passed")
	}
	switch {
	case len(codes) > 0:
		return forbidden(codes...)
	case in.Version != s.version:
		return no(apperr.Conflict)
	case do == sheet.Validate && len(l.clean(in.Quantities)) == 0:
		return invalid(sheet.FieldQuantities)
	}
	return done
}

func (x *modelMember) sheet(l *modelLot) *modelSheet {
	if s := x.sheets[l]; s != nil {
		return s
	}
	return &modelSheet{state: "none", q: map[int64]int64{}}
}

// clean keeps what can be wanted: positive quantities of lines that the lot has.
func (l *modelLot) clean(q map[int64]int64) map[int64]int64 {
	out := map[int64]int64{}
	for line, n := range q {
		if n > 0 && line >= 1 && line <= int64(len(l.lines)) {
			out[line] = n
		}
	}
	return out
}

func (m *model) names(p *walkPerson, org, accountID string) verdict {
	switch {
	case !p.admin:
		return no(notFound)
	case m.orgs[org] == "":
		return invalid(group.FieldSupport)
	case m.coords[org][accountID]:
		return invalid("email")
	}
	return done
}

func (m *model) adds(p *walkPerson, g *modelGroup, accountID string) verdict {
	if v := m.running(p, g); !v.ok() {
		return v
	}
	if g.coords[accountID] {
		return invalid("email")
	}
	return done
}
