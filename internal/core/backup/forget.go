package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
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
	if some {
		err = s.forgetFiles(ctx)
	}
	return gone, err
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

// forgetFiles lists the files first: whoever adds one afterwards has its list on the shelf already.
func (s Saving) forgetFiles(ctx context.Context) error {
	var files []string
	for name, err := range s.To.List(ctx, fileFolder) {
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

// readList gives the names of a set's files on the shelf. A set that was cut before its list has none; one that is whole has one, unless
// another backup forgets it now.
func readList(ctx context.Context, shelf blob.Shelf, set string, isWhole bool) ([]string, error) {
	from, err := shelf.Open(ctx, sets+set+"/"+listName)
	if errors.Is(err, blob.ErrNone) && isWhole {
		_, err = readManifest(ctx, shelf, set)
		if err == nil {
			return nil, fmt.Errorf("the list of files of %s is not there: no file is deleted", set)
		}
	}
	if errors.Is(err, blob.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }() // it was only read
	var out []string
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		out = append(out, lines.Text())
	}
	return out, lines.Err()
}
