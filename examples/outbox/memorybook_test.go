package outbox_test

import (
	"testing"

	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

func TestABookInMemoryKeepsTheContract(t *testing.T) {
	outboxtest.TestBook(t, func(*testing.T) outbox.Book { return &outbox.MemoryBook{} })
}
