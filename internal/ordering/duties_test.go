package ordering_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Every basket that went through the hands of nobody, oneself or another, at each duty, in each mode: nothing stands against what
// one did not touch; what one did touch is warned of, or refused where duties are kept apart.
func TestApart(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R130")
	const me, other = "me", "other"
	type answer struct {
		code         string
		refuse, warn i18n.Key
	}
	made := answer{ordering.CodeOwnBasket, msg.WhyOwnValidate, msg.WarnOwnValidate}
	sent := answer{ordering.CodeOwnBasket, msg.WhyOwnSend, msg.WarnOwnSend}
	validated := answer{ordering.CodeOwnValidation, msg.WhyOwnValidation, msg.WarnOwnValidation}
	want := map[string]answer{
		"validate  me":      {},
		"validate me ":      made,
		"validate me me":    made,
		"validate me other": made,
		"validate other me": {}, // validated again, after it came back
		"send me ":          sent,
		"send me me":        sent,
		"send me other":     sent,
		"send  me":          validated,
		"send other me":     validated,
	}
	for _, do := range []ordering.Duty{ordering.Validating, ordering.Sending} {
		for _, maker := range []string{"", me, other} {
			for _, validator := range []string{"", me, other} {
				h := ordering.Hands{Maker: maker, Validator: validator}
				w := want[fmt.Sprint(string(do), " ", maker, " ", validator)]
				warning, refused := ordering.Apart(ordering.Advisory, do, me, h)
				if warning.Key != w.warn || refused != nil {
					t.Errorf("%s, made by %q, validated by %q: warned %q, refused %v", do, maker, validator, warning.Key, refused)
				}
				warning, refused = ordering.Apart(ordering.Strict, do, me, h)
				if warning.Key != "" || (len(refused) == 1) != (w.code != "") {
					t.Fatalf("strictly %s, made by %q, validated by %q: warned %q, refused %v", do, maker, validator, warning.Key, refused)
				}
				if w.code != "" && (refused[0].Code != w.code || refused[0].Text.Key != w.refuse || refused[0].Kind != apperr.Act) {
					t.Errorf("strictly %s, made by %q, validated by %q: %+v", do, maker, validator, refused[0])
				}
				if warning, refused := ordering.Apart(ordering.Strict, do, "", h); warning.Key != "" || refused != nil {
					t.Errorf("%s by nobody: %v, %v", do, warning, refused)
				}
			}
		}
	}
}

// Every set of roles in one hand, and what it could do with its own baskets.
func TestAloneBy(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R130")
	all := []access.RoleKey{ordering.Requester, ordering.Validator, ordering.Buyer, ordering.Superbuyer, ordering.Receiver, ordering.Manager}
	for set := range 1 << len(all) {
		var held []access.RoleKey
		has := map[access.RoleKey]bool{}
		for i, r := range all {
			if set>>i&1 == 1 {
				held, has[r] = append(held, r), true
			}
		}
		sends := has[ordering.Buyer] || has[ordering.Superbuyer]
		want := ordering.Alone{
			Validates: has[ordering.Requester] && has[ordering.Validator],
			Sends:     has[ordering.Requester] && sends, SendsValidated: has[ordering.Validator] && sends,
		}
		if got := ordering.AloneBy(held); got != want {
			t.Errorf("%v: %+v", held, got)
		}
	}
}

func (h *house) duties(who access.Actor, ref string) ordering.DutiesView {
	h.t.Helper()
	v, err := h.s.Limits(h.t.Context(), h.now(who), ref)
	h.ok(err)
	return v.Duties
}

// The heads of an authority decide for all of its schools, those of a school that stands for itself for it alone; nobody else does,
// and of two who decide at once the second reads what the first did.
func TestDuties(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R130")
		head, ref := h.with("Head", ordering.President, h.authority), h.with("Ref", ordering.Reference, h.authority)
		manager, alone := h.with("Max", ordering.Manager, h.school), h.with("Ali", ordering.President, h.alone)
		set := func(who access.Actor, at string, m ordering.Mode, version int64) error {
			return h.s.SetDuties(t.Context(), h.now(who), at, m, version)
		}
		if d := h.duties(manager, h.school.Ref); d.Mode != ordering.Advisory || d.Org.Ref != h.authority.Ref || !d.SetAt.IsZero() || d.Acts.May(ordering.MakeStrict) {
			t.Errorf("undecided: %+v", d)
		}
		h.ok(set(head, h.authority.Ref, ordering.Strict, 0))
		h.want(set(ref, h.authority.Ref, ordering.Strict, 0), apperr.Conflict)
		h.want(set(ref, h.authority.Ref, ordering.Strict, 1), apperr.Conflict) // it is
		for _, at := range []string{h.authority.Ref, h.school.Ref, h.sister.Ref} {
			if d := h.duties(head, at); d.Mode != ordering.Strict || d.SetName != "Head" || d.Version != 1 || !d.Acts.May(ordering.MakeAdvisory) {
				t.Errorf("%s: %+v", at, d)
			}
		}
		if d := h.duties(alone, h.alone.Ref); d.Mode != ordering.Advisory || d.Org.Ref != h.alone.Ref || !d.Acts.May(ordering.MakeStrict) {
			t.Errorf("the school beside: %+v", d)
		}
		h.reason(set(manager, h.school.Ref, ordering.Advisory, 1), ordering.CodeNotHead)
		h.want(set(alone, h.school.Ref, ordering.Advisory, 1), apperr.NotFound)
		h.want(set(head, "aucune", ordering.Advisory, 1), apperr.NotFound)
		h.want(h.s.SetDuties(t.Context(), access.Actor{}, h.school.Ref, ordering.Advisory, 1), apperr.Unauthenticated)
		h.ok(set(ref, h.school.Ref, ordering.Advisory, 1)) // by the page of a school, for the authority
		d := h.duties(head, h.authority.Ref)
		if d.Mode != ordering.Advisory || d.Version != 2 || len(d.History) != 2 || d.History[0].Name != "Ref" || d.History[0].To != string(ordering.Advisory) || d.History[1].Name != "Head" {
			t.Errorf("%+v", d)
		}
	})
}

// What is said when one person gets roles: of the whole way in one hand or of checking oneself by default, of all that will
// be refused where duties are kept apart; once, and only of what is new.
func TestThenAlone(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(t, "R130")
		said := func(who access.Actor, at access.Place, gets []access.RoleKey, loses ...access.RoleKey) (out []i18n.Key) {
			t.Helper()
			h.ok(h.d.View(t.Context(), func(tx *db.Tx) error {
				ms, err := h.s.ThenAlone(t.Context(), tx, who.ID, who.Name, at, nil, gets, loses)
				for _, m := range ms {
					out = append(out, m.Key)
				}
				return err
			}))
			return out
		}
		type roles = []access.RoleKey
		const d, v, b, s, r = ordering.Requester, ordering.Validator, ordering.Buyer, ordering.Superbuyer, ordering.Receiver
		nobody, val := h.person("Nobody"), h.with("Val", v, h.school)
		head := h.with("Head", ordering.President, h.authority)
		for _, strict := range []bool{false, true} {
			if strict {
				h.ok(h.s.SetDuties(t.Context(), h.now(head), h.authority.Ref, ordering.Strict, 0))
			}
			for _, c := range []struct {
				who     access.Actor
				at      access.Place
				gets    roles
				loses   roles
				advised []i18n.Key
				strict  []i18n.Key
			}{
				{nobody, at(h.school), roles{d}, nil, nil, nil},
				{nobody, at(h.school), roles{v, r}, nil, nil, nil},
				{nobody, at(h.school), roles{d, v, b, r}, nil, []i18n.Key{msg.ThenAll}, []i18n.Key{msg.ThenStrictAll}},
				{nobody, at(h.school), roles{v, b}, nil, []i18n.Key{msg.ThenValidated}, []i18n.Key{msg.ThenStrictValidated}},
				{nobody, at(h.school), roles{d, v}, nil, nil, []i18n.Key{msg.ThenStrictValidate}},
				{nobody, at(h.school), roles{d, b}, nil, nil, []i18n.Key{msg.ThenStrictSend}},
				{val, at(h.school), roles{b}, nil, []i18n.Key{msg.ThenValidated}, []i18n.Key{msg.ThenStrictValidated}},
				{val, at(h.school), roles{b}, roles{v}, nil, nil},
				{val, at(h.sister), roles{b}, nil, nil, nil}, // another school's baskets
				{val, at(h.authority), roles{s}, nil, []i18n.Key{msg.ThenValidated}, []i18n.Key{msg.ThenStrictValidated}},
				{val, at(h.school), roles{r}, nil, nil, nil},
			} {
				want := c.advised
				if strict {
					want = c.strict
				}
				if diff := cmp.Diff(want, said(c.who, c.at, c.gets, c.loses...)); diff != "" {
					t.Errorf("strict %t, %s gets %v and loses %v: %s", strict, c.who.Name, c.gets, c.loses, diff)
				}
			}
		}
	})
}
