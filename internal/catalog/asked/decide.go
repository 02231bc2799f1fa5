package asked

import (
	"context"
	"slices"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Decision is what the purchasing body answers.
type Decision struct {
	Answer    string
	Reference string // of an article, however it is written
	Article   int64  // its number, where several have the reference; it counts only among those
	Version   int64  // that they read
}

// Study says that the purchasing body is looking for the article.
func (s *Service) Study(ctx context.Context, who access.Actor, number int64, d Decision) error {
	return s.decide(ctx, who, number, Study, Decision{Version: d.Version})
}

// Add says that the article is in the catalogue now, and which it is.
func (s *Service) Add(ctx context.Context, who access.Actor, number int64, d Decision) error {
	return s.decide(ctx, who, number, Add, d)
}

// Refuse says why the article is not added, or which does instead, or both.
func (s *Service) Refuse(ctx context.Context, who access.Actor, number int64, d Decision) error {
	return s.decide(ctx, who, number, Refuse, d)
}

// Reopen takes a decision back.
func (s *Service) Reopen(ctx context.Context, who access.Actor, number int64, d Decision) error {
	return s.decide(ctx, who, number, Reopen, Decision{Version: d.Version})
}

// decide moves a request, and tells all who need it. A refusal comes before a stale version, and that before what was typed.
func (s *Service) decide(ctx context.Context, who access.Actor, number int64, do Act, d Decision) error {
	if err := may(who, See); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := caseOf(ctx, tx, number, "")
		if err != nil {
			return err
		}
		to, err := s.next(ctx, tx, who, do, c)
		if err != nil {
			return err
		}
		if c.Version != d.Version {
			return conflict()
		}
		a, err := s.named(ctx, tx, who, do, &d)
		if err != nil {
			return err
		}
		from := c.State
		c.Answer, c.Article = d.Answer, a.Number
		if err := saveMove(ctx, tx, who, &c.Request, to); err != nil {
			return err
		}
		data := map[string]string{}
		if d.Answer != "" {
			data["reason"] = d.Answer
		}
		if err := history.Write(ctx, tx, who, history.Line{Object: object(c.Request), Act: acts[do], From: string(from), To: string(to), Data: data}); err != nil {
			return err
		}
		return s.tellVoters(ctx, tx, who, c.Request, a)
	})
}

// next is where an act leads, or why who may not do it.
func (s *Service) next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, c Case) (State, error) {
	to, err := Moves.Next(do, c.State, relationsOf(who), c)
	e, ok := apperr.As(err)
	switch {
	case !ok:
		return to, err
	case e.Kind == apperr.Conflict:
		return to, conflict()
	}
	if fault := catalog.Explain(ctx, tx, who, e.Reasons); fault != nil {
		return to, fault
	}
	return to, err
}

// named checks what was typed, and finds the article that a decision names.
func (s *Service) named(ctx context.Context, tx *db.Tx, who access.Actor, do Act, d *Decision) (article.Article, error) {
	var f apperr.Faults
	d.Answer, d.Reference = strings.TrimSpace(d.Answer), strings.TrimSpace(d.Reference)
	long(&f, FieldAnswer, d.Answer, MaxText)
	a, err := s.find(ctx, tx, who, *d, &f)
	if err != nil {
		return a, err
	}
	switch {
	case len(f) > 0:
	case do == Add && a.Number == 0:
		f.Add(FieldArticle, msg.FaultRequestArticle)
	case do == Refuse && a.Number == 0 && d.Answer == "":
		f.Add(FieldAnswer, msg.FaultRequestAnswer)
	}
	return a, f.Err()
}

// find is the article of a reference, as its market shows it; the zero Article where none is named. A number chooses among those that
// have the reference: one that was left in the form when the reference was changed chooses nothing.
func (s *Service) find(ctx context.Context, tx *db.Tx, who access.Actor, d Decision, f *apperr.Faults) (article.Article, error) {
	if d.Reference == "" {
		return article.Article{}, nil
	}
	found, err := s.referred(ctx, tx, who, d.Reference)
	if err != nil {
		return article.Article{}, err
	}
	if i := slices.IndexFunc(found, func(a article.Article) bool { return a.Number == d.Article }); i >= 0 {
		return found[i], nil
	}
	switch len(found) {
	case 0:
		f.Add(FieldArticle, msg.FaultRequestUnknown)
	case 1:
		return found[0], nil
	default:
		f.Add(FieldArticle, msg.FaultRequestSeveral, "n", len(found))
	}
	return article.Article{}, nil
}

// Candidates are the articles of a reference among which a decision may choose.
func (s *Service) Candidates(ctx context.Context, who access.Actor, reference string) ([]article.Article, error) {
	if err := catalog.Sees(who); err != nil {
		return nil, err
	}
	var out []article.Article
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = s.referred(ctx, tx, who, strings.TrimSpace(reference))
		return err
	})
	return out, err
}

// referred are the articles of a reference that their markets sell.
func (s *Service) referred(ctx context.Context, tx *db.Tx, who access.Actor, reference string) ([]article.Article, error) {
	if keyOf(reference) == "" {
		return nil, nil
	}
	numbers, err := s.o.Find(ctx, tx, who, reference)
	if err != nil {
		return nil, err
	}
	live, err := article.Live(ctx, tx, numbers)
	var out []article.Article
	for _, n := range numbers {
		if a, ok := live[n]; ok && !a.Withdrawn {
			out = append(out, a)
		}
	}
	return out, err
}

// acts are the lines of the history; object is what they are about.
var acts = map[Act]string{Study: "catalog.request.study", Add: "catalog.request.add", Refuse: "catalog.request.refuse", Reopen: "catalog.request.reopen"}

const (
	actAsked = "catalog.request.ask"
	actVoted = "catalog.request.vote"
	kind     = "catalog.request"
)

func object(r Request) history.Object { return history.Object{Kind: kind, ID: r.ID} }
