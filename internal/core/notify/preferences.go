package notify

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// ChoicesKind is what the history calls a person's choices; their id is the account's.
const ChoicesKind = "notify.choices"

// The acts of the history.
const (
	actChoose = "choose"
	actStop   = "stop" // by the link of a mail

	actComplain = "complain" // by calling a mail unwanted, in the reader's mail program
)

// changesShown is how many past changes a person sees.
const changesShown = 20

// Preferences are the mails that a person may switch off, those that always come, and what was changed before.
type Preferences struct {
	AllOff  bool
	Each    []Choice
	Always  []i18n.Key // the labels of the kinds that cannot be switched off (R274)
	Changes []Change   // newest first
}

// Change is one change of a person's choices.
type Change struct {
	At       time.Time
	ByLink   bool     // of a mail
	Unwanted bool     // by calling a mail unwanted
	Off, On  []string // kinds; AllKinds among them
	Daily    []string // kinds
}

// Preferences are those of who asks.
func (s *Service) Preferences(ctx context.Context, who access.Actor) (Preferences, error) {
	if !who.SignedIn() {
		return Preferences{}, apperr.UnauthenticatedErr()
	}
	var p Preferences
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if p.AllOff, p.Each, err = s.Choices(ctx, tx, who.ID); err != nil {
			return err
		}
		lines, err := history.Of(ctx, tx, choicesObject(who.ID), changesShown)
		for _, l := range lines {
			p.Changes = append(p.Changes, Change{At: l.Done, ByLink: l.Act == actStop, Unwanted: l.Act == actComplain, Off: namesOf(l.Data["off"]), On: namesOf(l.Data["on"]), Daily: namesOf(l.Data["daily"])})
		}
		return err
	})
	for _, name := range s.KindNames() {
		if k := s.kinds[name]; k.Security && !k.Operator {
			p.Always = append(p.Always, k.Label)
		}
	}
	return p, err
}

// Wish is what a person asks for. A kind that was not shown to them stays as it is.
type Wish struct {
	AllOff bool
	Each   map[string]How // by kind
}

// SavePreferences makes a person's choices what they wish, and tells the history what that changed. Security mails refuse (R274).
func (s *Service) SavePreferences(ctx context.Context, who access.Actor, w Wish) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	wish := map[string]How{AllKinds: Now}
	if w.AllOff {
		wish[AllKinds] = Never
	}
	maps.Copy(wish, w.Each)
	return s.db.Once(ctx, who, func(tx *db.Tx) error { return s.choose(ctx, tx, who, actChoose, wish) })
}

// choose makes kinds come to who as they wish, and writes what changed, if anything did, into the history. What already
// waits for the digest still comes with it, unless its kind is to come never.
func (s *Service) choose(ctx context.Context, tx *db.Tx, who access.Actor, act string, wish map[string]How) error {
	was, err := choicesOf(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	changed := map[How][]string{}
	for _, kind := range slices.Sorted(maps.Keys(wish)) {
		how := wish[kind]
		if err := s.mayCome(kind, how); err != nil {
			return err
		}
		if was[kind] == how {
			continue
		}
		if err := saveChoice(ctx, tx, who.ID, kind, how); err != nil {
			return err
		}
		changed[how] = append(changed[how], kind)
	}
	if len(changed) == 0 {
		return nil
	}
	data := map[string]string{"off": dataOf(changed[Never]), "on": dataOf(changed[Now])}
	if len(changed[Daily]) > 0 {
		data["daily"] = dataOf(changed[Daily])
	}
	return history.Write(ctx, tx, who, history.Line{Object: choicesObject(who.ID), Act: act, Data: data})
}

func choicesObject(accountID string) history.Object {
	return history.Object{Kind: ChoicesKind, ID: accountID}
}

// allInData stands for AllKinds in the history's data.
const allInData = "*"

func dataOf(kinds []string) string {
	out := slices.Clone(kinds)
	for i, k := range out {
		if k == AllKinds {
			out[i] = allInData
		}
	}
	return strings.Join(out, " ")
}

func namesOf(data string) []string {
	out := strings.Fields(data)
	for i, k := range out {
		if k == allInData {
			out[i] = AllKinds
		}
	}
	return out
}
