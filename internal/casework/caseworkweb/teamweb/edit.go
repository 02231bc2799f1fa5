package teamweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/workflow"
)

type thingPage struct {
	T       *i18n.T
	Key     string
	Sort    team.Sort
	Thing   team.Thing // the zero thing for a new one
	Team    team.Team
	Form    *web.Form
	Faults  ui.Faults
	Version string // that the next save replaces
	Clash   bool
	Acts    workflow.Offers[team.Act]
	Options team.Overview // to choose from
	Lands   []ui.Option   // of the register
	Outside []team.Outsider
}

func (p thingPage) isNew() bool { return p.Thing.Number == 0 }

func (h *Handler) newThing(w http.ResponseWriter, r *http.Request) error {
	f := web.NewForm(map[string]string{
		team.FieldFirstDays: strconv.Itoa(team.UsualFirstDays), team.FieldFollowDays: strconv.Itoa(team.UsualFollowDays), team.FieldAgency: r.URL.Query().Get("organisme"),
	})
	return h.draw(w, r, http.StatusOK, f, nil)
}

func (h *Handler) editThing(w http.ResponseWriter, r *http.Request) error {
	return h.draw(w, r, http.StatusOK, nil, nil)
}

// draw shows the form of a thing: as it is stored, or as it was typed.
func (h *Handler) draw(w http.ResponseWriter, r *http.Request, status int, f *web.Form, fault error) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	p := thingPage{T: web.T(r), Key: id.New(), Form: f, Faults: ui.FaultsOf(web.T(r), fault), Clash: apperr.Is(fault, apperr.Conflict)}
	if p.Sort, err = sortOf(r); err != nil {
		return err
	}
	if err := h.fill(r, who, &p); err != nil {
		return err
	}
	t, title := p.T, p.T.S(wordsOf(p.Sort).make)
	head := &ui.Head{T: t, Title: title}
	if !p.isNew() {
		head.Title, head.Tags = p.Thing.Name, ui.Parts{stateTag(t, p.Thing.State)}
	}
	head.Crumbs = []ui.Link{{Label: t.S(msg.AdminTitle), Href: AdminPath}, {Label: head.Title}}
	if p.Sort == team.Teams && !p.isNew() {
		head.Acts = ui.Parts{ui.Button{Label: t.S(msg.SeePeople), Icon: ui.IconPeople, Href: p.Team.Path()}}
	}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: PlaceKey, Wrong: len(p.Faults) > 0}, thingHTML(p))
}

// fill reads what the form shows.
func (h *Handler) fill(r *http.Request, who access.Actor, p *thingPage) error {
	var err error
	if r.PathValue("n") != "" {
		if err := h.fillStored(r, who, p); err != nil {
			return err
		}
	}
	switch p.Sort {
	case team.Themes:
		p.Options, err = h.casework.Overview(r.Context(), who, team.Agencies)
	case team.Teams:
		p.Options, err = h.casework.Overview(r.Context(), who, team.Agencies, team.Territories)
	case team.Territories:
		p.Lands = h.lands(p.T)
	case team.Agencies:
	}
	return err
}

func (h *Handler) fillStored(r *http.Request, who access.Actor, p *thingPage) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	var o team.Overview
	if p.Thing, o, p.Acts, err = h.casework.Thing(r.Context(), who, p.Sort, n); err != nil {
		return err
	}
	p.Outside = o.Outsiders
	if len(o.Teams) > 0 {
		p.Team = o.Teams[0]
	}
	if p.Form == nil {
		p.Form = stored(p.Sort, o)
	}
	p.Version = strconv.FormatInt(p.Thing.Version, 10)
	if !p.Clash && p.Form.Has("version") {
		p.Version = p.Form.Value("version")
	}
	return nil
}

// stored is the form of a thing as it is.
func stored(s team.Sort, o team.Overview) *web.Form {
	values := map[string]string{}
	switch s {
	case team.Agencies:
		a := o.Agencies[0]
		values = map[string]string{
			team.FieldName: a.Name, team.FieldAbout: a.About, team.FieldDomains: a.Domains,
			team.FieldFirstDays: strconv.Itoa(a.FirstDays), team.FieldFollowDays: strconv.Itoa(a.FollowDays), chosenField: a.Elements,
			team.FieldClosings: team.ClosingsText(a.Closings),
		}
	case team.Themes:
		values[team.FieldName] = o.Themes[0].Name
		values[chosenField] = numbers(o.Themes[0].Agencies)
	case team.Teams:
		x := o.Teams[0]
		values = map[string]string{team.FieldName: x.Name, team.FieldNote: x.Note, team.FieldMailbox: x.Mailbox}
		values[chosenField] = numbersOf(x.Territories)
	case team.Territories:
	}
	return web.NewForm(values)
}

// maxClosings bounds what is typed of closing days, in characters.
const maxClosings = 4000

// chosenField carries the ticked boxes of a stored thing to its form, which has one field of a name alone.
const chosenField = "choisis"

func numbers(all []team.Thing) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = strconv.FormatInt(x.Number, 10)
	}
	return strings.Join(out, " ")
}

// chosen are the ticked boxes of a field.
func (p thingPage) chosen(field string) []string {
	if v := p.Form.Values(field); len(v) > 0 || p.Form.Has("version") {
		return v
	}
	return strings.Fields(p.Form.Value(chosenField))
}

// elements are those of the menu « autres », for an organisme to name its usual ones.
func (p thingPage) elements() []ui.Option {
	var out []ui.Option
	for _, e := range casework.Elements() {
		out = append(out, ui.Option{Value: string(e), Label: p.T.S(e.Label())})
	}
	return out
}

// lands are what a territory may be but for communes, which are typed.
func (h *Handler) lands(t *i18n.T) []ui.Option {
	out := []ui.Option{{Label: t.S(msg.ChooseLand)}}
	for _, x := range team.Countries() {
		out = append(out, ui.Option{Value: string(team.Country) + ":" + x.Code, Label: x.Name})
	}
	for _, x := range h.casework.Regions() {
		out = append(out, ui.Option{Value: string(team.Region) + ":" + x.Code, Label: x.Name, Group: t.S(msg.Regions)})
	}
	for _, d := range h.casework.Departments() {
		out = append(out, ui.Option{Value: string(team.Department) + ":" + d.Code, Label: d.Code + " " + d.Name, Group: t.S(msg.Departments)})
	}
	return out
}

func (h *Handler) createThing(w http.ResponseWriter, r *http.Request) error { return h.keep(w, r, 0) }

func (h *Handler) saveThing(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	return h.keep(w, r, n)
}

// keep makes or changes a thing.
func (h *Handler) keep(w http.ResponseWriter, r *http.Request, n int64) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	s, err := sortOf(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	err = h.save(r.Context(), who, s, n, version, f)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.draw(w, r, http.StatusUnprocessableEntity, f, err)
	case apperr.Conflict:
		return h.draw(w, r, http.StatusConflict, f, err)
	default:
	}
	if err != nil {
		return err
	}
	to := AdminPath
	if s == team.Agencies && n > 0 {
		if _, o, _, err := h.casework.Thing(r.Context(), who, s, n); err != nil || len(o.Outsiders) > 0 {
			to = thingPath(s, n) // which lists them
		}
	}
	return web.SeeOther(w, r, to, i18n.M(msg.Saved))
}

// mostOutside bounds how many people outside the domains are named.
const mostOutside = 20

// outside names the first of those whose address is of none of the organisme's domains, each with the way to their team.
func (p thingPage) outside() ui.Bullets {
	var out ui.Bullets
	for i, o := range p.Outside {
		if i == mostOutside {
			return append(out, ui.Text(p.T.S(msg.OutsideMore, "n", len(p.Outside)-i)))
		}
		out = append(out, ui.Link{Label: p.T.S(msg.OutsideOne, "name", o.Name, "address", o.Address, "team", o.Team.Name), Href: o.Team.Path()})
	}
	return out
}

func (h *Handler) save(ctx context.Context, who access.Actor, s team.Sort, n, version int64, f *web.Form) error {
	var err error
	name := f.Line(team.FieldName, team.MaxName+1)
	switch s {
	case team.Agencies:
		in := team.AgencyInput{
			Name: name, About: f.Text(team.FieldAbout, team.MaxText), Domains: f.Line(team.FieldDomains, team.MaxText),
			Closings:  f.Text(team.FieldClosings, maxClosings),
			FirstDays: f.Int(team.FieldFirstDays, 1, team.MaxDays), FollowDays: f.Int(team.FieldFollowDays, 1, team.MaxDays),
		}
		for _, e := range casework.Elements() {
			if slices.Contains(f.Values(team.FieldElements), string(e)) {
				in.Elements = append(in.Elements, string(e))
			}
		}
		if err = f.Err(); err == nil {
			_, err = h.casework.SaveAgency(ctx, who, n, version, in)
		}
	case team.Themes:
		_, err = h.casework.SaveTheme(ctx, who, n, version, team.ThemeInput{Name: name, Agencies: ints(f.Values(team.FieldAgencies))})
	case team.Territories:
		err = h.addTerritory(ctx, who, n, f)
	case team.Teams:
		in := team.TeamInput{
			Name: name, Note: f.Text(team.FieldNote, team.MaxText), Mailbox: f.Line(team.FieldMailbox, 200), Territories: ints(f.Values(team.FieldTerritories)),
		}
		in.Agency, _ = strconv.ParseInt(f.Value(team.FieldAgency), 10, 64) // what is none is no organisme's
		if err = f.Err(); err == nil {
			_, err = h.casework.SaveTeam(ctx, who, n, version, in)
		}
	}
	return err
}

// addTerritory adds what was chosen from the list, or the commune that was typed. What a territory is called is the
// register's: there is nothing to change in one.
func (h *Handler) addTerritory(ctx context.Context, who access.Actor, n int64, f *web.Form) error {
	if n > 0 {
		return apperr.NotFoundErr()
	}
	kind, code, _ := strings.Cut(f.Value(team.FieldCode), ":")
	if typed := f.Line("commune", 100); typed != "" {
		var found int
		if code, found = h.casework.FindCommune(typed); found > 1 {
			return apperr.InvalidField("commune", i18n.M(msg.FaultCommunes, "n", found))
		} else if found == 0 {
			return apperr.InvalidField("commune", i18n.M(msg.FaultCommune))
		}
		kind = string(team.Commune)
	}
	_, err := h.casework.AddTerritory(ctx, who, team.Kind(kind), code)
	return err
}

// ints are the numbers of ticked boxes; what is none is 0, which nothing has.
func ints(values []string) []int64 {
	out := make([]int64, len(values))
	for i, v := range values {
		out[i], _ = strconv.ParseInt(v, 10, 64)
	}
	return out
}

// moveThing closes a thing, or opens it again.
func (h *Handler) moveThing(w http.ResponseWriter, r *http.Request) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	s, err := sortOf(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(f.Value("version"), 10, 64) // a forged one is a stale one
	do, said := team.Close, msg.NowClosed
	if f.Value("acte") == "rouvrir" {
		do, said = team.Reopen, msg.NowOpen
	}
	if err := h.casework.Move(r.Context(), who, s, n, version, do); err != nil {
		return err
	}
	return web.SeeOther(w, r, thingPath(s, n), i18n.M(said))
}

// stateActs close the thing or open it again, as the rules say.
func (p thingPage) stateActs() ui.Parts {
	var out ui.Parts
	for _, x := range []struct {
		do    team.Act
		label i18n.Key
		look  ui.Look
		value string
	}{{team.Close, msg.CloseThing, ui.Cancel, "fermer"}, {team.Reopen, msg.ReopenThing, ui.Main, "rouvrir"}} {
		o, offered := p.Acts.Of(x.do)
		out = append(out, ui.Act{
			T: p.T, Label: p.T.S(x.label), Look: x.look, Post: thingPath(p.Sort, p.Thing.Number) + "/etat", Key: p.Key, Reasons: o.Reasons, Absent: !offered,
			Hidden: []ui.Hidden{{Name: "acte", Value: x.value}, {Name: "version", Value: strconv.FormatInt(p.Thing.Version, 10)}},
		})
	}
	return out
}

// agencyOptions are the agencies that may be chosen: open ones.
func (p thingPage) agencyOptions() []ui.Option {
	var out []ui.Option
	for _, a := range p.Options.Agencies {
		if a.State == team.Open {
			out = append(out, ui.Option{Value: strconv.FormatInt(a.Number, 10), Label: a.Name})
		}
	}
	return out
}

// territoryOptions are the open territories, and those that the team has.
func (p thingPage) territoryOptions() []ui.Option {
	var out []ui.Option
	has := strings.Fields(numbersOf(p.Team.Territories))
	for _, y := range p.Options.Territories {
		n := strconv.FormatInt(y.Number, 10)
		if y.State == team.Open || slices.Contains(has, n) {
			out = append(out, ui.Option{Value: n, Label: y.Name, Hint: p.T.S(y.Kind.Label())})
		}
	}
	return out
}

func numbersOf(all []team.Territory) string {
	things := make([]team.Thing, len(all))
	for i, y := range all {
		things[i] = y.Thing
	}
	return numbers(things)
}
