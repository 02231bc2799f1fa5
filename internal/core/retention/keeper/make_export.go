package keeper

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

type exportArgs struct {
	ID string `json:"id"`
}

// exportUse is what archives are kept as: nobody can send one.
func exportUse() document.Use {
	return document.Use{Key: "retention.export", Made: true, Types: []document.Type{
		{Media: []string{"application/zip"}, Endings: []string{".zip"}, Label: msg.TypeZip},
	}}
}

// makeExport prepares an archive. What was cut begins anew, and takes the place of what it left: a file that nothing
// was bound to is swept.
func (s *Service) makeExport(ctx context.Context, _ jobs.Job, a exportArgs) error {
	var e Export
	var p person
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if e, err = exportByID(ctx, tx, a.ID); err != nil {
			return err
		}
		p, err = personOf(ctx, tx, e.AccountID)
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && e.State != Asked {
		return nil
	}
	if err != nil {
		return err
	}
	t := s.o.Speak(i18n.Lang(p.Lang))
	content, err := s.archiveOf(ctx, t, e, p)
	if err != nil {
		return err
	}
	who := access.Actor{ID: e.AccountID}
	f, err := s.o.Files.Stage(ctx, who, exportUse(), t.S(msg.ArchiveName)+".zip", content)
	if err != nil {
		return fmt.Errorf("keep an export: %w", err)
	}
	return s.finish(ctx, who, e, p, f)
}

func (s *Service) archiveOf(ctx context.Context, t *i18n.T, e Export, p person) (*bytes.Buffer, error) {
	var b bytes.Buffer
	a := &archive{zip: zip.NewWriter(&b), t: t, now: s.o.Clock.Now()}
	for i, h := range s.o.Holdings {
		if len(h.Shares) == 0 {
			continue
		}
		if err := s.o.DB.View(ctx, func(tx *db.Tx) error { return a.add(ctx, tx, h, e.AccountID) }); err != nil {
			return nil, err
		}
		if err := s.o.DB.InTx(ctx, func(tx *db.Tx) error { return saveProgress(ctx, tx, e.ID, i+1) }); err != nil {
			return nil, err
		}
	}
	return &b, a.close(p)
}

// finish binds the archive to its export, unless that is over meanwhile, and tells the person.
func (s *Service) finish(ctx context.Context, who access.Actor, e Export, p person, f document.File) error {
	taken := false
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		taken = false
		now, err := exportByID(ctx, tx, e.ID)
		if err != nil || now.State != Asked {
			return err
		}
		to, err := exportMoves.Next(Finish, now.State, []ExportRole{Program}, now)
		if err != nil {
			return err
		}
		if _, err := s.o.Files.Bind(ctx, tx, who, exportUse(), f.ID, document.Object{Kind: "retention.export", ID: e.ID}); err != nil {
			return err
		}
		now.FileID, now.Size, now.ReadyAt, now.ExpiresAt = f.ID, f.Size, tx.Now(), tx.Now().Add(exportLife)
		if taken, err = saveReady(ctx, tx, now, to); err != nil {
			return err
		}
		if !taken {
			return errMoved
		}
		if err := s.o.Jobs.Add(ctx, tx, jobExpire, exportArgs{e.ID}, jobs.Options{RunAt: now.ExpiresAt, Unique: e.ID}); err != nil {
			return err
		}
		return s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: MailReady, Data: readyMail{Ends: now.ExpiresAt}, Occasion: e.ID,
			To:     notify.Recipient{AccountID: e.AccountID, Address: p.Address, Name: p.Name, Lang: i18n.Lang(p.Lang)},
			Object: notify.Object{Kind: "account", ID: e.AccountID},
		})
	})
	if err != nil || taken {
		return err
	}
	return s.o.Files.Drop(ctx, who, f.ID)
}

// errMoved makes a transaction that lost its export undo the binding; the job then finds that there is nothing to do.
var errMoved = errors.New("the export was ended at this instant")
