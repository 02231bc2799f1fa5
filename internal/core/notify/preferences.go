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
			p.Changes = append(p.Changes, Change{At: l.Done, ByLink: l.Act == actStop, Unwanted: l.Act == actComplain, Off: namesOf(l.Data["off"]), On: namesOf(l.Data["on"])})
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
	Shown  []string // kinds
	Wanted []string // those among them whose mails are to come
}

// SavePreferences makes a person's choices what they wish, and tells the history what that changed. Security mails refuse (R274).
func (s *Service) SavePreferences(ctx context.Context, who access.Actor, w Wish) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	off := map[string]bool{AllKinds: w.AllOff}
	for _, kind := range w.Shown {
		off[kind] = !slices.Contains(w.Wanted, kind)
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error { return s.choose(ctx, tx, who, actChoose, off) })
}

// choose switches kinds off (true) or on for who, and writes what changed, if anything did, into the history.
func (s *Service) choose(ctx context.Context, tx *db.Tx, who access.Actor, act string, off map[string]bool) error {
	was, err := choicesOf(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	changed := map[bool][]string{}
	for _, kind := range slices.Sorted(maps.Keys(off)) {
		if err := s.mayChoose(kind); err != nil {
			return err
		}
		if was[kind] == off[kind] {
			continue
		}
		if err := saveChoice(ctx, tx, who.ID, kind, off[kind]); err != nil {
			return err
		}
		changed[off[kind]] = append(changed[off[kind]], kind)
	}
	if len(changed) == 0 {
		return nil
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: choicesObject(who.ID), Act: act, Data: map[string]string{"off": dataOf(changed[true]), "on": dataOf(changed[false])},
	})
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
