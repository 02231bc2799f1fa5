package demand

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"preau/internal/casework/attached"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// What files are held to (C027).
const (
	FieldFiles  = "fichiers"
	MostFiles   = 10            // of a demand, and of each message
	mostWaiting = 2 * MostFiles // of one person: those of a message that was refused, and of the next
	fileLimit   = 10 * document.Megabyte
	waitingFor  = 24 * time.Hour // a file that no message took is shown again as kept
)

// Papers are the files of demands.
var Papers = document.Use{Key: "casework.file", Types: document.Papers(), Limit: fileLimit, Unnamed: true}

// Attached is a file of a demand.
type Attached = attached.File

// AttachDraft takes a file into a draft, sealed on its way to the store. One that is there already is not kept twice. A draft that was sent
// meanwhile takes none, nor does the thread in its place.
func (s *Service) AttachDraft(ctx context.Context, who access.Actor, number, name string, from io.Reader) (Attached, error) {
	return s.take(ctx, who, number, Edit, name, from)
}

// Attach takes a file in beside a thread, for the message that its form writes: Say gives it to that message, and to no other. Where the message
// is refused, the file is shown again as one that is kept, for a day.
func (s *Service) Attach(ctx context.Context, who access.Actor, number, name string, from io.Reader) (Attached, error) {
	return s.take(ctx, who, number, Write, name, from)
}

// may says why a file cannot be taken in for an act.
func (d Demand) may(who access.Actor, do Act) error {
	if do == Edit && d.State != Draft {
		return conflict()
	}
	_, err := Moves.Next(do, d.State, RolesOf(who, d), d)
	return err
}

func (s *Service) take(ctx context.Context, who access.Actor, number string, do Act, name string, from io.Reader) (Attached, error) {
	d, k, err := s.Opened(ctx, who, number)
	if err == nil {
		err = d.may(who, do)
	}
	if err != nil {
		return Attached{}, err
	}
	sum, size := sha256.New(), int64(0)
	use := Papers
	use.Seal = func(fileID string, plain io.Reader) (io.Reader, error) {
		return k.SealFile(attached.At("content", fileID), io.TeeReader(plain, io.MultiWriter(sum, counting(func(n int) { size += int64(n) }))))
	}
	f, err := s.o.Files.Stage(ctx, who, use, name, from)
	if err != nil {
		return Attached{}, err
	}
	a := Attached{ID: f.ID, AccountID: who.ID, Name: f.Name, MediaType: f.MediaType, Size: size, Waits: do == Write}
	if err := a.SealName(k); err != nil {
		return a, err
	}
	mark := s.o.Hash("file " + d.ID + " " + a.Name + " " + hex.EncodeToString(sum.Sum(nil)))
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		a.Came, err = s.attach(ctx, tx, who, number, do, &a, mark)
		return err
	})
	if err != nil || !a.Came {
		if drop := s.o.Files.Drop(ctx, who, f.ID); err == nil {
			err = drop
		}
	}
	return a, err
}

type counting func(n int)

func (c counting) Write(b []byte) (int, error) {
	c(len(b))
	return len(b), nil
}

// attach writes the file down, unless it is there or one too many. It says false for one that was there.
func (s *Service) attach(ctx context.Context, tx *db.Tx, who access.Actor, number string, do Act, a *Attached, mark string) (bool, error) {
	d, err := byNumber(ctx, tx, who, number)
	if err == nil {
		err = d.may(who, do)
	}
	if err != nil {
		return false, err
	}
	if a.N, err = attached.Next(ctx, tx, d.ID); err != nil { // before looking: two at once wait for each other here
		return false, err
	}
	if a.Waits {
		a.N += attached.FromWaiting
	}
	all, err := attached.Of(ctx, tx, d.ID, true)
	if err != nil {
		return false, err
	}
	n := 0
	for _, x := range all {
		switch {
		case x.MessageID != "" || x.Waits != a.Waits || a.Waits && x.AccountID != who.ID:
		case x.Waits && x.At.Before(tx.Now().Add(-waitingFor)):
			if err := s.forget(ctx, tx, x.ID); err != nil {
				return false, err
			}
		case x.Mark == mark:
			*a = x.File
			return false, nil
		default:
			n++
		}
	}
	switch {
	case a.Waits && n >= mostWaiting:
		return false, apperr.InvalidField(FieldFiles, i18n.M(msg.FaultFilesWaiting, "n", mostWaiting))
	case !a.Waits && n >= MostFiles:
		return false, apperr.InvalidField(FieldFiles, i18n.M(msg.FaultFiles, "n", MostFiles))
	}
	if err := attached.Insert(ctx, tx, d.ID, a, mark); err != nil {
		return false, err
	}
	_, err = s.o.Files.Bind(ctx, tx, who, Papers, a.ID, document.Object{Kind: "casework.demand", ID: d.ID})
	return true, err
}

// Detach takes a file out of a draft.
func (s *Service) Detach(ctx context.Context, who access.Actor, number string, n int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Edit, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		all, err := attached.Of(ctx, tx, d.ID, false)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x attached.Stored) bool { return x.N == n })
		if i < 0 {
			return apperr.NotFoundErr()
		}
		return s.forget(ctx, tx, all[i].ID)
	})
}

// forget deletes a file that no message has.
func (s *Service) forget(ctx context.Context, tx *db.Tx, fileID string) error {
	if err := attached.Delete(ctx, tx, fileID); err != nil {
		return err
	}
	return s.o.Files.Forget(ctx, tx, fileID)
}

// DropPending deletes one's files that wait for a message, but for those that are kept: they came with one that was refused, and are not wanted any more.
func (s *Service) DropPending(ctx context.Context, who access.Actor, number string, keep []string) error {
	d, err := s.Standing(ctx, who, number)
	if err != nil {
		return err
	}
	return s.dropWaiting(ctx, who, d.ID, func(fileID string) bool { return !slices.Contains(keep, fileID) })
}

// dropRepeated deletes what came again with a form whose message was written before: it has the files already.
func (s *Service) dropRepeated(ctx context.Context, who access.Actor, demandID string, came []string) error {
	if len(came) == 0 {
		return nil
	}
	return s.dropWaiting(ctx, who, demandID, func(fileID string) bool { return slices.Contains(came, fileID) })
}

func (s *Service) dropWaiting(ctx context.Context, who access.Actor, demandID string, is func(fileID string) bool) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		all, err := attached.Of(ctx, tx, demandID, true)
		for _, x := range all {
			if err == nil && x.Waits && x.AccountID == who.ID && is(x.ID) {
				err = s.forget(ctx, tx, x.ID)
			}
		}
		return err
	})
}

// Download is a file being read.
type Download struct {
	Attached
	io.Reader
	io.Closer
}

// File opens a file for somebody who may read where it stands. That they take it is written into the demand's history first.
func (s *Service) File(ctx context.Context, who access.Actor, number string, n int64) (Download, error) {
	if !who.SignedIn() {
		return Download{}, apperr.UnauthenticatedErr()
	}
	d, k, err := s.Opened(ctx, who, number)
	if err != nil {
		return Download{}, err
	}
	var out Download
	var f document.File
	act := "casework.file.read"
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		x, err := s.readable(ctx, tx, who, d, n)
		if err != nil {
			return err
		}
		if out.Attached = x.File; x.Between {
			act += Inner
		}
		if f, err = document.ByID(ctx, tx, out.ID); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: act, Data: map[string]string{"number": d.Number, "file": fmt.Sprint(n), "id": out.ID},
		})
	})
	if err != nil {
		return out, err
	}
	if err := out.OpenName(k); err != nil {
		return out, err
	}
	c, err := s.o.Files.Open(ctx, f)
	if err != nil {
		return out, err
	}
	out.Closer = c
	if out.Reader, err = k.OpenFile(attached.At("content", out.ID), c); err != nil {
		_ = c.Close() // it was only to be read
	}
	return out, err
}

// readable is a file of the demand that somebody may read: with the thread, or with the message that it came with.
func (s *Service) readable(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, n int64) (attached.Stored, error) {
	roles := RolesOf(who, d)
	all, err := attached.Of(ctx, tx, d.ID, true)
	if err != nil {
		return attached.Stored{}, err
	}
	i := slices.IndexFunc(all, func(x attached.Stored) bool { return x.N == n })
	if i < 0 || !Moves.May(SeeIdentity, d.State, roles, d) ||
		all[i].Between && !Moves.May(SeeBetween, d.State, roles, d) || all[i].Waits && all[i].AccountID != who.ID {
		return attached.Stored{}, apperr.NotFoundErr()
	}
	return all[i], nil
}

// FileOf is the file that a line of the history is about, where its reader reads it, too. The line keeps its number alone: the name is the demand's, sealed by
// its key, and goes with it.
func (v View) FileOf(e history.Line) (Attached, bool) {
	all := slices.Concat(v.Files, v.Pending)
	for _, m := range v.Thread {
		all = append(all, m.Files...)
	}
	i := slices.IndexFunc(all, func(a Attached) bool {
		if was := e.Data["id"]; was != "" { // its number changes when a message takes it
			return a.ID == was
		}
		return fmt.Sprint(a.N) == e.Data["file"]
	})
	if i < 0 {
		return Attached{}, false
	}
	return all[i], true
}

// bindFiles gives the files that wait to the message that they were sent with. One that is not there any more is told, so that no message goes
// without it.
func (s *Service) bindFiles(ctx context.Context, tx *db.Tx, who access.Actor, demandID string, m Message, ids []string) error {
	all, err := attached.Of(ctx, tx, demandID, true)
	if err != nil {
		return err
	}
	for _, fileID := range ids {
		i := slices.IndexFunc(all, func(x attached.Stored) bool { return x.ID == fileID && x.Waits && x.AccountID == who.ID })
		if i < 0 {
			return apperr.InvalidField(FieldFiles, i18n.M(msg.FaultFileGone))
		}
		if err := attached.Give(ctx, tx, demandID, fileID, m.ID, m.Between); err != nil {
			return err
		}
	}
	return nil
}

// FilesOf are the files of a demand in their order, still sealed; those that wait for their message only when they are asked for.
func FilesOf(ctx context.Context, tx *db.Tx, d Demand, waiting bool) ([]Attached, error) {
	if d.filed == 0 {
		return nil, nil
	}
	all, err := attached.Of(ctx, tx, d.ID, waiting)
	out := make([]Attached, len(all))
	for i, x := range all {
		out[i] = x.File
	}
	return out, err
}

// OpenNames makes the names of files readable.
func OpenNames(k seal.Key, some []Attached) error { return attached.OpenNames(k, some) }
