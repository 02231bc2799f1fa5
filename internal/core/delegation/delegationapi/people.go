package delegationapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationapi/msg"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// fields are the names of the use cases' fields as these bodies have them.
var fields = map[string]string{
	account.FieldEmail: "body.email", account.FieldFirstName: "body.first_name", account.FieldLastName: "body.last_name", account.FieldFunction: "body.function",
	delegation.FieldRoles: "body.roles", delegation.FieldFrom: "body.from", delegation.FieldTo: "body.to", delegation.FieldEnd: "body.end",
}

func (h api) mountPeople(a *rest.API) {
	rest.Register(a, rest.Op{
		ID: "list-accesses", Method: http.MethodGet, Path: "/places/{ref}/people", Group: msg.Group, Summary: msg.ListPeople, Text: msg.ListPeopleText, Scope: Read, Fails: notFound,
	}, h.listPeople)
	rest.Register(a, rest.Op{
		ID: "give-access", Method: http.MethodPost, Path: "/places/{ref}/people", Group: msg.Group, Summary: msg.GiveAccess, Text: msg.GiveAccessText, Scope: Write, Fails: notFound,
		Status: http.StatusCreated, Fields: fields,
	}, h.give)
	rest.Register(a, rest.Op{
		ID: "get-access", Method: http.MethodGet, Path: "/places/{ref}/people/{person}", Group: msg.Group, Summary: msg.GetPerson, Text: msg.GetPersonText, Scope: Read, Fails: notFound,
	}, h.getPerson)
	rest.Register(a, rest.Op{
		ID: "set-roles", Method: http.MethodPut, Path: "/places/{ref}/people/{person}/roles", Group: msg.Group, Summary: msg.SetRoles, Text: msg.SetRolesText, Scope: Write, Fails: versioned,
		Fields: fields,
	}, h.setRoles)
	rest.Register(a, rest.Op{
		ID: "send-activation", Method: http.MethodPost, Path: "/places/{ref}/people/{person}/activation", Group: msg.Group, Summary: msg.SendActivation, Text: msg.SendActivationText,
		Scope: Write, Fails: notFound,
	}, h.resend)
}

// HeldRole is a role that somebody holds at a place, or will.
type HeldRole struct {
	Role    string     `json:"role"`
	From    time.Time  `json:"from"`
	Until   *time.Time `json:"until,omitempty"`
	GivenBy string     `json:"given_by"`
	Limits  []Limit    `json:"limits" nullable:"false"`
	Gone    int        `json:"limits_gone"`
}

// AccessPerson is somebody with what they hold at a place, as who gives something there sees them.
type AccessPerson struct {
	Number      int64      `json:"number"`
	Name        string     `json:"name"`
	UserName    string     `json:"user_name,omitempty"`
	Email       string     `json:"email,omitempty"`
	Function    string     `json:"function"`
	State       string     `json:"state" enum:"created,invited,active,suspended,closed"`
	Never       bool       `json:"never_signed_in"`
	ActivatedAt *time.Time `json:"activated_at,omitempty"`
	SentAt      *time.Time `json:"invitation_sent_at,omitempty"`
	Refused     bool       `json:"address_refused"`
	Roles       []HeldRole `json:"roles" nullable:"false"`
	Version     int64      `json:"version"`
}

// personOf shows what the pages show: the address of who never came, else the masked identifier.
func personOf(p delegation.Person, names delegation.Names) AccessPerson {
	out := AccessPerson{
		Number: p.Number, Name: p.Name, Function: p.Function, State: string(p.State), Never: p.Never(), Refused: p.Refused,
		ActivatedAt: rest.Instant(p.ActivatedAt), SentAt: rest.Instant(p.SentAt), Roles: []HeldRole{}, Version: p.Version(),
	}
	if p.Never() {
		out.Email = p.Address
	} else {
		out.UserName = p.Masked()
	}
	for _, x := range p.Held {
		r := HeldRole{Role: string(x.Role), From: x.From.UTC(), Until: rest.Instant(x.To), GivenBy: x.By, Limits: []Limit{}}
		for _, l := range x.Limits {
			if i := slices.IndexFunc(names[l.Kind], func(c delegation.Choice) bool { return c.ID == l.Ref }); i >= 0 {
				r.Limits = append(r.Limits, limitsOf(names[l.Kind][i:i+1])...)
			} else {
				r.Gone++
			}
		}
		out.Roles = append(out.Roles, r)
	}
	return out
}

type peopleIn struct {
	OfPlace
	rest.Paged
	Role string `query:"role" maxLength:"100"`
}

func (h api) listPeople(ctx context.Context, who access.Actor, in *peopleIn) (*rest.Listed[AccessPerson], error) {
	var after int64
	if err := in.From(&after); err != nil {
		return nil, err
	}
	v, err := h.Accesses.PeopleFrom(ctx, who, in.Ref, access.RoleKey(in.Role), after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return rest.List(ctx, v.People, in.Limit, func(p delegation.Person) AccessPerson { return personOf(p, v.Names) },
		func(p delegation.Person) any { return p.Number }), nil
}

type personOut struct {
	ETag string `header:"ETag"`
	Body AccessPerson
}

func (h api) getPerson(ctx context.Context, who access.Actor, in *OfPerson) (*personOut, error) {
	v, err := h.Accesses.ShowPerson(ctx, who, in.Ref, in.Person)
	if err != nil {
		return nil, err
	}
	return &personOut{ETag: rest.ETag(v.Version()), Body: personOf(v.Person, v.Names)}, nil
}

// RoleIn is a role with what it is limited to.
type RoleIn struct {
	Role   string   `json:"role" maxLength:"100"`
	Limits []string `json:"limits,omitempty" maxItems:"500"`
}

// GiveIn is what is given to somebody.
type GiveIn struct {
	Email     string   `json:"email" maxLength:"254"`
	FirstName string   `json:"first_name" maxLength:"80"`
	LastName  string   `json:"last_name" maxLength:"80"`
	Function  string   `json:"function,omitempty" maxLength:"120"`
	Roles     []RoleIn `json:"roles" minItems:"1" maxItems:"50" nullable:"false"`
	From      string   `json:"from,omitempty" format:"date"`
	To        string   `json:"to,omitempty" format:"date"`
	Confirm   string   `json:"confirm,omitempty" maxLength:"100"`
}

type giveIn struct {
	OfPlace
	Body GiveIn
}

func (h api) give(ctx context.Context, who access.Actor, in *giveIn) (*personOut, error) {
	f, err := h.Accesses.GiveForm(ctx, who, in.Ref)
	if err != nil {
		return nil, err
	}
	b := in.Body
	g := delegation.Gift{
		Address: line(b.Email), FirstName: line(b.FirstName), LastName: line(b.LastName), Function: line(b.Function), From: b.From, To: b.To, Seen: b.Confirm,
	}
	if g.Roles, g.Limits, err = roles(b.Roles, f.Given, f.Names); err != nil {
		return nil, err
	}
	if err := h.Accesses.Give(ctx, who, in.Ref, g); err != nil {
		return nil, told(err)
	}
	n, err := h.Accesses.PersonOf(ctx, who, in.Ref, g.Address)
	if err != nil {
		return nil, err
	}
	return h.getPerson(ctx, who, &OfPerson{in.OfPlace, n})
}

// line is a text on one line, as a form's field is read.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// roles reads what was sent, and names all faults at once. What who asks does not give the use case refuses, whatever it is limited to.
func roles(in []RoleIn, given access.Roles, names delegation.Names) ([]access.RoleKey, map[access.RoleKey][]string, error) {
	var keys []access.RoleKey
	limits, faults := map[access.RoleKey][]string{}, []apperr.Field(nil)
	for i, x := range in {
		key := access.RoleKey(x.Role)
		if slices.Contains(keys, key) {
			faults = append(faults, apperr.Field{Name: fmt.Sprintf("body.roles[%d].role", i), Msg: i18n.M(msg.FaultTwice)})
			continue
		}
		keys = append(keys, key)
		r, ok := given.ByKey(key)
		if !ok {
			continue
		}
		for j, ref := range x.Limits {
			k := slices.IndexFunc(names[r.Limit], func(c delegation.Choice) bool { return c.Ref == ref })
			if r.Limit == "" || k < 0 {
				faults = append(faults, apperr.Field{Name: fmt.Sprintf("body.roles[%d].limits[%d]", i, j), Msg: i18n.M(msg.FaultLimit)})
				continue
			}
			limits[key] = append(limits[key], names[r.Limit][k].ID)
		}
	}
	if len(faults) > 0 {
		return nil, nil, &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return keys, limits, nil
}

// RolesIn is all that somebody shall hold at a place, of what who asks gives there.
type RolesIn struct {
	Roles   []RoleIn `json:"roles" maxItems:"50" nullable:"false"`
	End     string   `json:"end,omitempty" format:"date"`
	Keep    []string `json:"keep,omitempty" maxItems:"50"`
	Confirm string   `json:"confirm,omitempty" maxLength:"100"`
}

type rolesIn struct {
	OfPerson
	Match string `header:"If-Match"`
	Body  RolesIn
}

func (h api) setRoles(ctx context.Context, who access.Actor, in *rolesIn) (*personOut, error) {
	version, err := rest.Match(in.Match)
	if err != nil {
		return nil, err
	}
	v, err := h.Accesses.ShowPerson(ctx, who, in.Ref, in.Person)
	if err != nil {
		return nil, err
	}
	rights := delegation.Rights{End: in.Body.End, Standing: v.Standing, Seen: in.Body.Confirm}
	if rights.Roles, rights.Limits, err = roles(in.Body.Roles, v.Given, v.Names); err != nil {
		return nil, err
	}
	for _, k := range in.Body.Keep {
		rights.Keep = append(rights.Keep, access.RoleKey(k))
	}
	if v.Version() != version { // a repeat of what was done is answered as it was: the use case knows its key
		rights.Standing = ""
	}
	_, err = h.Accesses.Change(ctx, who, in.Ref, in.Person, rights)
	if _, unseen := asUnseen(err); err != nil && (unseen || !apperr.Is(err, apperr.Conflict)) {
		return nil, told(err)
	}
	now, fault := h.getPerson(ctx, who, &in.OfPerson)
	switch {
	case err == nil && apperr.Is(fault, apperr.NotFound): // all was taken: nobody is left to show
		return &personOut{Body: gone(v.Person)}, nil
	case fault != nil:
		return nil, fault
	case err != nil:
		return nil, rest.Changed(err, version, now.Body.Version)
	}
	return now, nil
}

// gone is somebody who holds nothing at the place any more.
func gone(p delegation.Person) AccessPerson {
	p.Held = nil
	return personOf(p, nil)
}

func (h api) resend(ctx context.Context, who access.Actor, in *OfPerson) (*personOut, error) {
	if err := h.Accesses.Resend(ctx, who, in.Ref, in.Person); err != nil {
		return nil, err
	}
	return h.getPerson(ctx, who, in)
}

func asUnseen(err error) (delegation.Unseen, bool) {
	var u delegation.Unseen
	ok := errors.As(err, &u)
	return u, ok
}
