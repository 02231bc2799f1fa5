package db

import (
	"context"
	"errors"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
)

// errNoConnection is the cause when a transaction waited too long for its turn.
var errNoConnection = errors.New("no connection became free in time")

// trouble is what an engine's error means, beyond the statement being wrong.
type trouble int

const (
	none        trouble = iota
	unique              // a unique index or primary key refused a row
	foreignKey          // a foreign key refused a row
	check               // a CHECK or NOT NULL refused a row
	locked              // somebody else holds what was needed, too long
	forAnother          // ended so that another transaction could go on: run again
	storage             // the disk is full or does not take what is written
	unreachable         // the server or the connection to it is gone
)

// IsUnique says whether a unique index refused a row. The transaction is over: prefer ON CONFLICT.
func IsUnique(err error) bool { return troubleOf(err) == unique }

// IsForeignKey says whether a foreign key refused a row.
func IsForeignKey(err error) bool { return troubleOf(err) == foreignKey }

// IsCheck says whether a CHECK or a NOT NULL refused a row.
func IsCheck(err error) bool { return troubleOf(err) == check }

func isEndedForAnother(err error) bool { return troubleOf(err) == forAnother }

func isLost(err error) bool { return troubleOf(err) == unreachable && !isRefused(err) }

func troubleOf(err error) trouble {
	if err == nil {
		return none
	}
	if t := sqliteTrouble(err); t != none {
		return t
	}
	return postgresTrouble(err)
}

// fault turns what has nothing to do with the statement into apperr.Unavailable, and leaves all else as it is.
func (d *DB) fault(tx *Tx, err error) error {
	if _, known := apperr.As(err); known || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return busy(err)
	}
	if tx.readOnly && isWriteInView(err) {
		return err // ours: a View that writes
	}
	switch troubleOf(err) {
	case locked:
		return busy(err)
	case storage:
		return unavailable(msg.Storage, err)
	case unreachable:
		return unavailable(msg.Unreachable, err)
	default:
		return err
	}
}

// busy is the answer when others hold the database too long.
func busy(err error) error { return unavailable(msg.Busy, err) }

func unavailable(k i18n.Key, err error) error {
	return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(k), RetryAfter: 5 * time.Second, Err: err}
}
