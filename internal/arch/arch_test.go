package arch

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// rule is one of the house's rules.
type rule struct {
	name   string
	faults func(fs.FS) ([]string, error)
}

var house = []rule{
	{"imports", importFaults},
	{"rules and types are pure", pureFaults},
	{"catalogues", catalogueFaults},
	{"every sentence is said", unusedFaults},
	{"pages hold no words", pageFaults},
	{"classes stay in the kit", classFaults},
	{"files are short", lengthFaults},
	{"packages are small", packageFaults},
	{"tables have their room", tableFaults},
}

func TestHouse(t *testing.T) {
	for _, r := range house {
		t.Run(r.name, func(t *testing.T) {
			faults, err := r.faults(os.DirFS("../.."))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults {
				t.Error(f)
			}
		})
	}
}

// file makes a tree of one Go file.
func file(name, text string) fstest.MapFS {
	return fstest.MapFS{name: {Data: []byte(text)}}
}

// imports makes a tree of one Go file that imports paths.
func imports(name string, paths ...string) fstest.MapFS {
	return file(name, "package p\n\nimport (\n\t\""+strings.Join(paths, "\"\n\t\"")+"\"\n)\n")
}

// check runs a rule on a tree: fault is part of the only fault wanted, "" for none.
func check(t *testing.T, faults func(fs.FS) ([]string, error), tree fs.FS, fault string) {
	t.Helper()
	got, err := faults(tree)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case fault == "" && len(got) > 0:
		t.Errorf("faults in a good tree: %q", got)
	case fault != "" && (len(got) != 1 || !strings.Contains(got[0], fault)):
		t.Errorf("faults = %q, want one with %q", got, fault)
	}
}

func TestImportRules(t *testing.T) {
	for _, tc := range []struct {
		name, file string
		path       string
		fault      string
	}{
		{"a module uses the kit", "internal/needs/join.go", "preau/internal/kit/db", ""},
		{"a module uses core", "internal/needs/join.go", "preau/internal/core/access", ""},
		{"pages use their module", "internal/needs/needsweb/join.go", "preau/internal/needs", ""},
		{"pages use their module's words", "internal/needs/needsweb/join.go", "preau/internal/needs/msg", ""},
		{"pages use the frame", "internal/needs/needsweb/join.go", "preau/internal/core/frame", ""},
		{"pages of core use the frame", "internal/core/account/accountweb/sign_in.go", "preau/internal/core/frame", ""},
		{"pages of core use their room", "internal/core/account/accountweb/sign_in.go", "preau/internal/core/account", ""},
		{"ordering uses the catalogue", "internal/ordering/add.go", "preau/internal/catalog", ""},
		{"pages of ordering use the catalogue", "internal/ordering/orderingweb/add.go", "preau/internal/catalog", ""},
		{"an object uses the one that it rests on", "internal/needs/sheet/save.go", "preau/internal/needs/membership", ""},
		{"an object uses its module's words", "internal/needs/sheet/rules.go", "preau/internal/needs/msg", ""},
		{"pages of an object use their module", "internal/needs/needsweb/sheetweb/sheet.go", "preau/internal/needs", ""},
		{"pages of an object use its words", "internal/needs/needsweb/sheetweb/sheet.go", "preau/internal/needs/needsweb/msg", ""},
		{"app uses an object", "internal/app/wires.go", "preau/internal/needs/group", ""},
		{"the home page uses core", "internal/core/homeweb/home.go", "preau/internal/core/frame", ""},
		{"app uses pages", "internal/app/app.go", "preau/internal/needs/needsweb", ""},
		{"cmd uses app", "cmd/preau/main.go", "preau/internal/app", ""},
		{"a module's tests open the whole", "internal/needs/join_test.go", "preau/internal/app", ""},
		{"a kit room's tests use migrations", "internal/kit/jobs/queue_test.go", "preau/internal/migrations", ""},
		{"pages use HTTP", "internal/needs/needsweb/join.go", "net/http", ""},
		{"tests use go-cmp", "internal/needs/join_test.go", "github.com/google/go-cmp/cmp", ""},

		{"another module", "internal/needs/join.go", "preau/internal/catalog", "room needs may not import"},
		{"the arrow turned", "internal/catalog/item.go", "preau/internal/ordering", "room catalog may not import"},
		{"another module from an object", "internal/needs/group/edit.go", "preau/internal/catalog", "room needs/group may not import"},
		{"an object turned round", "internal/needs/group/edit.go", "preau/internal/needs/membership", "room needs/group may not import"},
		{"an object knows no whole", "internal/needs/group/edit.go", "preau/internal/needs", "room needs/group may not import"},
		{"pages of another object", "internal/needs/needsweb/sheetweb/sheet.go", "preau/internal/needs/board", "room needs/sheet/web may not import"},
		{"pages of an object reach no SQL", "internal/needs/needsweb/sheetweb/sheet.go", "preau/internal/kit/db", "room needs/sheet/web may not import"},
		{"pages of another module", "internal/needs/needsweb/join.go", "preau/internal/casework", "room needs/web may not import"},
		{"a module knows no pages", "internal/needs/join.go", "preau/internal/needs/needsweb", "room needs may not import"},
		{"a module knows no frame", "internal/needs/join.go", "preau/internal/core/frame", "room needs may not import"},
		{"a module knows no HTTP", "internal/needs/join.go", "net/http", "may not use net/http"},
		{"a module knows no web kit", "internal/needs/join.go", "preau/internal/kit/web", "room needs may not import"},
		{"pages reach no SQL", "internal/needs/needsweb/join.go", "preau/internal/kit/db", "room needs/web may not import"},
		{"core knows no module", "internal/core/inbox/inbox.go", "preau/internal/needs", "room core/inbox may not import"},
		{"core knows no pages", "internal/core/account/account.go", "preau/internal/core/account/accountweb", "room core/account may not import"},
		{"the kit knows no core", "internal/kit/web/mux.go", "preau/internal/core/access", "room pages may not import"},
		{"components know no database", "internal/kit/web/ui/button.go", "preau/internal/kit/db", "room ui may not import"},
		{"a kit room's tests stay in the kit", "internal/kit/jobs/queue_test.go", "preau/internal/needs", "room jobs may not import"},
		{"SQL in kit/db alone", "internal/needs/store.go", "database/sql", "may not use database/sql"},
		{"drivers in kit/db alone", "internal/core/account/store.go", "github.com/jackc/pgx/v5/pgconn", "may not use"},
		{"only tests compare", "internal/needs/join.go", "github.com/google/go-cmp/cmp", "not in the table of libraries"},
		{"a library not taken", "internal/kit/web/mux.go", "github.com/gorilla/mux", "not in the table of libraries"},
		{"tests take no library either", "internal/needs/join_test.go", "github.com/stretchr/testify", "not in the table of libraries"},
		{"a room not drawn", "internal/surprise/x.go", "fmt", "no room of the table"},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, importFaults, imports(tc.file, tc.path), tc.fault) })
	}
}

func TestPureRules(t *testing.T) {
	const head = "package needs\n\nimport \"preau/internal/kit/db\"\n\nvar _ db.Engine\n\n"
	check(t, pureFaults, file("internal/needs/rules.go", head), "rules and types")
	check(t, pureFaults, file("internal/needs/rules_sheet.go", head), "rules and types")
	check(t, pureFaults, file("internal/needs/need_sheet.go", head+"type NeedSheet struct{}\n"), "rules and types")
	check(t, pureFaults, file("internal/needs/join.go", head+"type Join struct{}\n\nfunc (s *Service) Join() {}\n"), "")
	check(t, pureFaults, file("internal/needs/store.go", head), "")
	check(t, pureFaults, file("internal/core/inbox/inbox.go", head+"type Inbox struct{}\n"), "")
	check(t, pureFaults, file("internal/kit/jobs/job.go", head+"type Job struct{}\n"), "")
}

func TestCatalogueRules(t *testing.T) {
	tree := func(fr, en string) fstest.MapFS {
		return fstest.MapFS{"internal/needs/msg/fr.json": {Data: []byte(fr)}, "internal/needs/msg/en.json": {Data: []byte(en)}}
	}
	check(t, catalogueFaults, tree(`{"a": "{n} lots"}`, `{"a": "{n} lots"}`), "")
	check(t, catalogueFaults, tree(`{"a": "x", "b": "y"}`, `{"a": "x"}`), "no English text")
	check(t, catalogueFaults, tree(`{"a": "x"}`, `{"a": "x", "b": "y"}`), "no French text")
	check(t, catalogueFaults, tree(`{"a": "{n} lots"}`, `{"a": "{count} lots"}`), "places")
	check(t, catalogueFaults, tree(`{"a": "{n"}`, `{"a": "x"}`), "braces")
	twice := tree(`{}`, `{}`)
	twice["internal/core/needs/msg/fr.json"], twice["internal/core/needs/msg/en.json"] = &fstest.MapFile{Data: []byte(`{}`)}, &fstest.MapFile{Data: []byte(`{}`)}
	check(t, catalogueFaults, twice, "keys begin with needs.")
}

func TestEverySentenceIsSaid(t *testing.T) {
	const words = "package msg\n\nconst (\n\tTitle = \"needs.title\"\n\tGone = \"needs.gone\"\n)\n"
	tree := func(user string) fstest.MapFS {
		return fstest.MapFS{
			"internal/needs/msg/msg.go":                {Data: []byte(words)},
			"internal/needs/needsweb/join_templ.go":    {Data: []byte("package w\n\nimport \"preau/internal/needs/msg\"\n\nvar _ = msg.Title\n")},
			"internal/needs/" + user:                   {Data: []byte("package needs\n\nimport words \"preau/internal/needs/msg\"\n\nvar _ = words.Gone\n")},
			"internal/core/account/unrelated/other.go": {Data: []byte("package other\n\nimport \"preau/internal/core/account/msg\"\n\nvar _ = msg.Gone\n")},
		}
	}
	check(t, unusedFaults, tree("join.go"), "")
	check(t, unusedFaults, tree("join_test.go"), "msg.Gone")
}

// page makes a page that writes pieces as they stand, an expression between each two.
func page(pieces ...string) fstest.MapFS {
	text := "package w\n\nfunc Page() {\n"
	for _, p := range pieces {
		text += "\t_ = templruntime.WriteString(templ_7745c5c3_Buffer, 1, `" + p + "`)\n"
	}
	return fstest.MapFS{"internal/needs/needsweb/join_templ.go": {Data: []byte(text + "}\n")}, "internal/needs/needsweb/join.templ": {Data: []byte("x")}}
}

func TestPageRules(t *testing.T) {
	check(t, pageFaults, page(`<a href="`, `" title="`, `">`, `</a> · &nbsp;/ <input type="hidden" value="go"><!-- why -->`), "")
	check(t, pageFaults, page(`<p>`, ` lots</p>`), `"lots" stands`)
	check(t, pageFaults, page(`<p>&eacute;</p>`), "stands")
	check(t, pageFaults, page(`<img alt="Logo">`), `alt="Logo"`)
	check(t, pageFaults, page(`<input type="submit" value="Go">`), `value="Go"`)
	check(t, pageFaults, page(`<p style="color:red"></p>`), "content security policy")
	check(t, pageFaults, page(`<button onclick="x()"></button>`), "content security policy")
	check(t, pageFaults, page(`<script>1</script>`), "stands")
	check(t, pageFaults, file("internal/needs/needsweb/join.templ", "x"), "not generated")

	mail := func(text string) fstest.MapFS {
		return file("internal/core/notify/layout_templ.go", "package n\n\nfunc L() {\n\t_ = templruntime.WriteString(b, 1, `"+text+"`)\n}\n")
	}
	check(t, pageFaults, mail(`<style>p {}</style><p style="color:red"></p>`), "")
	check(t, pageFaults, mail(`<p style="color:red">lots</p>`), `"lots" stands`)
}

func TestClassRules(t *testing.T) {
	const text = "package p\n\nvar class = \"wide ds-button\"\n"
	check(t, classFaults, file("internal/needs/needsweb/join.go", text), "class ds-button")
	check(t, classFaults, file("internal/needs/needsweb/join_templ.go", "package p\n\nvar page = \"<p class=\\\"app-form\\\">\"\n"), "class app-form")
	check(t, classFaults, file("internal/kit/web/ui/button.go", text), "")
	check(t, classFaults, file("internal/needs/needsweb/join_test.go", text), "")
	check(t, classFaults, file("internal/needs/needsweb/join.go", "package p\n\nvar x = \"needs-app-form\"\n"), "")
}

func TestLengthRules(t *testing.T) {
	long := "package p\n" + strings.Repeat("// more\n", longest)
	check(t, lengthFaults, file("internal/needs/join.go", long), "501 lines")
	check(t, lengthFaults, file("internal/needs/needsweb/join.templ", long), "501 lines")
	check(t, lengthFaults, file("internal/needs/join_test.go", long), "")
	check(t, lengthFaults, file("internal/needs/needsweb/join_templ.go", "// Code generated by templ - DO NOT EDIT.\n"+long), "")
	check(t, lengthFaults, file("internal/needs/join.go", strings.TrimSuffix(long, "// more\n")), "")
}

func TestPackageRules(t *testing.T) {
	tree := func(lines int, more string) fstest.MapFS {
		half := strings.Repeat("x()\n", lines/2)
		return fstest.MapFS{
			"internal/needs/join.go":               {Data: []byte(half)},
			"internal/needs/group.templ":           {Data: []byte(half + more)},
			"internal/needs/join_test.go":          {Data: []byte(half)},
			"internal/needs/group_templ.go":        {Data: []byte("// Code generated by templ - DO NOT EDIT.\n" + half)},
			"internal/needs/needsweb/join.go":      {Data: []byte(half)},
			"internal/needs/testdata/x/ignored.go": {Data: []byte(half)},
		}
	}
	check(t, packageFaults, tree(largest, ""), "internal/needs: 3000 lines of code")
	check(t, packageFaults, tree(largest-2, "y()\n// why\n\n\t// why not\n"), "")
	check(t, packageFaults, tree(largest-2, "y() // why\nz()\n"), "internal/needs: 3000 lines")
}

func TestTableRules(t *testing.T) {
	tree := func(table, room, query string) fstest.MapFS {
		return fstest.MapFS{
			"internal/needs/needs.go":          {Data: []byte("package needs\n")},
			"internal/catalog/catalog.go":      {Data: []byte("package catalog\n")},
			"internal/core/account/account.go": {Data: []byte("package account\n")},
			"internal/kit/db/db.go":            {Data: []byte("package db\n")},
			"internal/migrations/0001_x.sql":   {Data: []byte("-- x\nCREATE TABLE " + table + " (\n")},
			room + "/store.go":                 {Data: []byte("package p\n\nconst q = `" + query + "`\n")},
		}
	}
	check(t, tableFaults, tree("needs_groups", "internal/needs", "INSERT INTO needs_groups SELECT id FROM account_accounts"), "")
	check(t, tableFaults, tree("needs_groups", "internal/needs/group", "UPDATE needs_groups SET"), "")
	check(t, tableFaults, tree("needs_groups", "internal/needs/group", "SELECT x FROM catalog_items"), "room needs reads catalog_items")
	check(t, tableFaults, tree("core_done", "internal/kit/db", "INSERT INTO core_done"), "")
	check(t, tableFaults, tree("account_sessions", "internal/ordering", "SELECT x FROM ordering_lines JOIN catalog_items ON 1"), "")
	check(t, tableFaults, tree("groups", "internal/needs", ""), "table groups begins with no room")
	check(t, tableFaults, tree("surprise_groups", "internal/needs", ""), "table surprise_groups")
	check(t, tableFaults, tree("needs_groups", "internal/needs", "UPDATE account_accounts SET"), "room needs writes account_accounts")
	check(t, tableFaults, tree("needs_groups", "internal/needs", "DELETE\n FROM catalog_items"), "room needs writes catalog_items")
	check(t, tableFaults, tree("needs_groups", "internal/needs", "SELECT x FROM catalog_items"), "room needs reads catalog_items")
}
