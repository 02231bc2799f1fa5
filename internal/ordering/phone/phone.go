// Package phone is the telephone of a place of delivery, without which nothing is ordered there (R209): who may enter it does, anybody
// else who works there asks them to (R210).
package phone

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// Service holds the use cases.
type Service struct {
	db  *db.DB
	ask func(ctx context.Context, tx *db.Tx, who access.Actor, v View) error
}

// New makes the service. Ask mails those who may enter a telephone that is missing, once a day (R210).
func New(d *db.DB, ask func(ctx context.Context, tx *db.Tx, who access.Actor, v View) error) *Service {
	return &Service{d, ask}
}

// CodeMissing is the code of the room's reason (R209).
const CodeMissing = "ordering.phone_missing"

// Missing is the reason that nothing can be ordered for a place of delivery: nobody entered its telephone.
func Missing(o ordering.Body, s basket.Site) *apperr.Reason {
	name := o.Name
	if s.Name != "" {
		name = s.Name + ", " + o.Name
	}
	return &apperr.Reason{
		Code: CodeMissing, Kind: apperr.Datum, Text: i18n.M(msg.WhyPhoneMissing, "place", name),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskPhone), Path: Path(o.Ref, s.Ref)},
	}
}

// Path is the page on which the telephone of a place of delivery is entered, or asked for (R210).
func Path(orgRef, siteRef string) string {
	if siteRef == "" {
		siteRef = "-"
	}
	return "/commandes/telephone/" + orgRef + "/" + siteRef
}

// Field names the telephone in its form.
const Field = "telephone"

// ours are the codes of the countries that are delivered to: Belgium, and France with what lies overseas (R210).
var ours = []string{"+32", "+33", "+262", "+508", "+590", "+594", "+596", "+681", "+687", "+689"}

// View is a place of delivery whose telephone is missing, or was entered meanwhile.
type View struct {
	Org     ordering.Body
	Site    basket.Site
	Phone   string
	May     bool            // enter it: a manager there, or who heads its authority
	Lifters []apperr.Lifter // who may
	country registers.Country
}

// Of is the telephone of a place of delivery, for who holds a role of the service in its establishment or above (R210).
func (s *Service) Of(ctx context.Context, who access.Actor, orgRef, siteRef string) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		v, err = viewOf(ctx, tx, who, orgRef, siteRef)
		return err
	})
	return v, err
}

func viewOf(ctx context.Context, tx *db.Tx, who access.Actor, orgRef, siteRef string) (View, error) {
	var v View
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	o, err := org.ByRef(ctx, tx, orgRef)
	if err != nil {
		return v, err
	}
	v = View{Org: ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}, Phone: o.Phone, country: o.Country}
	up, err := ordering.Above(ctx, tx, o.ID)
	if err != nil {
		return v, err
	}
	works := false
	for _, role := range ordering.Roles {
		for _, id := range up {
			if (id == o.ID || role.ReachesDown) && who.Holds(role.Key, access.Place{Kind: access.Organisation, ID: id}) {
				works = true
				v.May = v.May || role.Key == ordering.Manager || role.Key == ordering.President || role.Key == ordering.Reference
			}
		}
	}
	if !works {
		return v, apperr.NotFoundErr()
	}
	if siteRef != "-" {
		site, err := org.SiteByRef(ctx, tx, o.ID, siteRef)
		if err != nil {
			return v, err
		}
		v.Site, v.Phone = basket.Site{ID: site.ID, Ref: site.Ref, Name: site.Name}, site.Phone
	}
	v.Lifters, err = ordering.Givers(ctx, tx, v.Org)
	return v, err
}

// Set enters the telephone of a place of delivery: what waited for it can be ordered at once (R209, R210).
func (s *Service) Set(ctx context.Context, who access.Actor, orgRef, siteRef, typed string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		v, err := viewOf(ctx, tx, who, orgRef, siteRef)
		if err != nil {
			return err
		}
		if !v.May {
			r := *Missing(v.Org, v.Site)
			r.Lifters = v.Lifters
			return ordering.Completed(ctx, tx, v.Org, apperr.ForbiddenErr(r))
		}
		phone, fault := registers.ParsePhone(typed, v.country)
		if !fault.OK() {
			return apperr.InvalidField(Field, fault.Msg())
		}
		if !slices.ContainsFunc(ours, func(code string) bool { return strings.HasPrefix(string(phone), code) }) {
			return apperr.InvalidField(Field, i18n.M(msg.FaultPhoneCountry))
		}
		if err := v.save(ctx, tx, string(phone)); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "org", ID: v.Org.ID}, Act: "ordering.phone", Data: map[string]string{"site": v.Site.Name}})
	})
}

func (v View) save(ctx context.Context, tx *db.Tx, phone string) error {
	if v.Site.ID == "" {
		o, err := org.ByID(ctx, tx, v.Org.ID)
		if err != nil {
			return err
		}
		o.Phone = phone
		_, err = org.Update(ctx, tx, o)
		return err
	}
	site, err := org.SiteByID(ctx, tx, v.Site.ID)
	if err != nil {
		return err
	}
	site.Phone = phone
	_, err = org.UpdateSite(ctx, tx, site)
	return err
}

// Ask asks who may enter the telephone of a place of delivery to do so; the same day again it does nothing (R210).
func (s *Service) Ask(ctx context.Context, who access.Actor, orgRef, siteRef string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		v, err := viewOf(ctx, tx, who, orgRef, siteRef)
		if err != nil {
			return err
		}
		if v.Phone != "" {
			return apperr.ConflictErr(i18n.M(msg.PhoneThere))
		}
		return s.ask(ctx, tx, who, v)
	})
}
