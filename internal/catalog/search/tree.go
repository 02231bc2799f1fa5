package search

import (
	"slices"
	"strings"

	"preau/internal/catalog/article"
	"preau/internal/catalog/index"
	"preau/internal/core/registers"
)

// tree is the categories as they are searched; it never changes.
type tree struct {
	of    map[int64]article.Category
	below map[int64][]int64 // the categories right below each, by name; below 0 the outermost
	paths map[int64]string
}

func newTree(of map[int64]article.Category) *tree {
	t := &tree{of, map[int64][]int64{}, make(map[int64]string, len(of))}
	folded := make(map[int64]string, len(of))
	for id, c := range of {
		t.below[c.Parent] = append(t.below[c.Parent], id)
		folded[id] = registers.Fold(c.Name)
		var names []string
		for _, at := range article.Path(of, id) {
			names = append(names, at.Name)
		}
		t.paths[id] = strings.Join(names, " ")
	}
	for _, ids := range t.below {
		slices.SortFunc(ids, func(a, b int64) int { return strings.Compare(folded[a], folded[b]) })
	}
	return t
}

// words are the names of a category and of those that it stands in.
func (t *tree) words(id int64) string { return t.paths[id] }

// reach is categories with all that stand in them. What is no category stays: it reaches nothing.
func (t *tree) reach(ids []int64) []int64 {
	var out []int64
	for _, id := range ids {
		out = append(out, id)
		out = append(out, t.reach(t.below[id])...)
	}
	return out
}

// Node is a category with how many articles are in it and below.
type Node struct {
	article.Category
	N     int
	Below []Node
}

// counted is the tree of what was counted; categories without articles are left out.
func (t *tree) counted(counts []index.Count[int64]) []Node {
	n := make(map[int64]int, len(counts))
	for _, c := range counts {
		n[c.Key] = c.N
	}
	return t.nodes(0, n)
}

func (t *tree) nodes(parent int64, counts map[int64]int) []Node {
	var out []Node
	for _, id := range t.below[parent] {
		node := Node{Category: t.of[id], N: counts[id], Below: t.nodes(id, counts)}
		for _, b := range node.Below {
			node.N += b.N
		}
		if node.N > 0 {
			out = append(out, node)
		}
	}
	return out
}

// family is the category that an article's equivalents are looked for in: its own, or the family when its own is below one.
func (t *tree) family(id int64) int64 {
	path := article.Path(t.of, id)
	if len(path) == 0 {
		return id
	}
	return path[min(len(path), familyDepth)-1].ID
}

// familyDepth is the level of families.
const familyDepth = 2
