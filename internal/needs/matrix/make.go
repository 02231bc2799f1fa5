package matrix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// use is what the files are kept as: nobody can send one. 8 million cells have some 30 MB.
var use = document.Use{Key: "needs.matrix", Types: []document.Type{document.Excel}, Limit: 500 * document.Megabyte, Apart: true, Made: true}

// errOver ends the making of a matrix that another took the place of.
var errOver = errors.New("the matrix was ended meanwhile")

// make makes the file. It goes from the job into the store as it is made, and no transaction is open meanwhile: what it
// says was read at one instant before.
func (s *Service) make(ctx context.Context, _ jobs.Job, a args) error {
	m, p, err := s.read(ctx, a.ID)
	if errors.Is(err, db.ErrNone) || err == nil && m.State != Asked {
		return nil
	}
	if err != nil {
		return err
	}
	t := s.o.Speak(m.Lang)
	who := access.Actor{ID: m.AskedBy}
	from, to := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		to.CloseWithError(p.write(to, t, func(done int) error { return s.progress(ctx, m.ID, done) }))
	}()
	f, err := s.o.Files.Stage(ctx, who, use, t.S(msg.MatrixFile, "group", strconv.FormatInt(p.group.Number, 10))+".xlsx", from)
	_ = from.CloseWithError(io.ErrClosedPipe) // whoever still writes ends
	<-ended
	if errors.Is(err, errOver) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("matrix of group %d: %w", p.group.Number, err)
	}
	return s.finish(ctx, who, m, p, f)
}

func (s *Service) read(ctx context.Context, matrixID string) (Matrix, plan, error) {
	var m Matrix
	var p plan
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if m, err = byID(ctx, tx, matrixID); err != nil || m.State != Asked {
			return err
		}
		p, err = readPlan(ctx, tx, m.GroupID)
		return err
	})
	return m, p, err
}

func (s *Service) progress(ctx context.Context, matrixID string, done int) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		going, err := saveProgress(ctx, tx, matrixID, done)
		if err == nil && !going {
			return errOver
		}
		return err
	})
}

// finish binds the file to the matrix, unless that is over meanwhile, and tells who asked, if they still coordinate.
func (s *Service) finish(ctx context.Context, who access.Actor, m Matrix, p plan, f document.File) error {
	taken := false
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		taken = false
		now, err := byID(ctx, tx, m.ID)
		if err != nil || now.State != Asked {
			return err
		}
		to, err := Moves.Next(Finish, now.State, []group.Role{AsProgram}, now)
		if err != nil {
			return err
		}
		if _, err := s.o.Files.Bind(ctx, tx, who, use, f.ID, document.Object{Kind: "needs.matrix", ID: m.ID}); err != nil {
			return err
		}
		now.FileID, now.Size, now.Excluded, now.ReadyAt, now.ExpiresAt = f.ID, f.Size, p.excluded(), tx.Now(), tx.Now().Add(Life)
		if taken, err = saveReady(ctx, tx, now, to); err != nil {
			return err
		}
		if !taken {
			return errOver // undoes the binding
		}
		if err := s.o.Jobs.Add(ctx, tx, jobExpire, args{m.ID}, jobs.Options{RunAt: now.ExpiresAt, Unique: m.ID}); err != nil {
			return err
		}
		return s.tell(ctx, tx, p.group, now)
	})
	if err != nil && !errors.Is(err, errOver) || taken && err == nil {
		return err
	}
	return s.o.Files.Drop(ctx, who, f.ID)
}
