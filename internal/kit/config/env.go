// Package config reads the program's settings: flags, PREAU_… variables, and …_FILE variables for secrets. A command is
// a struct with kong's tags whose zero value is usable; this room adds what kong leaves out: every fault told at once,
// misspelt variables refused, secrets kept out of logs.
//
// It is the only room that reads the process's environment.
package config

import (
	"os"
	"slices"
	"strings"
)

// prefix begins the name of each variable that is ours.
const prefix = "PREAU_"

// testPrefix begins variables that only tests read; the program passes them over.
const testPrefix = "PREAU_TEST_"

// Environ is a set of variables. An empty value counts as not set, since many tools cannot leave a variable out.
type Environ map[string]string

// Env is the process's environment.
func Env() Environ {
	e := Environ{}
	for _, kv := range os.Environ() {
		if name, value, ok := strings.Cut(kv, "="); ok && value != "" {
			e[name] = value
		}
	}
	return e
}

// ours are the names that begin with PREAU_, sorted, those of tests left out.
func (e Environ) ours() []string {
	var out []string
	for name, value := range e {
		if value != "" && strings.HasPrefix(name, prefix) && !strings.HasPrefix(name, testPrefix) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
