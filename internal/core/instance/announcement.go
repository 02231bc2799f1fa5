package instance

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/instance/msg"
	"preau/internal/kit/i18n"
)

// The announcement's fields in forms and faults.
const (
	FieldAnnouncedFrom    = "annonce_du"
	FieldAnnouncedUntil   = "annonce_au"
	FieldAnnouncedFrench  = "annonce_fr"
	FieldAnnouncedEnglish = "annonce_en"
)

// MaxAnnouncement is how many characters an announcement may have.
const MaxAnnouncement = 400

// Announcement is what every page says for a time: that maintenance is planned, since ordering has no closing hours (R167).
type Announcement struct {
	From, Until     time.Time // Until is the first instant at which it is no longer shown
	French, English string
}

// In is the announcement in a language at an instant; empty when there is none.
func (a Announcement) In(lang i18n.Lang, at time.Time) string {
	switch {
	case at.Before(a.From) || !at.Before(a.Until):
		return ""
	case lang == i18n.English:
		return a.English
	}
	return a.French
}

// Announced is what every page says now, in a language. It comes from memory, as the settings do.
func (s *Service) Announced(ctx context.Context, lang i18n.Lang) string {
	k, _ := s.current(ctx) // a page that cannot read the settings has a fault of its own
	return k.Announcement.In(lang, s.o.Clock.Now())
}

func (a Announcement) tidy() Announcement {
	a.French, a.English = strings.TrimSpace(a.French), strings.TrimSpace(a.English)
	return a
}

// check wants all or nothing: whoever reads the other language needs it as much.
func (a Announcement) check(f *faults) {
	if a == (Announcement{}) {
		return
	}
	for _, x := range []struct{ field, text string }{{FieldAnnouncedFrench, a.French}, {FieldAnnouncedEnglish, a.English}} {
		if x.text == "" {
			f.Add(x.field, msg.FaultAnnouncedText)
		}
		f.text(x.field, x.text, MaxAnnouncement)
	}
	if a.From.IsZero() {
		f.Add(FieldAnnouncedFrom, msg.FaultAnnouncedFrom)
	}
	switch {
	case a.Until.IsZero():
		f.Add(FieldAnnouncedUntil, msg.FaultAnnouncedUntil)
	case !a.Until.After(a.From):
		f.Add(FieldAnnouncedUntil, msg.FaultAnnouncedOrder)
	}
}

// flat are its settings as texts.
func (a Announcement) flat() []pair {
	moment := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339)
	}
	return []pair{
		{FieldAnnouncedFrom, moment(a.From)},
		{FieldAnnouncedUntil, moment(a.Until)},
		{FieldAnnouncedFrench, a.French},
		{FieldAnnouncedEnglish, a.English},
	}
}
