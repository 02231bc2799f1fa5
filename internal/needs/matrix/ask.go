package matrix

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
)

// MatrixView is a group's matrix as its page shows it to a coordinator.
type MatrixView struct {
	Group  group.Group
	Matrix Matrix
	Acts   workflow.Offers[Act]
}

// ShowMatrix is the matrix that is being made or can be taken, if there is one.
func (s *Service) ShowMatrix(ctx context.Context, who access.Actor, number int64) (MatrixView, error) {
	var v MatrixView
	err := group.Follow(ctx, s.o.DB, who, number, group.FollowGroup, func(tx *db.Tx, g group.Group) error {
		m, err := live(ctx, tx, g.ID, at(tx, who))
		if !m.There() {
			m = Matrix{State: None, At: m.At}
		}
		v = MatrixView{Group: g, Matrix: m, Acts: Moves.Offers(m.State, group.RolesOf(who, g), m)}
		return err
	})
	return v, err
}

// AskMatrix has the matrix of a group made, in a language. While one is being made, that one is the answer; one that is
// ready gives way, as the needs may have changed since.
func (s *Service) AskMatrix(ctx context.Context, who access.Actor, number int64, lang i18n.Lang) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		g, err := group.ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := group.Next(ctx, tx, who, group.FollowGroup, g); err != nil {
			return err
		}
		was, err := live(ctx, tx, g.ID, at(tx, who))
		if err != nil || was.State == Asked && !Moves.May(Ask, was.State, group.RolesOf(who, g), was) {
			return err
		}
		if was.State != None {
			if err := s.end(ctx, tx, was); err != nil {
				return err
			}
		}
		return s.begin(ctx, tx, who, g, lang)
	})
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, lang i18n.Lang) error {
	m := Matrix{ID: id.New(), GroupID: g.ID, State: Asked, Lang: lang, AskedBy: who.ID, AskedName: who.Name, AskedAt: tx.Now(), Lots: g.LotCount}
	added, err := insert(ctx, tx, m)
	if err != nil || !added {
		return err
	}
	line := history.Line{Object: history.Object{Kind: "needs.group", ID: g.ID}, Act: "needs.matrix.ask", From: string(g.State), To: string(g.State), Data: g.Trace()}
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	return s.o.Jobs.Add(ctx, tx, jobMake, args{m.ID}, jobs.Options{Unique: m.ID})
}
