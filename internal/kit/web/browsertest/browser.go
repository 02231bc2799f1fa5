// Package browsertest drives a headless Chromium through the pages as a person would: by the names that things have
// for eyes and screen readers, with the mouse or the keyboard alone, wide or narrow, light or dark, with scripts or
// without. It holds every page against axe-core.
//
// Without Chromium or axe-core a test is skipped at a desk, and fails in CI.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// flags keep Chromium from what a test has no use for: the network beyond the program, and first-run questions.
var flags = []string{
	"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
	"disable-component-update", "disable-sync", "hide-scrollbars", "mute-audio",
}

// engine keeps V8 from compiling for speed what runs once: no page of a test lives long enough for axe-core's code to
// earn it back, and each page begins anew.
const engine = "--no-opt,--no-maglev"

// browser is the one Chromium of a test process; each page is a window of its own in it. It dies with the process.
var browser = sync.OnceValues(start)

// errNone is the reason for skipping.
var errNone = errors.New("no Chromium is installed (Debian: apt-get install chromium-headless-shell)")

func start() (context.Context, error) {
	path, err := executable()
	if err != nil {
		return nil, err
	}
	dir, err := profile()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.Flag("js-flags", engine))
	for _, f := range flags {
		options = append(options, chromedp.Flag(f, true))
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	return ctx, nil
}

// executable prefers the browser without the windows, menus and services of a desktop: the same engine, which opens a
// page for less than half the processor's time.
func executable() (string, error) {
	for _, name := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNone
}

// profile makes a fresh folder for what the browser writes. It cannot be removed by a process that is about to end, so
// each start removes those of processes that are no more.
func profile() (string, error) {
	root := filepath.Join(os.TempDir(), "preau-chromium")
	old, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil {
		return "", err
	}
	for _, dir := range old {
		pid, _, _ := strings.Cut(filepath.Base(dir), "-")
		if _, err := os.Stat("/proc/" + pid); errors.Is(err, os.ErrNotExist) {
			_ = os.RemoveAll(dir) // the next start tries again
		}
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(root, strconv.Itoa(os.Getpid())+"-*")
}

// lacking skips a test for want of something, or fails it in CI, where everything is there.
func lacking(t testing.TB, err error) {
	t.Helper()
	if ci := os.Getenv("CI"); ci == "true" || ci == "1" {
		t.Fatalf("in CI this has to run: %v", err)
	}
	t.Skipf("skipped: %v", err)
}
