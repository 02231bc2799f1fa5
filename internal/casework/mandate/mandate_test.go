package mandate_test

import (
	"testing"
	"time"

	"preau/internal/casework/mandate"
	"preau/internal/kit/covers"
)

func TestRead(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	for want, all := range map[mandate.Answer][]string{
		mandate.Yes:     {"OUI", "oui", " Oui. ", "oui !", "«Oui»", "O U I", "o.u.i", "ouï", "OUI merci", "Bonjour, oui", "oui oui", "\u00a0OUI\n"},
		mandate.No:      {"NON", "non merci", "Non.", "STOP", "stop !", "N O N", "non, stop", "Arrêt"},
		mandate.Unclear: {"", "  ", "…", "👍", "ok", "OUI ou NON", "oui mais pas la CAF", "qui êtes-vous ?", "ouistiti", "merci", "nono", "je dis non", "1", "yes", "ou i"},
	} {
		for _, text := range all {
			if got := mandate.Read(text); got != want {
				t.Errorf("%q is %s, want %s", text, got, want)
			}
		}
	}
}

// Who says stop means all of it; a polite no is an answer to one question.
func TestStops(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	for text, want := range map[string]bool{"STOP": true, "stop !": true, "S T O P": true, "Arrêt": true, "non, stop": true, "NON": false, "non merci": false, "Bonsoir monsieur, non": false, "OUI": false, "arrêtez tout": false} {
		if mandate.Stops(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

var day = 24 * time.Hour

func TestLife(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C060", "C062")
	start := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	m := mandate.Mandate{Kind: mandate.BySMS, State: mandate.Asked, AskedAt: start}
	for _, c := range []struct {
		after  time.Duration
		state  mandate.State
		remind bool
	}{
		{0, mandate.Asked, false},
		{2*day - 1, mandate.Asked, false},
		{2 * day, mandate.Asked, true},
		{7*day - 1, mandate.Asked, true},
		{7 * day, mandate.Expired, false},
	} {
		now := start.Add(c.after)
		if m.At(now) != c.state || m.RemindDue(now) != c.remind || m.Holds(now) {
			t.Errorf("after %s: %s, reminded %v", c.after, m.At(now), m.RemindDue(now))
		}
		again := m
		again.Reminded = true
		if again.RemindDue(now) {
			t.Errorf("after %s it is reminded twice", c.after)
		}
	}
	for given, until := range map[string]string{"2026-11-02": "2027-11-02", "2028-02-29": "2029-03-01"} {
		at, _ := time.Parse(time.DateOnly, given)
		end, _ := time.Parse(time.DateOnly, until)
		sheet := mandate.Mandate{Kind: mandate.Held, State: mandate.Given, GivenAt: at}
		if !sheet.Holds(end.Add(-1)) || sheet.Holds(end) || sheet.At(end) != mandate.Expired || sheet.RemindDue(end) {
			t.Errorf("of %s it holds until %s", given, sheet.Until())
		}
		if last := sheet.LastDay(); !sheet.Holds(last) || sheet.Holds(last.AddDate(0, 0, 1)) {
			t.Errorf("of %s the last day is told as %s", given, last)
		}
	}
	for _, s := range []mandate.State{mandate.Refused, mandate.Revoked} {
		if dead := (mandate.Mandate{State: s, AskedAt: start, GivenAt: start}); dead.Holds(start) || dead.At(start.Add(999*day)) != s {
			t.Errorf("%s does not stay so", s)
		}
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	const number, other = "+33612345678", "+32475123456"
	at := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)
	sms := func(id, number string, s mandate.State, ago time.Duration) mandate.Mandate {
		return mandate.Mandate{ID: id, Kind: mandate.BySMS, Number: number, State: s, AskedAt: at.Add(-ago), GivenAt: at.Add(-ago)}
	}
	asked, older, given := sms("asked", number, mandate.Asked, day), sms("older", number, mandate.Asked, 3*day), sms("given", number, mandate.Given, 2*day)
	again := asked
	again.Again = true
	all := []mandate.Mandate{
		older, given, asked, sms("other", other, mandate.Asked, time.Hour), sms("expired", number, mandate.Asked, 8*day),
		sms("refused", number, mandate.Refused, time.Hour),
		{ID: "sheet", Kind: mandate.Signed, State: mandate.Given, GivenAt: at},
	}
	settled := []mandate.Mandate{given, sms("long ago", number, mandate.Given, 400*day), sms("before", number, mandate.Given, 5*day)}
	for name, c := range map[string]struct {
		all    []mandate.Mandate
		number string
		answer mandate.Answer
		want   mandate.Effect
	}{
		"yes to the newest":            {all, number, mandate.Yes, mandate.Effect{Mandate: "asked", To: mandate.Given, Kept: true}},
		"no to the newest":             {all, number, mandate.No, mandate.Effect{Mandate: "asked", To: mandate.Refused, Kept: true}},
		"unclear":                      {all, number, mandate.Unclear, mandate.Effect{Mandate: "asked", Ask: true, Kept: true}},
		"unclear again":                {[]mandate.Mandate{again}, number, mandate.Unclear, mandate.Effect{Mandate: "asked", Kept: true}},
		"another number":               {all, other, mandate.Yes, mandate.Effect{Mandate: "other", To: mandate.Given, Kept: true}},
		"nobody's number":              {all, "+33700000000", mandate.Yes, mandate.Effect{}},
		"later stop":                   {settled, number, mandate.No, mandate.Effect{Mandate: "given", To: mandate.Revoked, Kept: true}},
		"later yes changes nothing":    {settled, number, mandate.Yes, mandate.Effect{Mandate: "given", Kept: true}},
		"a word later":                 {settled, number, mandate.Unclear, mandate.Effect{Mandate: "given", Kept: true}},
		"yes to what has expired":      {[]mandate.Mandate{sms("expired", number, mandate.Asked, 8*day)}, number, mandate.Yes, mandate.Effect{Mandate: "expired", Kept: true}},
		"yes to what was refused":      {[]mandate.Mandate{sms("refused", number, mandate.Refused, day)}, number, mandate.Yes, mandate.Effect{Mandate: "refused", Kept: true}},
		"no before the yes, told late": {[]mandate.Mandate{given}, number, mandate.No, mandate.Effect{Mandate: "given", To: mandate.Revoked, Kept: true}},
		"their clock is a minute late": {[]mandate.Mandate{sms("asked", number, mandate.Asked, -time.Minute)}, number, mandate.Yes, mandate.Effect{Mandate: "asked", To: mandate.Given, Kept: true}},
		"asked only after the answer":  {[]mandate.Mandate{sms("later", number, mandate.Asked, -time.Hour)}, number, mandate.Yes, mandate.Effect{}},
	} {
		if got := mandate.Take(c.all, c.number, c.answer, at, at.Add(time.Minute)); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// An answer that is held up on its way is about what had been asked when it was written; a clock that is slow, or fast, keeps nobody from being heard.
func TestTakeByOtherClocks(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	const number = "+33612345678"
	came := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)
	asked := func(id string, s mandate.State, ago time.Duration) mandate.Mandate {
		return mandate.Mandate{ID: id, Kind: mandate.BySMS, Number: number, State: s, AskedAt: came.Add(-ago), GivenAt: came.Add(-ago)}
	}
	const minute = time.Minute
	fresh := []mandate.Mandate{asked("a", mandate.Asked, 10*minute)}
	two := []mandate.Mandate{asked("a", mandate.Asked, 3*day), asked("b", mandate.Asked, 10*minute)}
	with := func(s mandate.State) []mandate.Mandate {
		return []mandate.Mandate{asked("a", s, 3*day), asked("b", mandate.Asked, 10*minute)}
	}
	again := with(mandate.Given)
	again[1].Again = true
	to := func(id string, s mandate.State) mandate.Effect { return mandate.Effect{Mandate: id, To: s, Kept: true} }
	for name, c := range map[string]struct {
		all    []mandate.Mandate
		answer mandate.Answer
		behind time.Duration // the provider's instant, before ours
		want   mandate.Effect
	}{
		"clocks agree":                         {fresh, mandate.Yes, 0, to("a", mandate.Given)},
		"slow by less than since it was asked": {fresh, mandate.Yes, 5 * minute, to("a", mandate.Given)},
		"slow by more":                         {fresh, mandate.Yes, 15 * minute, to("a", mandate.Given)},
		"slow by a time zone":                  {fresh, mandate.Yes, 2 * time.Hour, to("a", mandate.Given)},
		"a no, slow":                           {fresh, mandate.No, 2 * time.Hour, to("a", mandate.Refused)},
		"a word, slow":                         {fresh, mandate.Unclear, 2 * time.Hour, mandate.Effect{Mandate: "a", Ask: true, Kept: true}},
		"fast":                                 {fresh, mandate.Yes, -30 * day, to("a", mandate.Given)},
		"fast, and what is asked later is not yet":      {append(fresh[:1:1], asked("b", mandate.Asked, -10*minute)), mandate.Yes, -time.Hour, to("a", mandate.Given)},
		"from before all, by days":                      {fresh, mandate.Yes, 2 * day, mandate.Effect{Mandate: "a", Ask: true, Kept: true, Doubt: true}},
		"a no from before all, by days":                 {fresh, mandate.No, 2 * day, mandate.Effect{Mandate: "a", To: mandate.Refused, Kept: true, Doubt: true}},
		"late, to the older of two":                     {two, mandate.Yes, day, to("a", mandate.Given)},
		"late no, to the older of two":                  {two, mandate.No, day, to("a", mandate.Refused)},
		"late no, to what was given":                    {with(mandate.Given), mandate.No, day, to("a", mandate.Revoked)},
		"late yes or slow, the older is given":          {with(mandate.Given), mandate.Yes, day, mandate.Effect{Mandate: "b", Ask: true, Kept: true, Doubt: true}},
		"the same, after it was asked again":            {again, mandate.Yes, day, mandate.Effect{Mandate: "b", Kept: true, Doubt: true}},
		"late no or slow, the older is refused":         {with(mandate.Refused), mandate.No, day, mandate.Effect{Mandate: "b", To: mandate.Refused, Kept: true, Doubt: true}},
		"to the newer, the older given":                 {with(mandate.Given), mandate.Yes, minute, to("b", mandate.Given)},
		"to the newer, within what clocks are apart by": {with(mandate.Given), mandate.Yes, 11 * minute, to("b", mandate.Given)},
	} {
		if got := mandate.Take(c.all, number, c.answer, came.Add(-c.behind), came); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Nothing but the word itself is ever a yes.
func FuzzRead(f *testing.F) {
	f.Add("OUI merci")
	f.Add("o u i n o n")
	f.Fuzz(func(t *testing.T, text string) {
		switch a := mandate.Read(text); {
		case a == mandate.Yes && mandate.Read(text+" NON") != mandate.Unclear:
			t.Errorf("%q and no is clear", text)
		case a == mandate.Yes && mandate.Read("ne "+text) == mandate.Yes:
			t.Errorf("not %q is yes", text)
		}
	})
}
