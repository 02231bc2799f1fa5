// Package update changes what a market's catalogue shows, by a supplier's sheet of up to a million lines, or by hand.
//
// An Update prepares one edition of one market's catalogue (package article). A job reads the sheet, compares each line with
// what is there and writes at once what differs, as versions that nobody sees yet: so nothing is left to do when the edition
// is shown, which is one small write, at once or on a day. Undoing shows the edition before. One update at a time is between
// its beginning and its end in a market, so nothing changes below one that is being prepared.
//
// Modes: a full one withdraws what is not in its sheet; one of changes leaves that alone; one of prices changes price, rate and
// withdrawal alone. One by hand is a line that somebody typed.
//
// States: reading → ready → (scheduled →) live → undoing → undone; what is given up is dropped; a sheet that cannot be read is
// refused, one that changes nothing is void. The rules are in rules.go. Every step of the job notes in its own transaction how
// far it is, so that a process may end anywhere.
package update

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/registers"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
)

// Path is the list of all markets' updates.
const Path = "/catalogue/mises-a-jour"

// KeptFor is how long a sheet, and what came of its lines, stay.
const KeptFor = 30 * 24 * time.Hour

// Largest is the size of the largest sheet: a million lines have some 250 MB.
const Largest = 400 * document.Megabyte

const (
	jobRun   = "catalog.update"
	jobDay   = "catalog.update_day"
	jobSweep = "catalog.update_sweep"
)

// Sheets is what files are sent for.
var Sheets = document.Use{
	Key: "catalog.update", Types: []document.Type{document.CSV, document.Excel}, Limit: Largest, Apart: true, Why: sheet.Refusal,
}

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Files   *document.Service
	Clock   clock.Clock
	Log     *slog.Logger
	Zone    func() *time.Location    // the operator's, in which days are meant
	Country func() registers.Country // whose rates of VAT are in force
	Shown   func()                   // called once a market shows another edition: wakes who searches; nil: nobody
}

// Service is the use cases.
type Service struct {
	o    Options
	pace pace
}

// pace is how much a step does.
type pace struct {
	first, most int           // lines of the first step, and of any
	step        time.Duration // that a step aims at
	spell       time.Duration // after which the job makes room for others and goes on later
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o, pace: pace{first: 100, most: 4000, step: 30 * time.Millisecond, spell: 10 * time.Minute}}
	jobs.Handle(o.Jobs, jobRun, s.run)
	jobs.Handle(o.Jobs, jobDay, s.arrive)
	o.Jobs.Every(jobSweep, 24*time.Hour, s.sweep)
	return s
}

// Mode is how a sheet is meant.
type Mode string

// The modes.
const (
	Full    Mode = "full"
	Changes Mode = "changes"
	Prices  Mode = "prices"
	ByHand  Mode = "hand"
)

// Modes are those of sheets, in the order in which they are offered.
func Modes() []Mode { return []Mode{Full, Changes, Prices} }

// Label is the mode in words.
func (m Mode) Label() i18n.Key {
	return map[Mode]i18n.Key{Full: msg.UpdateFull, Changes: msg.UpdateChanges, Prices: msg.UpdatePrices, ByHand: msg.UpdateByHand}[m]
}

// Hint says what a mode does.
func (m Mode) Hint() i18n.Key {
	return map[Mode]i18n.Key{Full: msg.UpdateFullHint, Changes: msg.UpdateChangesHint, Prices: msg.UpdatePricesHint}[m]
}

// Slug is the mode in forms.
func (m Mode) Slug() string {
	return map[Mode]string{Full: "complete", Changes: "modifications", Prices: "prix", ByHand: "main"}[m]
}

// ModeOf is the mode of sheets of a slug, empty for anything else.
func ModeOf(slug string) Mode {
	for _, m := range Modes() {
		if m.Slug() == slug {
			return m
		}
	}
	return ""
}

// Update is one change of a market's catalogue.
type Update struct {
	Number  int64
	Market  Market
	Mode    Mode
	State   State
	Edition int64 // that it prepares
	Before  int64 // that the market showed when it began

	FileName      string
	UsualCategory string
	UsualVAT      int64  // NoRate: none
	LiveOn        string // a day, of one that is scheduled
	StartedBy     string
	StartedName   string
	StartedAt     time.Time
	MovedBy       string // whose act brought the state; empty: the program's own
	MovedName     string
	MovedAt       time.Time
	Unknown       []Title    // columns of the sheet that were left alone
	Fault         []i18n.Msg // why the sheet was refused as a whole
	Done, Total   int64      // how far the reading is, of how much
	Counts
	EmptiedAt time.Time
	Version   int64

	Busy *Update // another one that is open in the market

	highest int64
	fileID  string
	at      cursor
}

// Market is what an update says of its market.
type Market struct {
	Number  int64
	Title   string
	State   catalog.State
	Edition int64 // that it shows
}

// cursor is how far the job is.
type cursor struct {
	line      int64
	reference string
	article   int64
}

// NoRate is a usual rate of VAT that is none.
const NoRate int64 = -1

// Counts are what came of the lines.
type Counts struct {
	Lines     int64 // read
	New       int64
	Changed   int64
	Priced    int64 // of those: their price did
	Withdrawn int64 // told by a line, or by none
	Same      int64
	Refused   int64 // lines
	Warned    int64 // lines that were taken with a remark
}

// Differs is how many articles the update changes.
func (c Counts) Differs() int64 { return c.New + c.Changed + c.Withdrawn }

// Title is a column of the sheet that nobody asked for.
type Title struct {
	Letter string `json:"l"`
	Name   string `json:"n"`
}

// Kept says whether the sheet and what came of its lines are still there.
func (u Update) Kept() bool { return u.EmptiedAt.IsZero() }

// Working says whether the program has something to do with it.
func (u Update) Working() bool { return u.State.working() }

// Current says whether it is what its market shows.
func (u Update) Current() bool { return u.Market.Edition == u.Edition }

// Percent is how far the reading is.
func (u Update) Percent() int {
	if u.Total <= 0 {
		return 0
	}
	return int(min(100, u.Done*100/u.Total))
}

// Path is the address of one of the update's pages.
func (u Update) Path(tail string) string {
	return catalog.Market{Number: u.Market.Number}.Path("/catalogue/mises-a-jour/" + number(u.Number) + tail)
}

func object(n int64) history.Object { return history.Object{Kind: "catalog.update", ID: number(n)} }

func number(n int64) string { return strconv.FormatInt(n, 10) }

func (s *Service) write(ctx context.Context, tx *db.Tx, who access.Actor, u Update, do Act, to State, data map[string]string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: object(u.Number), Act: "catalog.update." + string(do), From: string(u.State), To: string(to), Data: data,
	})
}

// today is the day of an instant in the operator's zone.
func (s *Service) today(at time.Time) string { return at.In(s.o.Zone()).Format(time.DateOnly) }

// Fault is one thing wrong in a line, or to know of one that was taken.
type Fault struct {
	Line    int64
	Warning bool
	Letter  string // of the column; empty for the line as a whole
	Header  string
	Value   string
	Reason  i18n.Msg
}
