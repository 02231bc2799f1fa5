package delegationapi

import (
	"context"
	"errors"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationapi/msg"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

func (h api) mountPlaces(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-places", Method: http.MethodGet, Path: "/places", Group: msg.Group, Summary: msg.ListPlaces, Text: msg.ListPlacesText, Scope: Read,
	}, h.listPlaces)
	rest.Register(a, rest.Op{
		ID: "get-place", Method: http.MethodGet, Path: "/places/{ref}", Group: msg.Group, Summary: msg.GetPlace, Text: msg.GetPlaceText, Scope: Read, Fails: notFound,
	}, h.getPlace)
}

// AccessPlace is a place where who asks gives something.
type AccessPlace struct {
	Ref     string   `json:"ref"`
	Name    string   `json:"name"`
	Commune string   `json:"commune"`
	Kind    string   `json:"kind" enum:"school,authority,agency,provider,supplier,central"`
	Above   string   `json:"above"`
	People  int      `json:"people"`
	Missing []string `json:"missing" nullable:"false"`
}

func placeOf(o org.Organisation, above string, people int, missing access.Roles) AccessPlace {
	out := AccessPlace{Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: string(o.Kind), Above: above, People: people, Missing: []string{}}
	for _, r := range missing {
		out.Missing = append(out.Missing, string(r.Key))
	}
	return out
}

type placesIn struct {
	rest.Paged
	Name string `query:"name" maxLength:"200"`
}

func (h api) listPlaces(ctx context.Context, who access.Actor, in *placesIn) (*rest.Listed[AccessPlace], error) {
	var after string
	if err := in.From(&after); err != nil {
		return nil, err
	}
	rows, err := h.Accesses.PlacesFrom(ctx, who, in.Name, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, rows, in.Limit, func(r delegation.Row) AccessPlace {
		return placeOf(r.Org, r.Above, r.People, r.Missing)
	}, func(r delegation.Row) any { return r.Org.Ref }), nil
}

// Limit is one thing that a role may be limited to.
type Limit struct {
	Ref  string `json:"ref"`
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

func limitsOf(cs []delegation.Choice) []Limit {
	out := make([]Limit, 0, len(cs))
	for _, c := range cs {
		out = append(out, Limit{Ref: c.Ref, Name: c.Label, Note: c.Note})
	}
	return out
}

// ChainRole is a role of a place: who holds it or, where nobody does, who can name somebody.
type ChainRole struct {
	Role      string        `json:"role"`
	Name      string        `json:"name"`
	Hint      string        `json:"hint"`
	Given     bool          `json:"given"`
	Holders   []rest.Lifter `json:"holders" nullable:"false"`
	Givers    []rest.Lifter `json:"givers" nullable:"false"`
	LimitedTo string        `json:"limited_to,omitempty" enum:"market,site,lot,theme"`
	Choices   []Limit       `json:"choices" nullable:"false"`
}

// AccessPlaceDetail is a place with its roles.
type AccessPlaceDetail struct {
	AccessPlace
	Roles []ChainRole `json:"roles" nullable:"false"`
}

type placeOut struct{ Body AccessPlaceDetail }

func (h api) getPlace(ctx context.Context, who access.Actor, in *OfPlace) (*placeOut, error) {
	v, err := h.Accesses.Show(ctx, who, in.Ref, delegation.PeopleFilter{})
	if err != nil {
		return nil, err
	}
	above := ""
	if len(v.Above) > 0 {
		above = v.Above[0].Name
	}
	out := AccessPlaceDetail{AccessPlace: placeOf(v.Org, above, v.Total, v.Missing), Roles: []ChainRole{}}
	for _, st := range v.Roles {
		r := ChainRole{
			Role: string(st.Role.Key), Name: say(ctx, st.Role.Label), Hint: say(ctx, st.Role.Hint), Given: st.Given,
			Holders: orNone(rest.Lifters(ctx, st.Holders)), Givers: orNone(rest.Lifters(ctx, st.Lifters)), Choices: []Limit{},
		}
		if st.Role.Limit != "" && st.Given {
			r.LimitedTo, r.Choices = string(st.Role.Limit), limitsOf(v.Names[st.Role.Limit])
		}
		out.Roles = append(out.Roles, r)
	}
	return &placeOut{out}, nil
}

func say(ctx context.Context, k i18n.Key) string {
	if k == "" {
		return ""
	}
	return rest.Say(ctx, i18n.M(k))
}

// orNone is a list that is empty rather than absent.
func orNone(ls []rest.Lifter) []rest.Lifter {
	if ls == nil {
		return []rest.Lifter{}
	}
	return ls
}

// told is an error as programs get it: what would follow comes with the print that does it.
func told(err error) error {
	var asked request.Unseen
	u, unseen := asUnseen(err)
	if !unseen && !errors.As(err, &asked) {
		return err
	}
	var then []rest.Then
	for _, c := range u.Consequences {
		then = append(then, rest.Then(c))
	}
	for _, c := range asked.Consequences {
		then = append(then, rest.Then(c))
	}
	return rest.Unseen(u.Print+asked.Print, then)
}

// faultAt is a fault of a property of the body.
func faultAt(name string, m i18n.Msg) error { return apperr.InvalidField("body."+name, m) }
