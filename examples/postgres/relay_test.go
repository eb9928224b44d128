package postgres

import (
	"testing"

	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

func TestABookInTheDatabaseKeepsTheContract(t *testing.T) {
	outboxtest.TestBook(t, func(t *testing.T) outbox.Book { return newStore(t).Book("test") })
}

func TestBooksOfDifferentRelaysHaveNothingInCommon(t *testing.T) {
	s := newStore(t)
	outboxtest.TestBook(t, func(t *testing.T) outbox.Book { return s.Book(t.Name()) })
}
