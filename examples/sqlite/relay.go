package sqlite

import (
	"context"

	"github.com/mci-go/incentives/examples/outbox"
)

// Book returns the book of a relay by its name, in the file of the claims. If
// the file cannot be written, the error matches [ErrReadOnly].
func (s *Store) Book(ctx context.Context, relay string) (outbox.Book, error) {
	open, err := s.made(ctx)
	switch {
	case err != nil:
		return nil, canceled(ctx, err)
	case open.writer == nil:
		return nil, ErrReadOnly
	}
	return outbox.NewSQLBook(open.writer, outbox.SQLite, relay), nil
}
