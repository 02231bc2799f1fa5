package accountweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/signout"
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The filters of the list.
const (
	filterText  = "q"
	filterState = "etat"
	filterNever = "jamais"
)

// perPage are the sizes of a page offered.
func perPage() []int { return []int{20, 50, 100} }

// accounts is the administration's list.
func (h *Handler) accounts(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, size := atoi(f.Value("page"), 1), atoi(f.Value("parpage"), perPage()[0])
	list, err := h.o.Accounts.List(r.Context(), frame.Actor(r), account.Filter{
		Text: f.Line(filterText, maxSearch), State: stateOf(f.Value(filterState)), Never: f.Bool(filterNever), Page: page, Per: size,
	})
	if err != nil {
		return err
	}
	t := web.T(r)
	p := accountsPage{
		T: t, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, List: list,
		Text: f.Line(filterText, maxSearch), State: f.Value(filterState), Never: f.Bool(filterNever),
	}
	head := &ui.Head{T: t, Title: t.S(msg.Accounts), Lead: t.S(msg.AccountsLead)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: placeAccounts}, accounts(p))
}

// atoi is a number of the address, or what it is without one.
func atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}

// slugs name the states in addresses.
var slugs = map[account.State]string{
	account.Created: "a-activer", account.Invited: "invite", account.Active: "actif", account.Suspended: "suspendu", account.Closed: "clos",
}

func stateOf(slug string) account.State {
	for s, name := range slugs {
		if name == slug {
			return s
		}
	}
	return ""
}

// account is one account: who, in which state and why, its mails, its roles, and what may be done.
func (h *Handler) account(w http.ResponseWriter, r *http.Request) error {
	return h.renderAccount(w, r, refusal{Status: http.StatusOK})
}

// resend sends the link that the account waits for once more.
func (h *Handler) resend(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, msg.Resent, func(n int64, _ *web.Form) error { return h.o.Accounts.Resend(r.Context(), frame.Actor(r), n) })
}

// suspend keeps the person from signing in.
func (h *Handler) suspend(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, msg.SuspendedNow, func(n int64, f *web.Form) error {
		return h.o.Accounts.Suspend(r.Context(), frame.Actor(r), n, f.Value(account.FieldReason))
	})
}

// reactivate ends a suspension.
func (h *Handler) reactivate(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, msg.ReactivatedNow, func(n int64, _ *web.Form) error { return h.o.Accounts.Reactivate(r.Context(), frame.Actor(r), n) })
}

// signOutEverywhere signs the account out of all its browsers.
func (h *Handler) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, msg.SignedOutNow, func(n int64, _ *web.Form) error { return h.o.SignOut.Everywhere(r.Context(), frame.Actor(r), n) })
}

// act does something with the account of the address, and shows it again.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, done i18n.Key, do func(n int64, f *web.Form) error) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	if err := do(n, f); err != nil {
		x, ok := answer.Of(w, web.T(r), err)
		if !ok {
			return err
		}
		return h.renderAccount(w, r, x)
	}
	return web.SeeOther(w, r, answer.AccountPath(n), i18n.M(done))
}

func (h *Handler) renderAccount(w http.ResponseWriter, r *http.Request, x refusal) error {
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	d, err := h.o.Accounts.ByNumber(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	home, err := h.home(r.Context())
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	var last []account.LastRole
	if o, _ := d.Offers.Of(account.Suspend); o.OK() && h.o.Last != nil {
		if last, err = h.o.Last(r.Context(), frame.Actor(r), n); err != nil {
			return err
		}
	}
	t := web.T(r)
	p := accountPage{
		T: t, Last: answer.LastRoles(t, last), Key: id.New(), refusal: x, Detail: d, Path: answer.AccountPath(n), Typed: f.Value(account.FieldReason),
		Facts: slices.Concat(othersNames(t, d.Account), facts(t, d, home), life(t, d.Account)), Roles: h.roles(t, d.Grants), Mails: h.mailLines(t, d.Mails), History: historyLines(t, d.History),
		Platform: h.o.Roles.OnPlatform(),
	}
	head := &ui.Head{
		T: t, Title: d.DisplayName(), Tags: tags(t, d.Account, d.Refused),
		Crumbs: []ui.Link{{Label: t.S(msg.Accounts), Href: AccountsPath}, {Label: d.DisplayName()}},
	}
	page := frame.Page{Head: head, Admin: true, Place: placeAccounts, Wrong: x.Wrong(), Reason: x.Code()}
	return h.o.Frame.Render(w, r, x.Status, page, accountOne(p))
}

// life is when what happened to the account.
func life(t *i18n.T, a account.Account) ui.Summary {
	var out ui.Summary
	for _, f := range []struct {
		term i18n.Key
		at   time.Time
	}{
		{msg.CreatedAt, a.CreatedAt},
		{msg.ActivatedAt, a.ActivatedAt},
		{msg.LastSignInAt, a.LastSignInAt},
	} {
		value := t.S(msg.Never)
		if !f.at.IsZero() {
			value = t.DateTime(f.at)
		}
		out = append(out, ui.Fact{Term: t.S(f.term), Value: ui.Text(value)})
	}
	return out
}

// tags are the state, and what is derived: never signed in, address refused.
func tags(t *i18n.T, a account.Account, refused bool) ui.Parts {
	out := ui.Parts{ui.Tag{Label: t.S(a.State.StateLabel()), Color: color(a.State), Outline: a.State == account.Closed}}
	if a.State == account.Active && a.Never() {
		out = append(out, ui.Tag{Label: t.S(msg.NeverSignedIn), Color: ui.Warning, Outline: true})
	}
	if refused {
		out = append(out, ui.Tag{Label: t.S(msg.AddressRefused), Color: ui.Danger, Outline: true})
	}
	return out
}

func color(s account.State) ui.Color {
	switch s {
	case account.Active:
		return ui.Success
	case account.Suspended:
		return ui.Danger
	case account.Created, account.Invited:
		return ui.Warning
	case account.Closed:
	}
	return ui.Neutral
}

// acts name the lines of an account's history.
var acts = map[string]i18n.Key{
	"sign_up": msg.ActSignUp, "sign_up_again": msg.ActSignUpAgain, "activate": msg.ActActivate, "invite": msg.ActInvite,
	"accept_invitation": msg.ActAccept, "reset_password": msg.ActReset, "change_password": msg.ActChangePassword, "save_profile": msg.ActSaveProfile,
	"resend": msg.ActResend, "suspend": msg.ActSuspend, "reactivate": msg.ActReactivate, "give_role": msg.ActGiveRole, "end_sessions": msg.ActEndSessions, signout.Did: msg.ActEndAllSessions,
	"look": msg.ActLook, "correct_address": msg.ActCorrect, "enter_phone": msg.ActPhone, "take_role": msg.ActTakeRole, "move_ask": msg.ActMoveAsk, "move_confirm": msg.ActMoveConfirm, "move_object": msg.ActMoveObject, "move_withdraw": msg.ActMoveWithdraw,
	"move_settle": msg.ActMoveSettle, "move_complete": msg.ActMoveComplete, "move_lapse": msg.ActMoveLapse,
	"access.give": msg.ActAccessGive, "access.end": msg.ActAccessEnd, "access.keep": msg.ActAccessKeep, "access.limits": msg.ActAccessLimits,
	"access.resend": msg.ActAccessResend, "access.correct": msg.ActAccessCorrect, "access.leave": msg.ActAccessLeave, "access.remind": msg.ActAccessRemind,
	"close": msg.ActClose, "expire": msg.ActExpire, "export_data": msg.ActExport, "link_identity": msg.ActLinkIdentity, "unlink_identity": msg.ActUnlinkIdentity,
	"add_passkey": msg.ActAddPasskey, "remove_passkey": msg.ActRemovePasskey, "doubt_passkey": msg.ActDoubtPasskey, "rename_passkey": msg.ActRenamePasskey, "accept_terms": msg.ActAcceptTerms,
}

// onPlatform name the acts on roles that are held at no place.
var onPlatform = map[string]i18n.Key{helping.DidGive: msg.ActGiveRole, helping.DidEnd: msg.ActTakeRole}

func historyLines(t *i18n.T, lines []history.Line) ui.Timeline {
	out := make(ui.Timeline, len(lines))
	for i, l := range lines {
		what := l.Act
		if k, ok := acts[l.Act]; ok {
			what = t.S(k)
		}
		if k, ok := onPlatform[l.Act]; ok && l.Data["place"] == "" {
			what = t.S(k)
		}
		if reason := l.Data["reason"]; reason != "" {
			what = t.S(msg.ActBecause, "act", what, "reason", reason)
		}
		out[i] = ui.Moment{What: what, Text: t.S(msg.ActBy, "name", l.Name), When: t.DateTime(l.Done), Done: true}
		if l.Name == "" {
			out[i].Text = t.S(msg.ActByVisitor)
		}
	}
	return out
}
