// Package retention is how modules declare, as data, which personal data they hold, why, for how long from which event,
// and what remains: a Holding a table. The nightly job, its report, the export of one's own data, the closing of an
// account and docs/personal-data.md are all drawn from these rows; a test fails on a table that has none.
//
// It holds the words of the declarations alone, so that every room can use them. Package keeper applies them.
package retention

import (
	"context"
	"time"

	"preau/internal/core/retention/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Holding is what one table knows of people.
type Holding struct {
	Table    string
	Personal []string // columns that name, locate or speak of somebody
	What     i18n.Key // what it is, in words
	Why      i18n.Key // what it is for
	Rules    []Rule
	Stays    i18n.Key // why it ends with something else, or not at all; needed where there is no rule
	Shares   []Share  // what an export of one's own data gives of it
	Traces   []Trace  // what becomes of it when an account is closed
}

// Outcome is what becomes of rows whose term is over.
type Outcome string

// The outcomes.
const (
	Deleted       Outcome = "deleted"
	Pseudonymised Outcome = "pseudonymised" // names give way to a label; who did what can still be counted
	Closed        Outcome = "closed"        // an account, as if its owner had closed it
)

// Label is the outcome in words.
func (o Outcome) Label() i18n.Key {
	switch o {
	case Pseudonymised:
		return msg.OutcomePseudonymised
	case Closed:
		return msg.OutcomeClosed
	case Deleted:
	}
	return msg.OutcomeDeleted
}

// Unit is what a term is counted in.
type Unit string

// The units.
const (
	Hours  Unit = "hours"
	Days   Unit = "days"
	Months Unit = "months"
	Years  Unit = "years"
)

// Term is how long something is kept.
type Term struct {
	N    int
	Unit Unit
}

// After is the end of the term that began at an instant.
func (t Term) After(at time.Time) time.Time { return t.from(at, 1) }

// Before is the beginning of the term that ends at an instant: what happened earlier is over.
func (t Term) Before(at time.Time) time.Time { return t.from(at, -1) }

func (t Term) from(at time.Time, sign int) time.Time {
	n := t.N * sign
	switch t.Unit {
	case Hours:
		return at.Add(time.Duration(n) * time.Hour)
	case Months:
		return at.AddDate(0, n, 0)
	case Years:
		return at.AddDate(n, 0, 0)
	case Days:
	}
	return at.AddDate(0, 0, n)
}

// Said is the term in words: « 12 mois ».
func (t Term) Said() i18n.Msg {
	return i18n.M(map[Unit]i18n.Key{Hours: msg.TermHours, Days: msg.TermDays, Months: msg.TermMonths, Years: msg.TermYears}[t.Unit], "n", t.N)
}

// Rule says which rows of its table are over when, and what becomes of them. The conditions are SQL on the table's own
// columns, without parameters; Event is an instant, NULL for rows whose term has not begun.
type Rule struct {
	Key      string // "account.sessions": names it in the report and the settings
	Term     Term
	Min, Max int      // what the operator may choose, in the term's unit; zero: the term is fixed
	From     i18n.Key // the event, in words
	Then     Outcome
	Remains  i18n.Key // what is left of the row, in words; empty: what the outcome says

	ID    []string // the primary key: at most three columns of text
	Event string
	If    string   // empty: all rows
	Named []string // of Pseudonymised: columns whose names give way to « nom effacé »
	Empty []string // of Pseudonymised: columns that lose their text

	Lead  time.Duration // a room's own act begins so long before the end: to write to people first
	Along Act           // goes with it, just before: what other rooms keep of the row, as the history does. What it answers is not asked
	Do    Act           // instead of deleting or renaming; nil where the room's service gives it to the keeper, see Own
	Own   bool          // the act is the service's
	Job   string        // applied by this job of the room, at its own pace; the keeper only tells of it
}

// Row is one row whose term is over, or will be within the rule's lead.
type Row struct {
	ID   []string
	Over time.Time // when its term ends, by the event
	Now  time.Time
}

// Act does what the rule says to a row, and says whether it did: a repeat, or a step before the end, is false.
type Act func(ctx context.Context, tx *db.Tx, r Row) (bool, error)

// Adjustable says whether the operator may choose the term.
func (r Rule) Adjustable() bool { return r.Max > 0 }

// Share is what an export gives of a table: rows that are about one person, without what they say of others.
type Share struct {
	File    string   // name in the archive, without its ending
	From    string   // after FROM; empty: the table
	Of      string   // condition on $1, the account's id
	Columns []string // expressions; what follows AS, or the last name, names them
	Order   string
}

// Trace is where a closed account's person still stands: which rows, on $1, the account's id; and what becomes of them.
type Trace struct {
	ID    []string
	Of    string
	Only  string   // rows that can be changed already; the others are looked at again each night. Empty: all
	Named []string // columns where « Compte clos n° … » comes to stand
	Empty []string // columns that lose their text
	Set   []string // what goes with it: "column = expression"
	Gone  bool     // the rows are deleted
	Do    Erase    // instead: what SQL alone cannot say
}

// Closing is an account that is closed.
type Closing struct {
	AccountID string
	Label     string // « Compte clos n° … »
}

// Erase changes at most limit rows of a closed account's, and says how many.
type Erase func(ctx context.Context, tx *db.Tx, c Closing, limit int) (int64, error)
