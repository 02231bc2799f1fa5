package update

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/document"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
)

// mostFaults is how many lines with something wrong are kept, and as many with a remark; whatever is more is counted. The
// sheet that is given back has them all.
const mostFaults = 1000

// read writes what the lines of the sheet change, those that are not dealt with yet, as the edition to come.
func (w *work) read(ctx context.Context) error {
	err := w.readSheet(ctx)
	var f *sheet.Fault
	if errors.As(err, &f) {
		return w.refuseSheet(ctx, f)
	}
	return err
}

func (w *work) readSheet(ctx context.Context) error {
	src, err := w.source(ctx, w.Update)
	if err != nil {
		return err
	}
	defer src.Close()
	refs, err := w.references(ctx, w.Update)
	if err != nil {
		return err
	}
	r, err := newReader(src.File, w.Update, Rates(w.o.Country()), refs)
	if err != nil {
		return err
	}
	p := &preparing{work: w, reader: r, paths: map[[article.Depth]string]int64{}}
	if err := p.all(ctx, src.File); err != nil {
		return err
	}
	if w.Lines == 0 {
		return &sheet.Fault{Msg: i18n.M(msg.UpdateNoLine)}
	}
	if w.Mode == Full {
		if err := w.withdrawOthers(ctx, refs); err != nil {
			return err
		}
	}
	return w.settle(ctx, r)
}

// source opens an update's sheet.
func (s *Service) source(ctx context.Context, u Update) (*source, error) {
	var f document.File
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		f, err = document.ByID(ctx, tx, u.fileID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.open(ctx, f)
}

// referencesAtOnce is how many references one statement reads.
const referencesAtOnce = 20_000

// references are those that the market had when the update began.
func (s *Service) references(ctx context.Context, u Update) (*references, error) {
	out := newReferences()
	for after := ""; ; {
		some, err := s.nextReferences(ctx, u, after, referencesAtOnce)
		if err != nil {
			return nil, err
		}
		for _, k := range some {
			out.market(k.Reference, k.Number)
		}
		if len(some) < referencesAtOnce {
			return out, nil
		}
		after = some[len(some)-1].Reference
	}
}

func (s *Service) nextReferences(ctx context.Context, u Update, after string, most int) ([]article.Known, error) {
	var some []article.Known
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		some, err = article.References(ctx, tx, u.Market.Number, after, u.highest, most)
		return err
	})
	return some, err
}

// worthLearning is how many articles change what the database should know of them.
const worthLearning = 5000

// settle lets somebody look at the update, if there is anything to look at.
func (w *work) settle(ctx context.Context, r *reader) error {
	var unknown []Title
	for _, t := range r.table.Header.Unknown {
		unknown = append(unknown, Title{t.Letter(), t.Name})
	}
	if w.Differs() > worthLearning {
		if err := article.Learn(ctx, w.o.DB); err != nil {
			return err
		}
	}
	do := hadRead
	if w.Differs() == 0 {
		do = settle
	}
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := saveHeader(ctx, tx, w.Number, unknown); err != nil {
			return err
		}
		return w.pass(ctx, tx, w.Update, do)
	})
}

// refuseSheet ends an update whose sheet breaks off, or is too much.
func (w *work) refuseSheet(ctx context.Context, f *sheet.Fault) error {
	u := w.Update
	u.Fault = append([]i18n.Msg{f.Msg}, f.More...)
	return w.o.DB.InTx(ctx, func(tx *db.Tx) error { return w.pass(ctx, tx, u, refuse) })
}

// preparing is the lines of a sheet on their way into an edition.
type preparing struct {
	*work
	*reader
	cats  article.Categories
	paths map[[article.Depth]string]int64 // of the tree, as lines write them
}

// all deals with the lines that are not dealt with yet, as many at a time as a step may hold.
func (p *preparing) all(ctx context.Context, f *sheet.File) error {
	var batch []checked
	flush := func() error {
		err := p.some(ctx, batch, f)
		batch = batch[:0]
		return err
	}
	for c, err := range p.lines() {
		if err != nil {
			return err
		}
		if c.n <= p.at.line {
			continue
		}
		if batch = append(batch, c); len(batch) < p.size {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return flush()
}

// some deals with some lines. What they are compared with is read before: nothing changes below an open update.
func (p *preparing) some(ctx context.Context, batch []checked, f *sheet.File) error {
	if err := p.categories(ctx, batch); err != nil {
		return err
	}
	plan, err := p.compare(ctx, batch)
	if err != nil {
		return err
	}
	done, total := f.Progress()
	return p.step(ctx, func(tx *db.Tx, now *Update) error {
		faults := plan.count(now)
		now.Done, now.Total, now.at.line = done, total, batch[len(batch)-1].n
		return plan.write(ctx, tx, p.Update, faults)
	})
}

// categories makes those that lines name and that are not in the tree yet.
func (p *preparing) categories(ctx context.Context, batch []checked) error {
	var missing [][article.Depth]string
	if p.mode == Prices {
		return nil
	}
	for _, c := range batch {
		if path := p.path(c.line); !c.refused && path[0] != "" {
			if _, known := p.paths[path]; !known {
				p.paths[path] = 0
				missing = append(missing, path)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found := map[[article.Depth]string]int64{}
	err := p.o.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, path := range missing {
			id, err := p.cats.ID(ctx, tx, path[:])
			if err != nil {
				return fmt.Errorf("category %q: %w", path, err)
			}
			found[path] = id
		}
		return nil
	})
	if err != nil {
		return err
	}
	for path, id := range found {
		p.paths[path] = id
	}
	return nil
}

// compare says what lines change.
func (p *preparing) compare(ctx context.Context, batch []checked) (plan, error) {
	var refs []string
	var alike []int64
	for _, c := range batch {
		if c.known && !c.refused {
			refs = append(refs, c.line.Reference)
		}
		if c.alike < 0 {
			alike = append(alike, -c.alike)
		}
	}
	out := plan{lines: int64(len(batch))}
	var there map[string]article.Article
	var names map[int64]string
	if len(refs)+len(alike) > 0 {
		err := p.o.DB.View(ctx, func(tx *db.Tx) (err error) {
			if there, err = article.Referred(ctx, tx, p.Market.Number, refs); err != nil {
				return err
			}
			names, err = article.Named(ctx, tx, alike)
			return err
		})
		if err != nil {
			return out, err
		}
	}
	for _, c := range batch {
		c.tellAlike(names)
		p.judge(&out, c, there[c.line.Reference])
	}
	return out, nil
}

// judge adds what a line changes to a plan.
func (p *preparing) judge(out *plan, c checked, was article.Article) {
	known := was.Until == article.Last
	if p.mode == Prices && !known && !c.refused { // an article that was undone for good
		c.refused, c.faults = true, []Fault{{Line: c.n, Value: c.line.Reference, Reason: i18n.M(msg.LineUnknown)}}
	}
	out.faults = append(out.faults, c.faults...)
	switch {
	case c.refused:
		out.refused++
		return
	case len(c.faults) > 0:
		out.warned++
	}
	now := p.data(c.line, was.Data, known, p.paths[p.path(c.line)])
	change := changed{kind: kindChanged}
	switch {
	case !known:
		change.kind = kindNew
	case now == was.Data:
		out.same++
		return
	case now.Withdrawn && !was.Withdrawn:
		change.kind = kindWithdrawn
	default:
		change.rise = rise(was.Price, now.Price)
	}
	out.priced = append(out.priced, known && change.kind == kindChanged && now.Price != was.Price)
	out.drafts = append(out.drafts, article.Draft{Number: was.Number, Reference: c.line.Reference, Data: now})
	out.changes = append(out.changes, change)
}

// rise is by how much a price changes, in hundredths of a percent; 0 where there is none, before or after.
func rise(was, now int64) int64 {
	if was <= 0 || now <= 0 {
		return 0
	}
	return (now - was) * 10_000 / was
}

// tellAlike says which other reference differs by signs alone: it may be the same article, written in another way. The remark
// is the line's last.
func (c *checked) tellAlike(names map[int64]string) {
	switch {
	case c.alike > 0:
		c.faults[len(c.faults)-1].Reason = i18n.M(msg.LineAlikeLine, "line", c.alike)
	case c.alike < 0:
		c.faults[len(c.faults)-1].Reason = i18n.M(msg.LineAlike, "reference", names[-c.alike])
	}
}

// plan is what some lines change.
type plan struct {
	lines, same, refused, warned int64
	faults                       []Fault
	drafts                       []article.Draft
	changes                      []changed // of each draft
	priced                       []bool    // of each draft
}

// count adds the plan to what is known of the update, and gives the faults that are kept.
func (p plan) count(now *Update) []Fault {
	var faults []Fault
	left, last := map[bool]int64{false: mostFaults - now.Counts.Refused, true: mostFaults - now.Warned}, map[bool]int64{}
	for _, f := range p.faults {
		if last[f.Warning] != f.Line {
			last[f.Warning] = f.Line
			left[f.Warning]--
		}
		if left[f.Warning] >= 0 {
			faults = append(faults, f)
		}
	}
	now.Lines, now.Same, now.Counts.Refused, now.Warned = now.Lines+p.lines, now.Same+p.same, now.Counts.Refused+p.refused, now.Warned+p.warned
	for i, c := range p.changes {
		switch c.kind {
		case kindNew:
			now.New++
		case kindChanged:
			now.Changed++
		case kindWithdrawn:
			now.Withdrawn++
		}
		if p.priced[i] {
			now.Priced++
		}
	}
	return faults
}

func (p plan) write(ctx context.Context, tx *db.Tx, u Update, faults []Fault) error {
	drafts := append([]article.Draft{}, p.drafts...) // a transaction that is tried again numbers them again
	if err := article.Put(ctx, tx, u.Market.Number, u.Edition, drafts); err != nil {
		return err
	}
	changes := append([]changed{}, p.changes...)
	for i := range changes {
		changes[i].article = drafts[i].Number
	}
	if err := insertChanges(ctx, tx, u.Number, changes); err != nil {
		return err
	}
	return insertFaults(ctx, tx, u.Number, faults)
}

// withdrawOthers withdraws what the market has and a full sheet has not.
func (w *work) withdrawOthers(ctx context.Context, refs *references) error {
	for {
		some, err := w.nextReferences(ctx, w.Update, w.at.reference, referencesAtOnce)
		if err != nil || len(some) == 0 {
			return err
		}
		var gone []string
		last := some[len(some)-1].Reference
		for _, k := range some {
			if refs.inSheet(k.Reference) {
				continue
			}
			if gone = append(gone, k.Reference); len(gone) >= w.size {
				last = k.Reference
				break
			}
		}
		plan, err := w.withdrawing(ctx, gone)
		if err != nil {
			return err
		}
		err = w.step(ctx, func(tx *db.Tx, now *Update) error {
			plan.count(now)
			now.at.reference = last
			return plan.write(ctx, tx, w.Update, nil)
		})
		if err != nil {
			return err
		}
	}
}

// withdrawing says which of some references are to be withdrawn: those that are not yet.
func (w *work) withdrawing(ctx context.Context, refs []string) (plan, error) {
	var out plan
	if len(refs) == 0 {
		return out, nil
	}
	var there map[string]article.Article
	err := w.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		there, err = article.Referred(ctx, tx, w.Market.Number, refs)
		return err
	})
	if err != nil {
		return out, err
	}
	for _, ref := range refs {
		was := there[ref]
		if was.Until != article.Last || was.Withdrawn || was.From == w.Edition {
			continue
		}
		now := was.Data
		now.Withdrawn = true
		out.drafts = append(out.drafts, article.Draft{Number: was.Number, Reference: ref, Data: now})
		out.changes = append(out.changes, changed{kind: kindWithdrawn})
		out.priced = append(out.priced, false)
	}
	return out, nil
}
