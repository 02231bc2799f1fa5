package document_test

import (
	"slices"
	"testing"

	"preau/internal/core/document"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
)

// A backup has what is staged or bound, and misses of it what is bound: the other may be let go meanwhile.
func TestKept(t *testing.T) {
	onBoth(t, func(h *house) {
		staged, bound, gone := h.stage("staged.pdf", pdf("1")), h.stage("bound.pdf", pdf("2")), h.stage("gone.pdf", pdf("3"))
		bound, err := h.bind(bound, "7")
		h.ok(err)
		gone, err = h.bind(gone, "7")
		h.ok(err)
		h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return h.s.Unbind(h.t.Context(), tx, gone.ID) }))
		h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
			kept, err := document.Kept(h.t.Context(), tx)
			h.ok(err)
			var keys []string
			for _, f := range kept {
				keys = append(keys, f.BlobKey())
			}
			if len(keys) != 2 || !slices.Contains(keys, staged.BlobKey()) || !slices.Contains(keys, bound.BlobKey()) {
				h.t.Errorf("kept %q", keys)
			}
			missed, err := document.BoundOf(h.t.Context(), tx, append(keys, gone.BlobKey(), blob.NewKey()))
			if err != nil || !slices.Equal(missed, []string{bound.BlobKey()}) {
				h.t.Errorf("missed %q, %v", missed, err)
			}
			return nil
		}))
	})
}
