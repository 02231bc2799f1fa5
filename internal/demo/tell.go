package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/casework"
	"preau/internal/catalog"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/helping"
	"preau/internal/core/contact"
	"preau/internal/core/delegation"
	"preau/internal/core/directory"
	"preau/internal/core/document"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/core/org/sample"
	"preau/internal/core/terms"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
	"preau/internal/needs"
	"preau/internal/offers"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// House is the program through which the story is told. Its clock is the one that its database and all its services read.
type House struct {
	DB         *db.DB // migrated
	Clock      *clock.Manual
	Jobs       *jobs.Queue
	Post       *Post // its transport of mails
	Mailbox    *mail.Mailbox
	Notify     *notify.Service
	Instance   *instance.Service
	Accounts   *account.Service
	Help       *helping.Service
	Directory  *directory.Service
	Needs      *needs.Service
	Casework   *casework.Service
	Texts      *sms.Mailbox // its transport of texts
	TakeText   func(context.Context, sms.Event) error
	Catalog    *catalog.Service
	Search     *search.Service
	Baskets    *basket.Service
	Orders     *order.Service
	Phones     *phone.Service
	Supply     *supply.Service
	Receptions *reception.Service
	Claims     *claim.Service
	Asked      *asked.Service
	Files      *document.Service
	Accesses   *delegation.Service
	Terms      *terms.Service
	Offers     *offers.Service
}

// teller is a telling under way.
type teller struct {
	story *Story
	House
	contact *contact.Service
	now     time.Time // when it is told
	today   time.Time // the beginning of that day, in the instance's zone
	years   *strings.Replacer
	day     int  // of the last line
	waiting bool // mails may wait

	sessions map[string]session // of people, by key
	numbers  map[string]int64   // of groups, by key
	sent     map[string]sent    // orders that suppliers have, by label
	messages map[string]string  // numbers of messages to the operator, by who wrote them

	come, gathered int // how many neighbours came, and how many of them have entered their needs
}

type session struct {
	secret string
	since  time.Time
}

// Tell marks the database as a demonstration's and tells the whole story, which ends now. All mails are in the mailbox
// when it returns, and the clock shows now. The database is Unfinished until the last line.
func (s *Story) Tell(ctx context.Context, h House, now time.Time) error {
	zone := instance.Defaults().Location()
	y, m, d := now.In(zone).Date()
	t := &teller{
		story: s, House: h, now: now, today: time.Date(y, m, d, 0, 0, 0, 0, zone),
		sessions: map[string]session{}, numbers: map[string]int64{}, messages: map[string]string{}, sent: map[string]sent{},
		contact: contact.New(contact.Options{DB: h.DB, Mail: h.Notify, ServiceOf: func(string) instance.ServiceKey { return instance.Needs }}),
		years:   strings.NewReplacer("{y-2}", fmt.Sprint(y-2), "{y-1}", fmt.Sprint(y-1), "{y}", fmt.Sprint(y), "{y+1}", fmt.Sprint(y+1), "{y+4}", fmt.Sprint(y+4)),
	}
	if err := t.begin(ctx); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	for _, l := range s.lines {
		if err := t.tell(ctx, l); err != nil {
			return fmt.Errorf("demonstration: day %d, %s %s %s: %w", l.day, l.who, l.do, l.of, err)
		}
	}
	if err := t.mails(ctx); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	t.Clock.Set(now)
	return t.settings(ctx, func(set *instance.Settings) { set.SetUp = true })
}

// begin marks the database and fills the register of establishments.
func (t *teller) begin(ctx context.Context) error {
	at, err := t.at(t.story.lines[0].day, t.story.lines[0].hour)
	if err != nil {
		return err
	}
	t.Clock.Set(at)
	return t.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := instance.MarkDemo(ctx, tx); err != nil {
			return err
		}
		return sample.Load(ctx, tx)
	})
}

// recent are the days on which mails go out with each line. Before, they go out at the day's end: sending them one by one
// would take most of the time of a telling.
const recent = -3

// tell does one line at its time.
func (t *teller) tell(ctx context.Context, l line) error {
	at, err := t.at(l.day, l.hour)
	if err != nil {
		return err
	}
	if at.Before(t.Clock.Now()) {
		return fmt.Errorf("at %s, when it is already %s", at, t.Clock.Now())
	}
	if t.waiting && (l.day != t.day || l.day >= recent) {
		if err := t.mails(ctx); err != nil {
			return err
		}
	}
	t.day = l.day
	t.Clock.Set(at)
	t.waiting = t.waiting || !quiet[l.do]
	return verbs()[l.do](t, ctx, l)
}

// mails sends what is queued.
func (t *teller) mails(ctx context.Context) error {
	t.waiting = false
	_, err := t.Jobs.Drain(ctx)
	return err
}

// at is an hour of a day counted from today; "end-15" is a quarter of an hour before the story's end, whatever the day.
func (t *teller) at(day int, hour string) (time.Time, error) {
	if minutes, last := strings.CutPrefix(hour, "end-"); last {
		before, err := time.ParseDuration(minutes + "m")
		return t.now.Add(-before), err
	}
	clock, err := time.Parse("15:04", hour)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := t.today.Date()
	return time.Date(y, m, d+day, clock.Hour(), clock.Minute(), 0, 0, t.today.Location()), nil
}

// moment reads "+3 23:59".
func (t *teller) moment(text string) (time.Time, error) {
	var day int
	var hour string
	if _, err := fmt.Sscanf(text, "%d %s", &day, &hour); err != nil {
		return time.Time{}, fmt.Errorf("moment %q: %w", text, err)
	}
	return t.at(day, hour)
}

// program is the program itself, for what nobody has done.
func (t *teller) program() access.Actor { return access.ByProgram("preau demo", t.Clock.Now()) }

func (t *teller) settings(ctx context.Context, change func(*instance.Settings)) error {
	return t.DB.InTx(ctx, func(tx *db.Tx) error {
		set, err := instance.Read(ctx, tx)
		if err != nil {
			return err
		}
		change(&set)
		return t.Instance.SaveTx(ctx, tx, t.program(), set, set.Version)
	})
}
