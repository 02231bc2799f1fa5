package app

import (
	"preau/internal/core/directory"
	"preau/internal/demo"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/sms"
)

// Stage is the program as the demonstration's story is told through it: its clock and its post are the story's own.
func (a *App) Stage(d *db.DB, past *clock.Manual, post *demo.Post) demo.House {
	return demo.House{
		DB: d, Clock: past, Jobs: a.Queue, Post: post, Mailbox: a.Mailbox, Notify: a.Notify, Instance: a.Instance, Accounts: a.Accounts,
		Help: a.Help, Directory: directory.New(d, a.Files), Needs: a.Needs, Casework: a.Casework, Texts: sms.NewMailbox(d), TakeText: a.TakeText, Catalog: a.Catalog, Search: a.Search, Baskets: a.Baskets, Orders: a.Orders, Phones: a.Phones, Supply: a.Supply, Receptions: a.Receptions, Claims: a.Claims, Asked: a.Asked, Files: a.Files, Accesses: a.Accesses, Terms: a.Terms, Offers: a.Offers,
	}
}
