package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/mci-go/incentives/examples/outbox"
)

// Book returns the book of a relay by its name, in the database of the claims.
func (s *Store) Book(relay string) outbox.Book {
	return outbox.NewSQLBook(stdlib.OpenDBFromPool(s.pool), outbox.PostgreSQL, relay)
}

// channel is the channel of PostgreSQL on which a trigger announces entries.
const channel = "claims_entries"

// listenAgain is the pause after a connection for announcements was lost.
const listenAgain = time.Second

// Wakes returns a channel that yields a value after entries were saved, until
// the context ends. It holds a connection of its own. The channel is only a
// hint. While the connection is lost, announcements are lost, too. Several
// announcements may yield one value, and those of other schemas also yield one.
// So a caller must also look for entries from time to time.
func (s *Store) Wakes(ctx context.Context) <-chan struct{} {
	wakes := make(chan struct{}, 1)
	wake := func() {
		select {
		case wakes <- struct{}{}:
		default: // a value is waiting already
		}
	}
	go func() {
		for ctx.Err() == nil {
			s.listen(ctx, wake)
			select {
			case <-ctx.Done():
			case <-time.After(listenAgain):
			}
		}
	}()
	return wakes
}

// listen calls wake for each announcement, until the connection fails or the
// context ends. It also calls wake once at the beginning, because it may have
// missed announcements.
func (s *Store) listen(ctx context.Context, wake func()) {
	connection, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return
	}
	defer connection.Close(context.WithoutCancel(ctx)) //nolint:errcheck // because nothing was changed
	if _, err := connection.Exec(ctx, "LISTEN "+channel); err != nil {
		return
	}
	for err == nil {
		wake()
		_, err = connection.WaitForNotification(ctx)
	}
}
