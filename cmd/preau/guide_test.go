package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"preau/internal/kit/exetest"
)

// guide gives the commands of a section of docs/operating.md, as they are written there: the lines set in by four spaces.
func guide(t *testing.T, section string) []string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	on := false
	for line := range strings.Lines(string(raw)) {
		if after, head := strings.CutPrefix(line, "## "); head {
			on = strings.TrimSpace(after) == section
		}
		if command, set := strings.CutPrefix(line, "    "); on && set {
			out = append(out, strings.TrimSpace(command))
		}
	}
	return out
}

// walk is the machine that the guide speaks of, in a folder: the program on the path, and the guide's folders below it.
type walk struct {
	t    *testing.T
	root string
}

// run does a command as it is written, but for the folders, which are below the root, and what the reader is to put in.
func (w walk) run(command string, put ...string) string {
	w.t.Helper()
	script := strings.NewReplacer(append(put, "/var/lib/", w.root+"/var/lib/", "/mnt/", w.root+"/mnt/", "/etc/preau/", w.root+"/etc/preau/")...).Replace(command)
	cmd := exec.CommandContext(w.t.Context(), "bash", "-c", "umask 077; set -euo pipefail; "+script)
	cmd.Dir = filepath.Join(w.root, "root")
	cmd.Env = []string{"PATH=" + filepath.Join(w.root, "bin") + ":" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "PREAU_DATA=" + filepath.Join(w.root, "var/lib/preau")} // as preauctl gives it
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// The guide's commands for backups on SQLite, for the keys and for lost passkeys do what it says, in its order, on a machine that serves. Those
// of « Installing » and of PostgreSQL, which change a whole system, are walked by deploy/walk.
func TestGuide(t *testing.T) {
	t.Parallel()
	w := walk{t, t.TempDir()}
	for _, dir := range []string{"bin", "root", "etc/preau", "var/lib", "mnt/backups/preau", "mnt/apart/preau-secrets"} {
		if err := os.MkdirAll(filepath.Join(w.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(string(exetest.Build(t, "preau/cmd/preau")), filepath.Join(w.root, "bin/preau")); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(w.root, "var/lib/preau")
	w.run("preau admin create -email admin@example.org")
	activate(t, filepath.Join(data, "preau.db"))

	var did []string
	saves, keys := guide(t, "Backups on SQLite"), guide(t, "Keys")
	if len(saves) != 6 || len(keys) != 3 || len(guide(t, "Passkeys")) != 1 {
		t.Fatalf("the guide has other commands: %q %q", saves, keys)
	}
	for _, command := range saves[:3] { // once
		w.run(command)
	}
	w.run("mv backup.pub /etc/preau/backup.pub") // as the comment beside it says
	desk{t, []string{"-data", data}, filepath.Join(data, "preau.db")}.served(func(base string) {
		wantReady(t, base)
		did = append(did, w.run(saves[3]))
		list := w.run(keys[0])
		did = append(did, w.run(keys[1]))
		marks := regexp.MustCompile(`\b[0-9a-f]{8,}\b`).FindAllString(list, -1)
		if len(marks) != 1 {
			t.Fatalf("the keys are %q", list)
		}
		did = append(did, w.run(keys[2], "MARK", marks[0]))
		did = append(did, w.run(guide(t, "Passkeys")[0]))
		did = append(did, w.run(saves[3])) // of the night after, with the new key
	}, "serve")
	did = append(did, w.run(saves[4]))
	w.run("mv /var/lib/preau /var/lib/lost")
	did = append(did, w.run(saves[5]))
	for i, want := range []string{"Saved as 20", "", "", "", "Saved as 20", "Nothing is missing.", "signs in anew"} {
		if !strings.Contains(did[i], want) {
			t.Errorf("%d: %q, want %q", i, did[i], want)
		}
	}
	desk{t, []string{"-data", data}, filepath.Join(data, "preau.db")}.served(func(base string) { wantReady(t, base) }, "serve")
}
