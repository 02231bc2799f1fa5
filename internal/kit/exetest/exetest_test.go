package exetest_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"preau/internal/kit/exetest"
)

func TestProcess(t *testing.T) {
	b := exetest.Build(t, "preau/internal/kit/exetest/testdata/answer")
	t.Run("to its end", func(t *testing.T) {
		if code, out, log := b.Run(t, "say"); code != 3 || out != "out\n" || log != "err\n" {
			t.Errorf("%d, %q, %q", code, out, log)
		}
	})
	t.Run("with nothing of this environment", func(t *testing.T) {
		t.Setenv("PREAU_LISTEN", "elsewhere")
		if _, out, _ := b.Run(t, "environment"); strings.Contains(out, "elsewhere") || strings.TrimSpace(out) == "" {
			t.Errorf("%q", out)
		}
	})
	t.Run("asked to stop", func(t *testing.T) {
		p := b.Start(t, "wait")
		line, ok := p.Says("msg=serving", time.Minute)
		if line != "level=INFO msg=serving url=http://localhost:1" || !ok {
			t.Errorf("it says %q, %t", line, ok)
		}
		if err := p.Stop(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if got := p.Words.String(); got != line+"\nbye\n" {
			t.Errorf("it said %q", got)
		}
		if _, ok := p.Says("never", time.Minute); ok {
			t.Error("the dead speak")
		}
	})
	t.Run("that ends badly", func(t *testing.T) {
		p := b.Start(t, "sulk")
		if _, ok := p.Says("never", time.Millisecond); ok {
			t.Error("it never says so")
		}
		p.Says("serving", time.Minute)
		if err := p.Stop(syscall.SIGTERM); err == nil {
			t.Error("an exit code of 1 is none of an ordered end")
		}
	})
	t.Run("killed", func(t *testing.T) {
		p := b.Start(t, "wait")
		p.Kill()
		<-p.Ended()
	})
}
