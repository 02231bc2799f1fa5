package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../../../.."

// What is served is what make gen makes of the sources.
func TestServedSheetsAreUpToDate(t *testing.T) {
	sheets, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range sheets {
		got, err := os.ReadFile(filepath.Join(root, static, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what its source gives: run make gen", name)
		}
	}
}

func TestReduce(t *testing.T) {
	r := reducer{classes: map[string]bool{"ds-tag": true, "ds-button": true}, never: []string{"[data-size=xl]"}}
	for _, c := range []struct{ name, css, want string }{
		{"unused class", ".ds-card{color:red}.ds-tag{color:blue}", ".ds-tag{color:blue}"},
		{"one of a list", ".ds-card, .ds-tag{color:red}", ".ds-tag{color:red}"},
		{"inside is", ":is(.ds-card,.ds-tag) > b{color:red}", ":is(.ds-tag)>b{color:red}"},
		{"nothing left inside is", ":is(.ds-card,.ds-chip) b{color:red}", ""},
		{"inside not, left alone", ".ds-tag:not(.ds-card){color:red}", ".ds-tag:not(.ds-card){color:red}"},
		{"inside has", ".ds-tag:has(.ds-card){color:red}", ""},
		{"never there", ".ds-tag[data-size=xl]{color:red}", ""},
		{"their elements", "ds-tabs{color:red}u-summary{color:red}.ds-tag>ds-x{color:red}", ""},
		{"empty media", "@media (width<1px){.ds-card{color:red}}", ""},
		{"nested rule", ".ds-tag{color:red;@media print{color:blue}}", ".ds-tag{color:red;@media print{color:blue}}"},
		{"animation nobody names", "@keyframes a{to{top:0}}@keyframes b{to{top:0}}.ds-tag{animation:b 1s}", "@keyframes b{to{top:0}}.ds-tag{animation:b 1s}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			nodes, err := parse(c.css)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(write(named(r.rules(nodes)))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestVariablesThatNobodyReads(t *testing.T) {
	theme, err := parse(":root{--a:1;--b:var(--c);--c:2;--d:3;color-scheme:light}")
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := parse("p{top:var(--a);left:calc(1px + var( --b,0))}")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(write(variables(theme, sheet))); got != ":root{--a:1;--b:var(--c);--c:2;color-scheme:light}" {
		t.Error(got)
	}
}

// What is made smaller must mean the same: spaces of calc(), of strings and of descendants stay.
func TestWriteKeepsTheMeaning(t *testing.T) {
	for _, c := range []struct{ name, css, want string }{
		{"calc", "p{ width : calc( 1px  +  2px ) ;  }", "p{width:calc(1px + 2px)}"},
		{"strings", `p::after{content:"a , b /;}{ >"}`, `p::after{content:"a , b /;}{ >"}`},
		{"descendants", "a  :is(b , c)  >  d{top:0}", "a :is(b ,c)>d{top:0}"},
		{"comments", "/* x; { */p{top:0/* y */}", "p{top:0}"},
		{"statements", "@layer a, b ;\n@charset \"UTF-8\";", "@layer a, b;@charset \"UTF-8\";"},
		{"empty custom property", "p{--x: ;--y:}", "p{--x:;--y:}"},
		{"data address", `p{mask:url("data:image/svg+xml;charset=utf-8,%3Csvg%20d%3D%22M1%22%2F%3E")}`, `p{mask:url("data:image/svg+xml;charset=utf-8,%3Csvg%20d%3D%22M1%22%2F%3E")}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			nodes, err := parse(c.css)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(write(nodes)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestBrokenSheetsAreRefused(t *testing.T) {
	for _, css := range []string{"/* x", `p{content:"x}`, "p{top:0}}"} {
		if _, err := parse(css); err == nil {
			t.Errorf("taken: %s", css)
		}
	}
}
