package report

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/offers/offer"
	"preau/internal/offers/report/msg"
)

// The fields of the form.
const (
	FieldKind  = "motif"
	FieldWords = "texte"
	FieldEmail = "email"
)

// MaxWords is how long a report may be, in characters.
const MaxWords = 2000

// Input is what was typed.
type Input struct {
	Kind  Kind
	Words string
	Email string
	From  string // the client's network, see web.ClientNet
}

// Send keeps a report of a published offer, and tells the moderators. Who reports may be anybody, and says who they are only if they want
// to be answered.
func (s *Service) Send(ctx context.Context, who access.Actor, n offer.Number, in Input) error {
	if _, err := s.o.Public.Show(ctx, n); err != nil {
		return err
	}
	if err := check(&in); err != nil {
		return err
	}
	if err := s.o.Limit(ctx, who.At, in.From); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		r := Report{Offer: n, Kind: in.Kind, Words: in.Words, Email: in.Email, State: Open}
		if err := insert(ctx, tx, &r); err != nil {
			return err
		}
		if err := history.Write(ctx, tx, who, history.Line{Object: r.object(), Act: "offers.report.send", To: string(Open), Data: map[string]string{"of": n.String()}}); err != nil {
			return err
		}
		return s.tellModerators(ctx, tx, r)
	})
}

func check(in *Input) error {
	var f apperr.Faults
	known := false
	for _, k := range Kinds() {
		known = known || k == in.Kind
	}
	if !known {
		f.Add(FieldKind, msg.FaultKind)
	}
	in.Words, in.Email = strings.TrimSpace(in.Words), strings.ToLower(strings.TrimSpace(in.Email))
	switch n := utf8.RuneCountInString(in.Words); {
	case n == 0:
		f.Add(FieldWords, msg.FaultWords)
	case n > MaxWords:
		f.Add(FieldWords, msg.FaultLong, "n", n, "max", MaxWords)
	}
	if in.Email != "" {
		a, err := mail.Address(in.Email)
		if err != nil {
			f.Add(FieldEmail, msg.FaultEmail)
		} else {
			in.Email = a
		}
	}
	return f.Err()
}

func (r Report) object() history.Object { return history.Object{Kind: "offers.report", ID: r.ID} }
