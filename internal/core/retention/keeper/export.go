package keeper

import "time"

// Export is an archive of what is held about one person, for that person.
type Export struct {
	ID        string
	AccountID string
	State     ExportState
	Done      int // parts that are written
	Parts     int
	FileID    string
	Size      int64
	AskedAt   time.Time
	ReadyAt   time.Time
	ExpiresAt time.Time
	At        time.Time // the instant that rules decide by
}

// May says whether its owner may do this now.
func (e Export) May(do ExportAct) bool { return exportMoves.May(do, e.State, []ExportRole{Owner}, e) }

// There says whether there is an export at all.
func (e Export) There() bool { return e.ID != "" && e.State != Gone }
