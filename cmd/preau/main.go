// Command preau is the whole platform in one file: `preau demo` to look at it, `preau serve` to run it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"preau/internal/kit/config"
)

// version is set by the linker.
var version = "dev"

// cli is the command line; each flag is also a variable PREAU_….
type cli struct {
	Demo     demoCmd     `cmd:"" help:"Open the demonstration: a platform full of invented data, with its mailbox."`
	Serve    serveCmd    `cmd:"" help:"Serve the platform on real data."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database's tables up to date, and end."`
	Backup   backupCmd   `cmd:"" help:"Save the platform while it serves: database, files, secrets of demands (SQLite)."`
	Restore  restoreCmd  `cmd:"" help:"Restore a backup into an empty data folder, or prove that it is whole (-check)."`
	Bounce   bounceCmd   `cmd:"" help:"Read a mail that came back, from the standard input: for a mail server's pipe."`
	Admin    adminCmd    `cmd:"" help:"Help of the operator from the machine itself."`
	Keys     keysCmd     `cmd:"" help:"Look after the keys of demands."`
	Bench    benchCmd    `cmd:"" help:"Measure the program's speed on this machine."`
	Generate generateCmd `cmd:"" hidden:"" help:"Write documents made from the rules, or invented catalogues."`
	Version  versionCmd  `cmd:"" help:"Say the version."`
}

// streams are where a command writes: answers on out, the log on err; and what it is given to read.
type streams struct {
	out, err io.Writer
	in       io.Reader
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], config.Env(), streams{out: os.Stdout, err: os.Stderr, in: os.Stdin})
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, env config.Environ, s streams) int {
	var c cli
	k, err := config.Parse(&c, long(args), env, kong.Name("preau"), kong.Description("Préau, one roof for schools and public bodies."), kong.Writers(s.out, s.err))
	if err != nil {
		_, _ = fmt.Fprintln(s.err, "preau:", err) // nothing is left to tell it to
		return failed(args, 2)
	}
	log := slog.New(slog.NewTextHandler(s.err, nil))
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(s, log); err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(s.err, "preau:", inWords(err)) // nothing is left to tell it to
		return failed(args, 1)
	}
	return 0
}

// failed is the exit code of a command that failed: a mail server must keep the mail that it handed over.
func failed(args []string, code int) int {
	if len(args) > 0 && args[0] == "bounce" {
		return tryLater
	}
	return code
}

// long takes -email for --email: one dash is what Go's own tools take, and no flag here is of one letter.
func long(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}

type versionCmd struct{}

// Run says the version.
func (versionCmd) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, version)
	return err
}
