package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"preau/internal/bench"
	"preau/internal/bench/casework"
	"preau/internal/bench/offers"
	"preau/internal/bench/rig"
	"preau/internal/kit/config"
)

type benchCmd struct {
	Needs     benchNeedsCmd     `cmd:"" help:"Measure « Groupements » on invented data: how fast, and at what cost to the processor."`
	Catalogue benchCatalogueCmd `cmd:"" help:"Measure the search in a catalogue of invented articles, and its pages."`
	Ordering  benchOrderingCmd  `cmd:"" help:"Measure « Commandes » on invented data, from the search to the supplier's mailbox."`
	Casework  benchCaseworkCmd  `cmd:"" help:"Measure « Demandes » on invented data: lists and search among a million, and whole cycles."`
	Offers    benchOffersCmd    `cmd:"" help:"Measure « Offres » on invented data: the public list among a hundred thousand offers, and whole cycles."`
}

type benchCatalogueCmd struct {
	Data     string        `help:"Folder of the invented articles, kept and used again. Without it, a temporary one." type:"path"`
	DB       config.Secret `name:"db" help:"An empty PostgreSQL database (postgres://…), which is filled. Without it, SQLite."`
	Articles int           `help:"Articles of the catalogue." default:"1000000"`
	Changes  int           `help:"Articles of an update that goes live." default:"1000"`
	Clients  int           `help:"Clients that search one after the other." default:"8"`
	Time     time.Duration `help:"How long each operation is measured." default:"3s"`
	Rounds   int           `help:"How often; the quietest counts." default:"3"`
}

// Run makes the articles, serves them from a process of its own, searches them in this one, and prints the figures as Markdown.
func (c *benchCatalogueCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r, err := bench.Catalogue{
		Articles: c.Articles, Changes: c.Changes,
		Rig: rig.Rig{Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Pause: bench.ReadersPause, Program: self, Version: version, Data: c.Data, DB: c.DB, Log: log},
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, r.Markdown())
	return err
}

type benchNeedsCmd struct {
	Data    string        `help:"Folder of the invented data, kept and used again. Without it, a temporary one." type:"path"`
	DB      config.Secret `name:"db" help:"An empty PostgreSQL database (postgres://…), which is filled. Without it, SQLite."`
	Members int           `help:"Members of the group that is looked at." default:"300"`
	Lots    int           `help:"Lots of a group." default:"40"`
	Lines   int           `help:"Lines of a lot." default:"200"`
	Total   int           `help:"Members of the group that is summed." default:"1000"`
	AtOnce  int           `help:"Members who save in the same instant." default:"500"`
	Clients int           `help:"Clients that ask one request after the other." default:"8"`
	Time    time.Duration `help:"How long each operation is measured." default:"3s"`
	Rounds  int           `help:"How often; the quietest counts." default:"3"`
}

// Run makes the world, serves it from a process of its own, and prints the figures as Markdown.
func (c *benchNeedsCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r, err := bench.Needs{
		Members: c.Members, Lots: c.Lots, Lines: c.Lines, Total: c.Total, AtOnce: c.AtOnce,
		Rig: rig.Rig{Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Program: self, Version: version, Data: c.Data, DB: c.DB, Log: log},
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, r.Markdown())
	return err
}

type benchOrderingCmd struct {
	DB       config.Secret `name:"db" help:"An empty PostgreSQL database (postgres://…), which is filled. Without it, SQLite."`
	Articles int           `help:"Articles of the catalogue." default:"10000"`
	Waiting  int           `help:"Lines that wait at each desk of one school." default:"10000"`
	Clients  int           `help:"Schools whose people act at the same time." default:"8"`
	Time     time.Duration `help:"How long each operation is measured." default:"3s"`
	Rounds   int           `help:"How often; the quietest counts." default:"3"`
	Profile  string        `help:"File of a profile of the server's processor, for go tool pprof: of whole cycles, and of nothing else." type:"path"`
}

// Run makes the world, serves it from a process of its own, and prints the figures as Markdown.
func (c *benchOrderingCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r, err := bench.Ordering{
		Articles: c.Articles, Waiting: c.Waiting,
		Rig: rig.Rig{Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Program: self, Version: version, DB: c.DB, Log: log, Profile: c.Profile},
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, r.Markdown())
	return err
}

type benchCaseworkCmd struct {
	Data     string        `help:"Folder of the invented demands, kept and used again. Without it, a temporary one." type:"path"`
	DB       config.Secret `name:"db" help:"An empty PostgreSQL database (postgres://…), which is filled. Without it, SQLite."`
	Demands  int           `help:"Demands in all." default:"1000000"`
	Living   int           `help:"Those that were not wiped yet." default:"100000"`
	Messages int           `help:"Messages of the living." default:"800000"`
	Clients  int           `help:"Aidants and référents who act at the same time." default:"8"`
	Time     time.Duration `help:"How long each operation is measured." default:"3s"`
	Rounds   int           `help:"How often; the quietest counts." default:"3"`
	Profile  string        `help:"File of a profile of the server's processor, for go tool pprof: of whole ways of a demand, and of nothing else." type:"path"`
}

// Run makes the demands, serves them from a process of its own, and prints the figures as Markdown.
func (c *benchCaseworkCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r, err := casework.Casework{
		Demands: c.Demands, Living: c.Living, Messages: c.Messages,
		Rig: rig.Rig{Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Program: self, Version: version, Data: c.Data, DB: c.DB, Log: log, Profile: c.Profile},
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, r.Markdown())
	return err
}

type benchOffersCmd struct {
	Data       string        `help:"Folder of the invented offers, kept and used again. Without it, a temporary one." type:"path"`
	DB         config.Secret `name:"db" help:"An empty PostgreSQL database (postgres://…), which is filled. Without it, SQLite."`
	Published  int           `help:"Published offers." default:"100000"`
	Structures int           `help:"Structures that offer." default:"2000"`
	Clients    int           `help:"Visitors, and offreurs, who act at the same time." default:"8"`
	Time       time.Duration `help:"How long each operation is measured." default:"3s"`
	Rounds     int           `help:"How often; the quietest counts." default:"3"`
	Profile    string        `help:"File of a profile of the server's processor, for go tool pprof: of whole ways of an offer, and of nothing else." type:"path"`
}

// Run makes the offers, serves them from a process of its own, and prints the figures as Markdown.
func (c *benchOffersCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r, err := offers.Offers{
		Published: c.Published, Structures: c.Structures,
		Rig: rig.Rig{Clients: c.Clients, Time: c.Time, Rounds: c.Rounds, Program: self, Version: version, Data: c.Data, DB: c.DB, Log: log, Profile: c.Profile},
	}.Run(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(s.out, r.Markdown())
	return err
}
