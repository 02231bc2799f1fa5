package imports

import (
	"strconv"
	"time"

	"preau/internal/core/history"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Import is one sheet that was sent in.
type Import struct {
	Number      int64
	Kind        string
	Place       string // id of what it is about; empty: the platform
	Writes      string
	State       State
	FileID      string
	FileName    string
	SHA256      string
	StartedBy   string
	StartedName string
	StartedAt   time.Time
	MovedBy     string // whose act brought the state; empty: the program's own
	MovedName   string
	MovedAt     time.Time
	Unknown     []Title    // columns of the file that were left alone
	Fault       []i18n.Msg // why the file was refused as a whole
	Done, Total int64      // how far the present state is, of how much
	Counts
	EmptiedAt time.Time
	Version   int64

	Busy *Import         // another one that is being written to the same place
	Shut []apperr.Reason // why nothing may be changed there now

	Whole bool // it is written at once, or not at all
	Apart bool // its file has what nobody but its sender has to read, and who reads is another

	titles   map[string]Title // of the columns that were read, by key
	atLine   int64
	atAbsent string
}

// Counts are what came of the lines.
type Counts struct {
	Lines     int64 // read
	New       int64
	Changed   int64
	Same      int64
	Refused   int64 // lines
	Absent    int64 // things that are there and not in the file
	Aside     int64 // cells left out of lines that were taken
	Written   int64
	Overtaken int64 // changed by somebody else since they were compared
}

// ToWrite is how many lines would change something.
func (c Counts) ToWrite() int64 { return c.New + c.Changed }

// Title is a column of the file that nobody asked for.
type Title struct{ Letter, Name string }

// Kept says whether the file and what was read of it are still there.
func (i Import) Kept() bool { return i.EmptiedAt.IsZero() }

// Working says whether the program has something to do with it.
func (i Import) Working() bool { return i.State.working() }

// Percent is how far the present state is.
func (i Import) Percent() int {
	if i.Total <= 0 {
		return 0
	}
	return int(min(100, i.Done*100/i.Total))
}

// Label is the state in words; the list's filter uses the same.
func (s State) Label() i18n.Key {
	return map[State]i18n.Key{
		Reading: msg.StateReading, Comparing: msg.StateComparing, Ready: msg.StateReady, Applying: msg.StateApplying,
		Stopped: msg.StateStopped, Done: msg.StateDone, Cancelled: msg.StateCancelled, Refused: msg.StateRefused,
	}[s]
}

// Slug is the state in addresses, which are French words.
func (s State) Slug() string {
	return map[State]string{
		Reading: "lecture", Comparing: "comparaison", Ready: "a-verifier", Applying: "ecriture",
		Stopped: "arrete", Done: "termine", Cancelled: "abandonne", Refused: "refuse",
	}[s]
}

// StateOf is the state of a slug, empty (all states) for anything else.
func StateOf(slug string) State {
	for _, s := range Moves().States {
		if s.Slug() == slug {
			return s
		}
	}
	return ""
}

func object(n int64) history.Object { return history.Object{Kind: "import", ID: number(n)} }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// Outcome is what comes of a line.
type Outcome string

// The outcomes.
const (
	Read      Outcome = "read" // not compared yet
	Fresh     Outcome = "new"
	Changed   Outcome = "changed"
	Same      Outcome = "same"
	Bad       Outcome = "refused"
	Overtaken Outcome = "overtaken" // somebody changed the thing since it was compared
)

// Change is a value that is replaced.
type Change struct {
	Field string `json:"f"`
	Old   string `json:"o"`
	New   string `json:"n"`
}

// Line is a line of the file with what comes of it.
type Line struct {
	Line    int64
	Label   string
	Outcome Outcome
	Changes []Change
	Says

	ident string
	leads bool
	data  string
	raw   string // of Changes
	said  string // of Says
}

// Fault is one thing wrong in a line.
type Fault struct {
	Line   int64
	Letter string // of the column; empty for the line as a whole
	Header string
	Value  string
	Reason i18n.Msg
	Aside  bool // the cell is left out, the line is taken
}

// Thing is something that is there and not in the file.
type Thing struct {
	Ident string // as lines have it
	Label string
	Path  string
}
