package workflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/workflow"
)

type (
	state string
	act   string
	role  string
	door  struct{ locked bool }
)

var unlocked = workflow.Guard[door]{Name: "unlocked", Why: func(d door) *apperr.Reason {
	if d.locked {
		return &apperr.Reason{Code: "door.locked"}
	}
	return nil
}}

var doors = workflow.Table[state, act, role, door]{
	Object: "door", States: []state{"closed", "open"}, Roles: []role{"guest", "host"},
	Rows: []workflow.Row[state, act, role, door]{
		{Do: "see", By: []role{"guest", "host"}},
		{Do: "open", From: []state{"closed"}, To: "open", By: []role{"guest"}, If: []workflow.Guard[door]{unlocked}},
		{Do: "open", From: []state{"closed"}, To: "open", By: []role{"host"}},
		{Do: "close", From: []state{"open"}, To: "closed", By: []role{"host"}},
	},
	NotYours: func(act, door) apperr.Reason { return apperr.Reason{Code: "door.not_yours"} },
	NotNow: func(do act, s state, _ door) apperr.Reason {
		if do == "open" && s == "open" {
			return apperr.Reason{Code: "door.open_already"}
		}
		return apperr.Reason{}
	},
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		do   act
		from state
		as   []role
		door door
		to   state
		code string
	}{
		{"open", "closed", []role{"guest"}, door{}, "open", ""},
		{"open", "closed", []role{"guest"}, door{locked: true}, "closed", "door.locked"},
		{"open", "closed", []role{"guest", "host"}, door{locked: true}, "open", ""}, // one row suffices
		{"open", "open", []role{"guest"}, door{}, "open", "door.open_already"},
		{"close", "open", []role{"guest"}, door{}, "open", "door.not_yours"},
		{"close", "open", nil, door{}, "open", "door.not_yours"},
		{"see", "open", []role{"guest"}, door{}, "open", ""},
		{"paint", "open", []role{"host"}, door{}, "open", "door.not_yours"},
	} {
		to, err := doors.Next(c.do, c.from, c.as, c.door)
		code := ""
		if e, ok := apperr.As(err); ok {
			code = e.Reasons[0].Code
		}
		if to != c.to || code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s from %s as %v: %s, %v; want %s, %q", c.do, c.from, c.as, to, err, c.to, c.code)
		}
	}
}

// Of several rows that somebody could have, the one that lacks least says why not: what they have already is no reason.
func TestTheNearestRowSaysWhy(t *testing.T) {
	lit := workflow.Guard[door]{Name: "lit", Why: func(door) *apperr.Reason { return &apperr.Reason{Code: "door.dark"} }}
	read := doors
	read.Rows = []workflow.Row[state, act, role, door]{
		{Do: "read", By: []role{"guest", "host"}, If: []workflow.Guard[door]{unlocked, lit}},
		{Do: "read", By: []role{"host"}, If: []workflow.Guard[door]{lit}},
	}
	for as, want := range map[role]int{"guest": 2, "host": 1} {
		if got := read.Why("read", "open", []role{as}, door{locked: true}); len(got) != want {
			t.Errorf("%s is told %+v", as, got)
		}
	}
}

// A button is offered, refused with its reason, or absent.
func TestOffers(t *testing.T) {
	shown := func(s state, d door, as ...role) map[act]string {
		out := map[act]string{}
		for _, o := range doors.Offers(s, as, d) {
			out[o.Do] = ""
			if !o.OK() {
				out[o.Do] = o.Reasons[0].Code
			}
		}
		return out
	}
	if diff := cmp.Diff(map[act]string{"see": "", "open": "door.locked"}, shown("closed", door{locked: true}, "guest")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[act]string{"see": "", "open": "door.open_already", "close": ""}, shown("open", door{}, "host")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[act]string{"see": "", "open": ""}, shown("closed", door{}, "host")); diff != "" {
		t.Error(diff) // closing says nothing about why not: it is absent
	}
	if _, ok := doors.Offers("open", []role{"guest"}, door{}).Of("close"); ok {
		t.Error("an act of others is offered")
	}
}

func TestDocuments(t *testing.T) {
	want := "| act | guest | host |\n|---|---|---|\n| see | any | any |\n| open | closed → open if unlocked | closed → open |\n| close | – | open → closed |\n"
	if diff := cmp.Diff(want, doors.Matrix()); diff != "" {
		t.Error(diff)
	}
	want = "stateDiagram-v2\n    [*] --> closed\n    closed --> open: open\n    open --> closed: close\n"
	if diff := cmp.Diff(want, doors.Diagram()); diff != "" {
		t.Error(diff)
	}
}
