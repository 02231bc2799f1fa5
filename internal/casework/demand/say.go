package demand

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// MaxText bounds what a demand and a message say, in characters.
const MaxText = 5000

// FieldMessage is the field of a message, in faults.
const FieldMessage = "message"

// Saying is a message as somebody writes it.
type Saying struct {
	Text    string
	Between bool     // entre opérateurs
	Files   []string // ids of files that wait for it
	Came    []string // those of them that came with this very form: where it is a repeat, they go

	after func(tx *db.Tx, d Demand) error // what is kept with it
}

// Say writes a message, confined to the operators or not, and mails the others (C040). It moves the demand as C041 says.
func (s *Service) Say(ctx context.Context, who access.Actor, number string, in Saying) error {
	do := Write
	if in.Between {
		do = WriteInner
	}
	return s.say(ctx, who, number, do, in)
}

// Inner ends the history's words for what is between operators, which is told to them alone.
const Inner = " between operators"

// said are the history's words for what leads to a message.
var said = map[Act]string{Write: "write", WriteInner: "write" + Inner, PointOut: "point out"}

func (s *Service) say(ctx context.Context, who access.Actor, number string, do Act, in Saying) error {
	d, k, err := s.Opened(ctx, who, number)
	if err != nil {
		return err
	}
	if _, err := Moves.Next(do, d.State, RolesOf(who, d), d); err != nil {
		return err
	}
	if err := in.fits(); err != nil {
		return err
	}
	m := Message{ID: id.New(), AccountID: who.ID, Name: who.Name, Between: in.Between, Text: in.Text}
	if m.sealed, err = k.Seal(messagePlace(m.ID), in.Text); err != nil {
		return err
	}
	m.words = k.Words(circleOf(m), in.Text)
	ran := false
	err = s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		ran = true
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		from := d.State
		if d, err = s.write(ctx, tx, who, d, k, do, m); err != nil {
			return err
		}
		if len(in.Files) > 0 {
			if err := s.bindFiles(ctx, tx, who, d.ID, m, in.Files); err != nil {
				return err
			}
		}
		if in.after != nil {
			if err := in.after(tx, d); err != nil {
				return err
			}
		}
		if err := note(ctx, tx, who, d, said[do], from); err != nil {
			return err
		}
		if err := noteSeen(ctx, tx, who, d); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, do); err != nil {
			return err
		}
		return s.tellSaid(ctx, tx, who, d, do, from)
	})
	if err == nil && !ran {
		err = s.dropRepeated(ctx, who, d.ID, in.Came)
	}
	return err
}

// fits says what is wrong with a message and its files.
func (in Saying) fits() error {
	var f apperr.Faults
	if e, ok := apperr.As(fitsMessage(in.Text)); ok {
		for _, x := range e.Fields {
			f.Say(x.Name, x.Msg)
		}
	}
	if n := len(in.Files); n > MostFiles {
		f.Add(FieldFiles, msg.FaultFilesMany, "n", n, "max", MostFiles)
	}
	return f.Err()
}

// fitsMessage says what is wrong with a message's text.
func fitsMessage(text string) error {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimFunc(text, blank) == "":
		return apperr.InvalidField(FieldMessage, i18n.M(msg.FaultMessage))
	case n > MaxText:
		return apperr.InvalidField(FieldMessage, i18n.M(msg.FaultLong, "max", MaxText, "n", n))
	}
	return nil
}

// blank are spaces, and signs that have no width: a message of those says nothing.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// write puts a message into the thread and moves the demand, which it gives as it is then.
func (s *Service) write(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, k seal.Key, do Act, m Message) (Demand, error) {
	roles, from := RolesOf(who, d), d.State
	var err error
	if d.State, err = Moves.Next(do, d.State, roles, d); err != nil {
		return d, err
	}
	m.Side = sideBy(do, roles)
	d.Messages++
	m.N = d.Messages
	if m.Between {
		d.unmoved = d.State == from
	} else {
		d.Said = m.N
	}
	if m.Side == Officers && !m.Between && d.AnsweredAt.IsZero() {
		d.AnsweredAt = tx.Now()
	}
	reopened(&d, from)
	if err := Save(ctx, tx, d); err != nil {
		return d, err
	}
	if err := insertMessage(ctx, tx, d.ID, m); err != nil {
		return d, err
	}
	return d, s.o.Keys.Index(ctx, tx, k, m.words)
}

// circleOf are those who may find a message by its words.
func circleOf(m Message) seal.Circle {
	if m.Between {
		return seal.Operators
	}
	return seal.Thread
}

// reopened forgets the end of what goes on.
func reopened(d *Demand, from State) {
	if d.State == Working && slices.Contains([]State{Treated, Closed}, from) {
		var never Demand
		d.TreatedAt, d.ClosedAt = never.TreatedAt, never.ClosedAt
	}
}
