package arch

import (
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A table belongs to the room that its name begins with: needs_groups to internal/needs, jobs_queue to
// internal/kit/jobs, account_sessions to internal/core/account. core_done is of kit/db, which all core rooms stand on.
var (
	creates = regexp.MustCompile(`(?im)^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)`)
	writes  = regexp.MustCompile(`\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z]+_[a-z0-9_]+)`)
	reads   = regexp.MustCompile(`\b(?:FROM|JOIN)\s+([a-z]+_[a-z0-9_]+)`)
)

// borrowed are the prefixes that a folder has for its own beside its name.
var borrowed = map[string]string{"internal/kit/db": "core"}

// joins are the prefixes, beside its own and those of core and kit, that a module's SQL may read.
var joins = map[string][]string{"ordering": {"catalog"}}

// owners maps each prefix to the room that owns its tables, from the folders of the tree.
func owners(all []source) map[string]string {
	found := map[string]string{}
	for _, s := range all {
		parts := strings.Split(s.folder(), "/")
		if prefix := borrowed[s.folder()]; prefix != "" {
			found[prefix] = roomOf(s.folder())
		}
		switch {
		case len(parts) >= 3 && parts[0] == "internal" && (parts[1] == "core" || parts[1] == "kit"):
			found[parts[2]] = roomOf(strings.Join(parts[:3], "/"))
		case len(parts) >= 2 && modules[parts[1]]:
			found[parts[1]] = parts[1]
		}
	}
	return found
}

// tableFaults are the tables of the migrations that no room owns, and the SQL in Go that writes another room's tables
// or reads a module's that it may not.
func tableFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	scripts, err := files(tree, ".sql")
	if err != nil {
		return nil, err
	}
	own := owners(all)
	var faults []string
	for _, name := range sorted(scripts) {
		if roomOf(path.Dir(name)) != "migrations" {
			continue
		}
		for _, m := range creates.FindAllStringSubmatch(scripts[name], -1) {
			if own[prefixOf(m[1])] == "" {
				faults = append(faults, fmt.Sprintf("%s: table %s begins with no room's name", name, m[1]))
			}
		}
	}
	for _, s := range all {
		if s.test() || s.folder() == "internal/arch" || roomOf(s.folder()) == "migrations" {
			continue
		}
		faults = append(faults, queryFaults(s, own)...)
	}
	return faults, nil
}

func queryFaults(s source, own map[string]string) []string {
	room, _ := owner(roomOf(s.folder()))
	room = moduleOf(room)
	var faults []string
	literals(s, func(pos token.Pos, text string) {
		for _, m := range writes.FindAllStringSubmatch(text, -1) {
			if to := own[prefixOf(m[1])]; to != "" && to != room {
				faults = append(faults, fmt.Sprintf("%s: room %s writes %s, a table of %s", s.at(pos), room, m[1], to))
			}
		}
		for _, m := range reads.FindAllStringSubmatch(writes.ReplaceAllString(text, ""), -1) {
			if to := own[prefixOf(m[1])]; modules[to] && to != room && !slices.Contains(joins[room], to) {
				faults = append(faults, fmt.Sprintf("%s: room %s reads %s, a table of %s", s.at(pos), room, m[1], to))
			}
		}
	})
	return faults
}

func prefixOf(table string) string {
	prefix, _, _ := strings.Cut(table, "_")
	return prefix
}
