// Package exetest builds a command of the tree and runs it as its operator does: as a process of its own, that is asked
// to stop by a signal, or killed.
package exetest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Binary is the file of a built command.
type Binary string

// program is the command that scripts/test has built for all packages of a run, at PREAU_TEST_PROGRAM.
const program = "preau/cmd/preau"

// Build builds the command of a package, for a test and its subtests.
func Build(t testing.TB, pkg string) Binary {
	t.Helper()
	file := filepath.Join(t.TempDir(), filepath.Base(pkg))
	if built := os.Getenv("PREAU_TEST_PROGRAM"); built != "" && pkg == program {
		if _, err := os.Stat(built); err != nil { // this also tells `go test` what the test depends on
			t.Fatal(err)
		}
		if err := os.Symlink(built, file); err != nil {
			t.Fatal(err)
		}
		return Binary(file)
	}
	readSources(t, pkg)
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", file, pkg).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return Binary(file)
}

// readSources lets `go test` see what the test depends on beside its imports, so that it runs again when the command
// has changed.
func readSources(t testing.TB, pkg string) {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pkg, err)
	}
	if _, err := os.ReadDir(strings.TrimSpace(string(dir))); err != nil {
		t.Fatal(err)
	}
}

// command has nothing of the test's environment: a setting of the person who runs it must not reach the program.
func (b Binary) command(args []string) *exec.Cmd {
	cmd := exec.Command(string(b), args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(string(b))}
	return cmd
}

// Run runs the command to its end, and gives its exit code and what it said on both streams.
func (b Binary) Run(t testing.TB, args ...string) (code int, out, log string) {
	t.Helper()
	return b.Feed(t, nil, args...)
}

// Feed is Run with something to read on the standard input.
func (b Binary) Feed(t testing.TB, in io.Reader, args ...string) (code int, out, log string) {
	t.Helper()
	cmd := b.command(args)
	var o, e bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &o, &e
	if err := cmd.Run(); err != nil && !isExit(err) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

func isExit(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit)
}

// Process is a command that runs beside the test.
type Process struct {
	Words *Words

	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of its end
}

// Start starts the command. What still runs at the test's end is killed.
func (b Binary) Start(t testing.TB, args ...string) *Process {
	t.Helper()
	p := &Process{Words: newWords(), cmd: b.command(args), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.Words, p.Words
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.Kill)
	return p
}

// Ended is closed at the process's end, whoever brought it about.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// Says waits until the program says a line that holds a text, and gives it; false when it ended before, or did not
// within that time.
func (p *Process) Says(text string, patience time.Duration) (string, bool) {
	end := time.After(patience)
	for {
		line, more := p.Words.find(text)
		if line != "" {
			return line, true
		}
		select {
		case <-more:
		case <-p.ended:
			line, _ := p.Words.find(text)
			return line, line != ""
		case <-end:
			return "", false
		}
	}
}

// Stop asks the program to stop, and waits until it has; an exit code that is not 0 is an error.
func (p *Process) Stop(by os.Signal) error {
	if err := p.cmd.Process.Signal(by); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.ended
	return p.err
}

// Kill ends the program at once, wherever it is.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}
