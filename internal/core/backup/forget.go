package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"preau/internal/kit/blob"
)

// forget deletes the sets whose time is over, and then the files that no set names any more.
func (s Saving) forget(ctx context.Context) ([]string, error) {
	gone, some, err := forgetSets(ctx, s.To, s.Clock.Now(), s.KeepDays)
	if err != nil {
		return nil, err
	}
	if s.SecretsTo != nil {
		if _, _, err := forgetSets(ctx, s.SecretsTo, s.Clock.Now(), s.KeepSecretsDays); err != nil {
			return nil, err
		}
	}
	return gone, s.forgetFiles(ctx, some)
}

// cutFor is how long a set may lack its manifest: a backup is not that slow.
const cutFor = 48 * time.Hour

// forgetSets gives the whole sets that it deleted, and says whether it deleted any, whole or not.
func forgetSets(ctx context.Context, shelf blob.Shelf, now time.Time, days int) (gone []string, some bool, err error) {
	done, cut, err := names(ctx, shelf)
	if err != nil {
		return nil, false, err
	}
	over := func(name string, after time.Duration) bool {
		at, err := time.Parse(nameLayout, name)
		return err == nil && at.Before(now.Add(-after))
	}
	for i, name := range done {
		if i < len(done)-1 && days > 0 && over(name, time.Duration(days)*24*time.Hour) {
			gone = append(gone, name)
		}
	}
	dead := slices.Clone(gone)
	for _, name := range cut {
		if over(name, cutFor) {
			dead = append(dead, name)
		}
	}
	for _, name := range dead {
		if err := forgetSet(ctx, shelf, name); err != nil {
			return nil, true, err
		}
	}
	return gone, len(dead) > 0, nil
}

// forgetSet deletes a set, its manifest first: half a set is none.
func forgetSet(ctx context.Context, shelf blob.Shelf, name string) error {
	objects := []string{sets + name + "/" + manifestName}
	for object, err := range shelf.List(ctx, sets+name+"/") {
		if err != nil {
			return err
		}
		if object != objects[0] {
			objects = append(objects, object)
		}
	}
	for _, object := range objects {
		if err := shelf.Delete(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

// forgetFiles lists the files first: whoever adds one afterwards has its list on the shelf already. All lists are read each time, also when
// nothing was forgotten: one that is damaged is told in the night after, not in a month.
func (s Saving) forgetFiles(ctx context.Context, some bool) error {
	var files []string
	for name, err := range s.To.List(ctx, fileFolder) {
		if !some {
			break
		}
		if err != nil {
			return err
		}
		files = append(files, name)
	}
	done, cut, err := names(ctx, s.To)
	if err != nil {
		return err
	}
	needed := map[string]bool{}
	for i, set := range append(done, cut...) {
		list, err := readList(ctx, s.To, set, i < len(done))
		if err != nil {
			return err
		}
		for _, name := range list {
			needed[name] = true
		}
	}
	for _, name := range files {
		if needed[name] {
			continue
		}
		if err := s.To.Delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// readList gives the names of a set's files on the shelf. A set that was cut before its list has none; one that is whole has one, which is the one
// that was saved, unless another backup forgets it now.
func readList(ctx context.Context, shelf blob.Shelf, set string, isWhole bool) ([]string, error) {
	text, err := listOf(ctx, shelf, set)
	there := !errors.Is(err, blob.ErrNone)
	if err != nil && there {
		return nil, err
	}
	if !isWhole {
		return lines(text), nil
	}
	m, err := readManifest(ctx, shelf, set)
	if errors.Is(err, blob.ErrNone) { // another forgot it meanwhile
		return lines(text), nil
	}
	if err == nil && (!there || !m.lists(text)) {
		err = fmt.Errorf("the list of files of %s is damaged or not there: no file is deleted as long as that set is kept, for its files would be", set)
	}
	return lines(text), err
}

// listOf is a set's list as it is on the shelf.
func listOf(ctx context.Context, shelf blob.Shelf, set string) ([]byte, error) {
	from, err := shelf.Open(ctx, sets+set+"/"+listName)
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }() // it was only read
	return io.ReadAll(from)
}

// lists says whether a list is the one that was saved with a set. Of a set of before, it has a whole line for each file.
func (m Manifest) lists(text []byte) bool {
	if m.List != nil {
		return *listed(text) == *m.List
	}
	return bytes.Count(text, []byte("\n")) == m.Files+len(m.Gone) && (len(text) == 0 || bytes.HasSuffix(text, []byte("\n")))
}

func lines(text []byte) []string { return strings.Fields(string(text)) }
