package bench

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"preau/internal/bench/rig"
)

// sheets are what clients know of their sheets of needs.
type sheets struct {
	known sync.Map // by sheetOf
}

// sheetOf is a sheet's page in a client's browser.
type sheetOf struct {
	client *rig.Client
	path   string
}

// known is what a client knows of a sheet: what its page's form would send.
type known struct {
	version   int64
	validated bool
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// know reads a sheet's page, if the client has not yet.
func (all *sheets) know(ctx context.Context, c *rig.Client, path string) (*known, error) {
	if s, ok := all.known.Load(sheetOf{c, path}); ok {
		return s.(*known), nil
	}
	page, err := c.Page(ctx, path)
	if err != nil {
		return nil, err
	}
	found := versionField.FindStringSubmatch(page)
	if found == nil {
		return nil, fmt.Errorf("%s has no form", path)
	}
	version, err := strconv.ParseInt(found[1], 10, 64)
	s := &known{version: version, validated: strings.Contains(page, path+"/rouvrir")}
	all.known.Store(sheetOf{c, path}, s)
	return s, err
}

// enter sends a sheet's form; act is « enregistrer » or « valider ». The first line's quantity is told apart from others'.
func (all *sheets) enter(ctx context.Context, c *rig.Client, path, act string, lines, first int) error {
	s, err := all.know(ctx, c, path)
	if err != nil {
		return err
	}
	form := url.Values{"acte": {act}, "version": {strconv.FormatInt(s.version, 10)}, "q.1": {strconv.Itoa(first)}}
	for line := 2; line <= lines; line++ {
		form.Set("q."+strconv.Itoa(line), strconv.Itoa((c.N+line)%97+1))
	}
	if err := c.Post(ctx, path, form); err != nil {
		return err
	}
	s.version++
	s.validated = act == "valider"
	return nil
}

// reopen takes a validation back, if there is one.
func (all *sheets) reopen(ctx context.Context, c *rig.Client, path string) error {
	s, err := all.know(ctx, c, path)
	if err != nil || !s.validated {
		return err
	}
	if err := c.Post(ctx, path+"/rouvrir", url.Values{"version": {strconv.FormatInt(s.version, 10)}}); err != nil {
		return err
	}
	s.version++
	s.validated = false
	return nil
}
