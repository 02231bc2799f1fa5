package casework_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// What came with a message that was refused keeps no later file out: a message takes ten of those that are ticked, others wait beside, and are removed when
// they are not wanted (C027).
func TestFilesOfARefusedMessage(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C027")
		n := h.sent(1)
		attach := func(i int) (demand.Attached, error) {
			return h.Demands.Attach(h.Context(), h.now(h.awa), n, fmt.Sprintf("bail %d.pdf", i), strings.NewReader(fmt.Sprint("%PDF-1.4 ", i)))
		}
		var ids []string
		for i := range 11 {
			a, err := attach(i)
			h.ok(err)
			ids = append(ids, a.ID)
		}
		waiting := func(want int) {
			h.Helper()
			v, err := h.Demands.Show(h.Context(), h.now(h.awa), n)
			h.ok(err)
			if len(v.Pending) != want {
				h.Errorf("%d wait, want %d", len(v.Pending), want)
			}
		}
		say := func(files []string) error {
			return h.Demands.Say(h.Context(), h.now(h.awa), n, demand.Saying{Text: "Voici.", Files: files})
		}
		h.refused(apperr.Invalid, say(ids))
		h.ok(say(ids[10:])) // the new one alone
		waiting(10)
		for i := range 10 {
			_, err := attach(20 + i)
			h.ok(err)
		}
		h.refused(apperr.Invalid, second(attach(30)))
		h.ok(h.Demands.DropPending(h.Context(), h.now(h.edith), n, nil)) // hers, of which there are none
		waiting(20)
		h.ok(h.Demands.DropPending(h.Context(), h.now(h.awa), n, ids[:2]))
		waiting(2)
		h.ok(second(attach(31)))
		h.refused(apperr.NotFound, h.Demands.DropPending(h.Context(), h.now(h.bastien), n, nil))
	})
}

// A file has ten megabytes at most, a draft ten files; what is refused says why beside the field, and leaves what came before (C027).
func TestFilesAreBounded(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C027")
		const head, most = "%PDF-1.4\n", 10_000_000
		n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
		h.ok(err)
		attach := func(i, size int) (demand.Attached, error) {
			text := fmt.Sprintf("%s%d\n", head, i)
			return h.Demands.AttachDraft(h.Context(), h.now(h.awa), n, fmt.Sprintf("bail %d.pdf", i), io.MultiReader(strings.NewReader(text), strings.NewReader(strings.Repeat("x", size-len(text)))))
		}
		a, err := attach(0, most)
		h.ok(err)
		if a.Size != most {
			h.Errorf("it has %d bytes", a.Size)
		}
		h.refused(apperr.Invalid, second(attach(1, most+1)))
		for i := range 9 {
			h.ok(second(attach(2+i, 100)))
		}
		h.refused(apperr.Invalid, second(attach(11, 100)))
		h.ok(second(attach(10, 100))) // it is there
	})
}
