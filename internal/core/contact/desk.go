package contact

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// FieldAnswer is the name of the answer's field.
const FieldAnswer = "reponse"

// File is a message as the desk sees it.
type File struct {
	Message Message
	Answers []Answer
	Lines   []history.Line
	Offers  workflow.Offers[Act]
}

// Show is a message with its answers, its history and what the actor may do to it.
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (File, error) {
	var f File
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if f.Message, err = s.messageByNumber(ctx, tx, who, number); err != nil {
			return err
		}
		if f.Answers, err = answersTo(ctx, tx, f.Message.ID); err != nil {
			return err
		}
		f.Offers = Moves().Offers(f.Message.State, s.relations(who), f.Message)
		f.Lines, err = history.Of(ctx, tx, object(f.Message), 50)
		return err
	})
	return f, err
}

// Answer mails an answer to the sender and keeps it. seen is the version that the desk read: who answers after
// a colleague did is told so, and sees the colleague's answer first.
func (s *Service) Answer(ctx context.Context, who access.Actor, number, text string, seen int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		m, to, err := s.next(ctx, tx, who, number, Reply, seen)
		if err != nil {
			return err
		}
		if text, err = answerText(text); err != nil {
			return err
		}
		if err := s.move(ctx, tx, who, m, Reply, to); err != nil {
			return err
		}
		key, err := insertAnswer(ctx, tx, who, m, text)
		if err != nil {
			return err
		}
		return s.tellAnswered(ctx, tx, m, key, text)
	})
}

// Close ends a message.
func (s *Service) Close(ctx context.Context, who access.Actor, number string, seen int64) error {
	return s.step(ctx, who, number, Shut, seen)
}

// Reopen puts a closed message back among those that wait.
func (s *Service) Reopen(ctx context.Context, who access.Actor, number string, seen int64) error {
	return s.step(ctx, who, number, OpenBack, seen)
}

// step is an act that only moves the message.
func (s *Service) step(ctx context.Context, who access.Actor, number string, do Act, seen int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		m, to, err := s.next(ctx, tx, who, number, do, seen)
		if err != nil {
			return err
		}
		return s.move(ctx, tx, who, m, do, to)
	})
}

// next is the message and where the act leads. A refusal comes before a stale version: it says more.
func (s *Service) next(ctx context.Context, tx *db.Tx, who access.Actor, number string, do Act, seen int64) (Message, State, error) {
	m, err := s.messageByNumber(ctx, tx, who, number)
	if err != nil {
		return m, "", err
	}
	to, err := Moves().Next(do, m.State, s.relations(who), m)
	if err == nil && m.Version != seen {
		err = apperr.ConflictErr(i18n.M(msg.FaultStale))
	}
	return m, to, err
}

// Why is nil when who may do an act on a message; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number string) error {
	m, err := s.messageByNumber(ctx, tx, who, number)
	if err == nil {
		_, err = Moves().Next(do, m.State, s.relations(who), m)
	}
	return err
}

func (s *Service) move(ctx context.Context, tx *db.Tx, who access.Actor, m Message, do Act, to State) error {
	if err := saveMove(ctx, tx, who, m, to); err != nil {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{Object: object(m), Act: string(do), From: string(m.State), To: string(to)})
}

func answerText(typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if text == "" {
		return "", apperr.InvalidField(FieldAnswer, i18n.M(msg.FaultAnswer))
	}
	if n := utf8.RuneCountInString(text); n > MaxText {
		return "", apperr.InvalidField(FieldAnswer, i18n.M(msg.FaultLong, "n", n, "max", MaxText))
	}
	return text, nil
}
