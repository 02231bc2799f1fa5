package article

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// Category is a place in the tree of articles: catégorie, famille, sous-famille (R155). All markets share the tree.
type Category struct {
	ID     int64
	Parent int64 // 0: none
	Depth  int   // 1 to 3
	Name   string
}

// Depth is how many levels the tree has.
const Depth = 3

// pathOf is the folded path of a category.
func pathOf(names []string) string {
	folded := make([]string, len(names))
	for i, n := range names {
		folded[i] = strings.ReplaceAll(registers.Fold(n), "/", " ")
	}
	return strings.Join(folded, "/")
}

// Tree is all categories by id.
func Tree(ctx context.Context, tx *db.Tx) (map[int64]Category, error) {
	all, err := db.All(ctx, tx, func(c *Category) []any { return []any{&c.ID, &c.Parent, &c.Depth, &c.Name} },
		`SELECT id, COALESCE(parent_id, 0), depth, name FROM catalog_categories`)
	if err != nil {
		return nil, fmt.Errorf("tree of articles: %w", err)
	}
	out := make(map[int64]Category, len(all))
	for _, c := range all {
		out[c.ID] = c
	}
	return out, nil
}

// Path is a category with those that it stands in, the outermost first.
func Path(tree map[int64]Category, id int64) []Category {
	var out []Category
	for c, ok := tree[id]; ok && len(out) < Depth; c, ok = tree[c.Parent] {
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}

// Categories finds the category of each path of names, one to three, the outermost first, and makes those that are missing.
// The first writing of a name is kept.
type Categories struct{ known map[string]int64 }

// ID is the category of a path. Empty names behind the first are left out.
func (c *Categories) ID(ctx context.Context, tx *db.Tx, names []string) (int64, error) {
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return strings.TrimSpace(n) == "" })
	if len(names) == 0 || len(names) > Depth {
		return 0, errDepth
	}
	if c.known == nil {
		c.known = map[string]int64{}
	}
	var parent *int64
	for i := range names {
		path := pathOf(names[:i+1])
		id, ok := c.known[path]
		if !ok {
			var err error
			if id, err = category(ctx, tx, parent, i+1, strings.TrimSpace(names[i]), path); err != nil {
				return 0, err
			}
			tx.After(func() { c.known[path] = id }) // what is rolled back is not known
		}
		parent = &id
	}
	return *parent, nil
}

var errDepth = errors.New("a category has one to three names")

// category is the one of a path, made when there is none.
func category(ctx context.Context, tx *db.Tx, parent *int64, depth int, name, path string) (int64, error) {
	id, err := db.Value[int64](ctx, tx, `SELECT id FROM catalog_categories WHERE path = $1`, path)
	if err == nil || !errors.Is(err, db.ErrNone) {
		return id, err
	}
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + 1 WHERE name = 'category' RETURNING n`) // whoever makes one waits here
	if err != nil {
		return 0, fmt.Errorf("number of a category: %w", err)
	}
	if _, err = tx.Exec(ctx, `INSERT INTO catalog_categories (id, parent_id, depth, name, path) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (path) DO NOTHING`,
		n, parent, depth, name, path); err != nil {
		return 0, fmt.Errorf("category %q: %w", path, err)
	}
	return db.Value[int64](ctx, tx, `SELECT id FROM catalog_categories WHERE path = $1`, path)
}
