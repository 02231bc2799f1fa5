package offer_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
)

// staged is a file that somebody sent with a form.
func (h *house) staged(who access.Actor, name string) string {
	h.Helper()
	f, err := h.files.Stage(h.Context(), h.now(who), offer.Paper, name, strings.NewReader("Ce que dit "+name))
	h.ok(err)
	return f.ID
}

// bound are how many files the offers have, those that are let go apart.
func (h *house) bound() int64 {
	h.Helper()
	var n int64
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](h.Context(), tx, `SELECT count(*) FROM document_files WHERE state = 'bound'`)
		return err
	}))
	return n
}

func (h *house) reads(who access.Actor, n offer.Number, a offer.Attachment) string {
	h.Helper()
	c, err := h.s.Open(h.Context(), h.now(who), n, a.N)
	if apperr.Is(err, apperr.NotFound) {
		return ""
	}
	h.ok(err)
	defer func() { h.ok(c.Close()) }()
	raw, err := io.ReadAll(c)
	h.ok(err)
	return string(raw)
}

// A draft keeps what was attached to it, the next version has files of its own, and what no version names any more is let go.
func TestAttachments(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91", "O84")
		in := h.input("Sommeil")
		in.Sent = []string{h.staged(h.manager, "affiche.txt"), h.staged(h.manager, "plan.txt")}
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		v := h.show(h.reader, n)
		if len(v.Files) != 2 || v.Files[0].Name != "affiche.txt" || v.Files[0].Size == 0 || h.reads(h.reader, n, v.Files[1]) != "Ce que dit plan.txt" || h.reads(h.stranger, n, v.Files[1]) != "" {
			t.Fatalf("%+v", v.Files)
		}
		poster, plan := v.Files[0], v.Files[1]

		in = offer.InputOf(v.Offer) // without the plan, and with a programme
		in.Kept, in.Sent = []int64{poster.N}, []string{h.staged(h.manager, "programme.txt")}
		h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		if v = h.show(h.reader, n); len(v.Files) != 2 || h.reads(h.reader, n, plan) != "" || h.bound() != 2 {
			t.Fatalf("%+v, %d files", v.Files, h.bound())
		}
		programme := v.Files[1]
		h.do(h.manager, n, offer.Submit)
		h.do(h.approver, n, offer.ApprovePublish)

		v = h.show(h.manager, n) // a working copy without the poster: the public's version keeps it
		in = offer.InputOf(v.Offer)
		in.Kept, in.Sent = []int64{programme.N}, []string{h.staged(h.manager, "menu.txt")}
		h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		v = h.show(h.approver, n)
		next := v.Offer
		next.Content = v.Copy.Content
		if got := offer.Changes(v.Offer, next); got != offer.FieldFiles || h.bound() != 3 || h.reads(h.reader, n, poster) == "" {
			t.Errorf("it differs in %q, %d files", got, h.bound())
		}
		h.do(h.manager, n, offer.SubmitCopy)
		h.do(h.approver, n, offer.ApproveCopy)
		if v = h.show(h.reader, n); len(v.Files) != 2 || v.Files[1].Name != "menu.txt" || h.bound() != 2 || h.reads(h.reader, n, poster) != "" {
			t.Errorf("validated: %+v, %d files", v.Files, h.bound())
		}

		v = h.show(h.manager, n) // a copy that is dropped takes its own file along, and no other
		in = offer.InputOf(v.Offer)
		in.Sent = []string{h.staged(h.manager, "erreur.txt")}
		h.ok(h.save(n, offer.FormVersion(v.Offer), in))
		if h.bound() != 3 {
			t.Errorf("%d files", h.bound())
		}
		h.do(h.manager, n, offer.DropCopy)
		if h.bound() != 2 {
			t.Errorf("%d files after a copy was dropped", h.bound())
		}
	})
}

// A duplicate shares the files; they go with the last offer that has them, and with a draft that is deleted.
func TestAttachmentsOfDuplicates(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91", "O50", "O90")
		in := h.input("Sommeil")
		in.Sent = []string{h.staged(h.manager, "affiche.txt")}
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		m, err := h.s.Duplicate(h.Context(), h.now(h.manager), n)
		h.ok(err)
		first, second := h.show(h.reader, n).Files[0], h.show(h.reader, m).Files[0]
		if first.N == second.N || h.bound() != 1 || h.reads(h.reader, m, second) != "Ce que dit affiche.txt" || h.reads(h.reader, m, first) != "" {
			t.Errorf("%+v %+v, %d files", first, second, h.bound())
		}
		h.do(h.manager, n, offer.Delete)
		if h.bound() != 1 || h.reads(h.reader, m, second) == "" {
			t.Error("the file went with the first of two offers")
		}
		h.do(h.manager, m, offer.Delete)
		if h.bound() != 0 {
			t.Error("the file is left of both offers")
		}

		in.Sent = []string{h.staged(h.manager, "affiche.txt")} // retention deletes the row alone
		n, err = h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		h.in(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `DELETE FROM offers_offers WHERE year = $1 AND seq = $2`, n.Year, n.Seq)
			return err
		})
		h.d.Clock.Advance(25 * time.Hour)
		_, err = h.queue.Drain(h.Context())
		h.ok(err)
		if h.bound() != 0 {
			t.Error("the file is left of an offer whose retention is over")
		}
	})
}

// Files that are not one's own, that were used already, that are no files of the offer, and too many are faults of the field.
func TestForgedAttachments(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		covers.Statement(h, "O91")
		in := h.input("Sommeil")
		in.Sent = []string{h.staged(h.manager, "affiche.txt")}
		n, err := h.s.Create(h.Context(), h.now(h.manager), in)
		h.ok(err)
		v := h.show(h.manager, n)
		other := h.made("Dents")
		for what, alter := range map[string]func(*offer.Input){
			"of another account": func(in *offer.Input) { in.Sent = []string{h.staged(h.all, "a.txt")} },
			"used already":       func(in *offer.Input) { in.Sent = []string{v.Files[0].FileID} },
			"for another use": func(in *offer.Input) {
				f, err := h.files.Stage(h.Context(), h.now(h.manager), document.Use{Key: "other", Types: document.Papers()}, "a.txt", strings.NewReader("x"))
				h.ok(err)
				in.Sent = []string{f.ID}
			},
			"of another offer": func(in *offer.Input) { in.Kept = []int64{v.Files[0].N} },
			"kept twice":       func(in *offer.Input) { in.Kept = []int64{0, 0} },
			"too many": func(in *offer.Input) {
				for i := range offer.MostFiles + 1 {
					in.Sent = append(in.Sent, h.staged(h.manager, fmt.Sprintf("%d.txt", i)))
				}
			},
		} {
			in := h.input("Dents")
			alter(&in)
			e, ok := apperr.As(h.save(other, 1_000_000, in))
			if !ok || len(e.Fields) != 1 || e.Fields[0].Name != offer.FieldFiles {
				t.Errorf("%s: %v", what, e)
			}
		}
		if h.bound() != 1 {
			t.Errorf("%d files", h.bound())
		}
	})
}
