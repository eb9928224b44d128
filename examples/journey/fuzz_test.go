package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Whatever a book holds, it is played to its end, or it is refused with the path
// of a field. Nothing panics.
func FuzzBook(f *testing.F) {
	card, err := catalog.Public()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(aBook(add))
	f.Add(listed(withTenant(reviewed)))
	f.Add(listed(withTenant(strings.NewReplacer("Modern Work and Security Usage", "Microsoft Online Services Advisor (OSA)", `["Teams"]`, `["Sales"], "subscription": "S"`).Replace(proposal) +
		`, {"at": "2022-12-05T09:00:00Z", "by": "partner center", "do": "show", "claim": "a", "shown": "Approved"}, {"at": "2023-03-01T09:00:00Z", "by": "system", "do": "sweep"}`)))
	f.Fuzz(func(t *testing.T, text string) {
		b, err := readBook([]byte(text), card)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, out := range []printer{&jsonLines{io.Discard}, &story{out: io.Discard}, &checker{out: io.Discard}} {
			_ = newPlayer(b, card, nil, catalog.LinkedReferral).play(context.Background(), out) // it can stop at an invalid step
		}
	})
}
