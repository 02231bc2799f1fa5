package accountweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// profile is « Mon profil ».
func (h *Handler) profile(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	d, err := h.o.Accounts.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	home, err := h.home(r.Context())
	if err != nil {
		return err
	}
	return h.renderProfile(w, r, who, d, typedProfile(d, home, back(q)), refusal{Status: http.StatusOK})
}

// typedProfile is the form of a stored profile.
func typedProfile(d account.Detail, home registers.Country, back string) *web.Form {
	return web.NewForm(map[string]string{
		account.FieldOrg: d.Org.Ref, account.FieldFunction: d.Function, account.FieldFirstName: d.FirstName, account.FieldLastName: d.LastName,
		account.FieldBorn: typedDay(d.BirthDay()), account.FieldPhone: registers.Phone(d.Phone).Shown(home), account.FieldLang: string(d.Lang), fieldVersion: strconv.FormatInt(d.Version, 10), fieldBack: back,
	})
}

// typedDay is a day as people type it.
func typedDay(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format("02/01/2006")
}

// saveProfile saves, or searches for an establishment when new words were typed for that; what was typed elsewhere stays.
func (h *Handler) saveProfile(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if s := f.Line(fieldSearch, maxSearch); s != "" && s != f.Value(fieldSearched) {
		return h.again(w, r, who, f, refusal{Status: http.StatusOK})
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // no number is a version that is not there any more
	err = h.o.Accounts.SaveProfile(r.Context(), who, account.Profile{
		OrgRef: f.Value(account.FieldOrg), Function: f.Value(account.FieldFunction), FirstName: f.Value(account.FieldFirstName),
		LastName: f.Value(account.FieldLastName), Phone: f.Value(account.FieldPhone), Lang: i18n.Lang(f.Value(account.FieldLang)), Born: f.Line(account.FieldBorn, account.MaxBorn), Version: version,
	})
	if err == nil {
		return h.savedProfile(w, r, who, f)
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.again(w, r, who, f, x)
}

// maxSearch is more than any establishment's name.
const maxSearch = 200

// savedProfile leads back to where the person came from once nothing is missing, else stays and names what is.
func (h *Handler) savedProfile(w http.ResponseWriter, r *http.Request, who access.Actor, f *web.Form) error {
	a, err := h.o.Accounts.Own(r.Context(), who)
	if err != nil {
		return err
	}
	to := back(f)
	switch {
	case len(account.MissingProfile(a)) == 0 && to != "/":
		return web.SeeOther(w, r, to, i18n.M(msg.ProfileSaved))
	case to != "/":
		return web.SeeOther(w, r, ProfilePath+"?"+query(fieldBack, to), i18n.M(msg.ProfileSaved))
	}
	return web.SeeOther(w, r, ProfilePath, i18n.M(msg.ProfileSaved))
}

// again shows the form with what was typed. After a conflict the next save replaces what is stored now, which is shown beside.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, who access.Actor, f *web.Form, x refusal) error {
	d, err := h.o.Accounts.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	return h.renderProfile(w, r, who, d, f, x)
}

func (h *Handler) renderProfile(w http.ResponseWriter, r *http.Request, who access.Actor, d account.Detail, f *web.Form, x refusal) error {
	t := web.T(r)
	p := profilePage{
		T: t, Key: id.New(), refusal: x, Back: back(f), Missing: missing(d.Account), Version: f.Value(fieldVersion),
		Org: f.Value(account.FieldOrg), Function: f.Value(account.FieldFunction), FirstName: f.Value(account.FieldFirstName),
		LastName: f.Value(account.FieldLastName), Phone: f.Value(account.FieldPhone), Lang: f.Value(account.FieldLang),
		Search: f.Line(fieldSearch, maxSearch), Built: d.Born != "", Born: f.Value(account.FieldBorn),
	}
	if x.Status == http.StatusConflict {
		home, err := h.home(r.Context())
		if err != nil {
			return err
		}
		p.Stored, p.Version = stored(t, d, home, f), strconv.FormatInt(d.Version, 10)
	}
	if err := h.offerEstablishments(r, who, d, &p); err != nil {
		return err
	}
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.MyProfile), Lead: t.S(msg.ProfileLead)}, Place: "profile", Wrong: x.Wrong(), Reason: x.Code()}
	return h.o.Frame.Render(w, r, x.Status, page, profile(p))
}

// offerEstablishments makes the list of choices: the one there is, and those found.
func (h *Handler) offerEstablishments(r *http.Request, who access.Actor, d account.Detail, p *profilePage) error {
	if d.Org.Ref != "" {
		p.Orgs = append(p.Orgs, option(d.Org))
	}
	if p.Search == "" {
		return nil
	}
	found, more, err := h.o.Accounts.Establishments(r.Context(), who, p.Search)
	if err != nil {
		return err
	}
	for _, o := range found {
		if o.Ref != d.Org.Ref {
			p.Orgs = append(p.Orgs, option(o))
		}
	}
	p.Found, p.More = len(found), more
	return nil
}

// option is an establishment as people tell it from others of its name.
func option(o org.Organisation) ui.Option {
	var where []string
	for _, s := range []string{o.Nature, strings.TrimSpace(o.PostalCode + " " + o.Commune), number(o)} {
		if s != "" {
			where = append(where, s)
		}
	}
	return ui.Option{Value: o.Ref, Label: o.Name, Hint: strings.Join(where, " · ")}
}

// number is the register's number by which an establishment is known.
func number(o org.Organisation) string {
	switch {
	case o.UAI != "":
		return "UAI " + o.UAI
	case o.FASE != "":
		return "FASE " + o.FASE
	case o.SIRET != "":
		return "SIRET " + o.SIRET
	}
	return ""
}

// stored is what another tab, or somebody else, saved meanwhile, where it differs from what was typed.
func stored(t *i18n.T, d account.Detail, home registers.Country, f *web.Form) ui.Summary {
	var out ui.Summary
	now := typedProfile(d, home, "")
	for _, s := range []struct {
		field string
		label i18n.Key
	}{
		{account.FieldOrg, msg.Establishment},
		{account.FieldFunction, msg.Function},
		{account.FieldFirstName, msg.FirstName},
		{account.FieldLastName, msg.LastName},
		{account.FieldPhone, msg.Phone},
		{account.FieldBorn, msg.Born},
	} {
		value := now.Value(s.field)
		if value == f.Value(s.field) {
			continue
		}
		if s.field == account.FieldOrg {
			value = d.Org.Name
		}
		if value == "" {
			value = t.S(msg.NotGiven)
		}
		out = append(out, ui.Fact{Term: t.S(s.label), Value: ui.Text(value)})
	}
	return out
}
