package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Notify tells all nodes that listen on the channel. It is for after a commit: within a transaction, PostgreSQL would
// commit the notifying ones one by one. On SQLite there is no other node and nothing is done.
func (d *DB) Notify(ctx context.Context, channel string) error {
	if d.engine != Postgres {
		return nil
	}
	_, err := d.write.ExecContext(ctx, "SELECT pg_notify($1, '')", channel)
	return d.fault(&Tx{}, err)
}

// Listen calls heard at each notification, and once when it begins to listen, until ctx ends (nil) or the connection
// breaks. It has a connection of its own. On SQLite it only waits for the end.
func (d *DB) Listen(ctx context.Context, channel string, heard func()) error {
	if d.engine != Postgres {
		<-ctx.Done()
		return nil
	}
	conn, err := pgx.ConnectConfig(ctx, d.target.postgres.Copy())
	if err != nil {
		return listenEnd(ctx, err)
	}
	defer closeListener(conn)
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return listenEnd(ctx, err)
	}
	for heard(); ; heard() {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return listenEnd(ctx, err)
		}
	}
}

func listenEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("listen: %w", err)
}

func closeListener(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // it is not used any more
}
