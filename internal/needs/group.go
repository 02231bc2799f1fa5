package needs

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/needs/msg"

	"preau/internal/kit/i18n"
)

// GroupState is what is stored of a group's life; its phases follow from its dates.
type GroupState string

// The states of a group.
const (
	GroupDraft     GroupState = "draft"     // seen by its coordinators alone
	GroupOpen      GroupState = "open"      // listed for everyone
	GroupAbandoned GroupState = "abandoned" // readable, nothing can be done
)

// Group is a purchasing group (groupement d'achat).
type Group struct {
	ID          string
	Number      int64 // public, in addresses
	Title       string
	Description string
	Support     Org // établissement support
	State       GroupState
	JoinUntil   time.Time // R032
	EntryFrom   time.Time
	EntryUntil  time.Time // date limite de saisie des besoins (R044)
	CreatedAt   time.Time
	Version     int64
	LotCount    int
	HasLines    bool
}

// Org is what the service shows of an establishment.
type Org struct {
	ID, Ref, Name, Commune string
	Number                 string // in its register, as people write it; known only where one chooses among establishments
}

func (o Org) place() access.Place { return access.Place{Kind: access.Organisation, ID: o.ID} }

// Phase is where a group stands at an instant: derived from its state and dates, never stored.
type Phase string

// The phases, in the order of a group's life.
const (
	PhaseDraft     Phase = "draft"
	PhaseJoining   Phase = "joining"   // open, entry has not begun
	PhaseEntry     Phase = "entry"     // needs are entered
	PhaseClosed    Phase = "closed"    // the deadline has passed
	PhaseAbandoned Phase = "abandoned" //
)

// PhaseAt is the group's phase at an instant. A deadline holds to the second: what reaches the server within it is in time (R045).
func (g Group) PhaseAt(at time.Time) Phase {
	switch {
	case g.State == GroupDraft:
		return PhaseDraft
	case g.State == GroupAbandoned:
		return PhaseAbandoned
	case passed(g.EntryUntil, at):
		return PhaseClosed
	case at.Before(g.EntryFrom):
		return PhaseJoining
	}
	return PhaseEntry
}

// Label is the phase in words.
func (p Phase) Label() i18n.Key {
	switch p {
	case PhaseDraft:
		return msg.PhaseDraft
	case PhaseJoining:
		return msg.PhaseJoining
	case PhaseEntry:
		return msg.PhaseEntry
	case PhaseClosed:
		return msg.PhaseClosed
	case PhaseAbandoned:
	}
	return msg.PhaseAbandoned
}

// passed says whether a deadline is over at an instant, to the second: floor(at) ≤ deadline is in time (R045).
func passed(deadline, at time.Time) bool {
	return at.Truncate(time.Second).After(deadline)
}

// Place is the group as a place in which roles are held.
func (g Group) Place() access.Place { return access.Place{Kind: access.Group, ID: g.ID} }

// Lot is a part of a group that is entered, validated and awarded by itself.
type Lot struct {
	ID          string
	Position    int64 // public, from 1 within the group
	Title       string
	Description string
	Lines       []Line
	LineCount   int
}

// Line is one thing that a lot offers, with the unit in which it is counted.
type Line struct {
	Number   int64 // from 1 within the lot; sheets are packed by it
	Section  string
	Title    string
	Note     string
	Unit     string
	Decimals int // 0 to 3 digits allowed after the comma
}

// Unlikely is the quantity, in thousandths, above which a line asks « 10 000 ? »: it warns, it does not block.
const Unlikely = 5_000_000
