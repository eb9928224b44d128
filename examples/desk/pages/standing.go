package pages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
)

// A standing holds the payments of all claims by all kept reports, as of a day.
// Requests share it, so it is never modified.
type standing struct {
	library    *library
	settlement *settlement.Settlement
	sums       []settlement.Sum // by state
}

// The standings keep the last standing until a claim, a report or the day
// changes, because reading all reports and settling all claims needs seconds.
// The zero standings keep none. They are safe for concurrent use. If several
// requests need the same new standing, one makes it and the others wait.
type standings struct {
	mu   sync.Mutex
	of   string
	last *standing
}

// standing returns the payments of all claims, as of now.
func (s *site) standing(ctx context.Context) (*standing, error) {
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	kept, damaged, err := s.keptReports()
	if err != nil {
		return nil, err
	}
	today := mci.DateOf(s.now())
	of, err := s.basis(today, kept, damaged)
	if err != nil {
		return nil, err
	}
	s.standings.mu.Lock()
	defer s.standings.mu.Unlock()
	if s.standings.of == of {
		return s.standings.last, nil
	}
	now := &standing{library: s.libraryOf(kept, damaged)}
	if now.settlement, err = settlement.Settle(today, s.ledger.settles(), &now.library.Lines); err != nil {
		return nil, err
	}
	if now.sums, err = now.settlement.Sums(settlement.SumByState); err != nil {
		return nil, err
	}
	s.standings.of, s.standings.last = of, now
	return now, nil
}

// basis returns a text that represents everything a standing depends on. If
// somebody replaces a file by hand, its time changes the text.
func (s *site) basis(today mci.Date, kept []keptReport, damaged []string) (string, error) {
	var text strings.Builder
	fmt.Fprintln(&text, today, s.ledger.number(), damaged)
	for i := range kept {
		info, err := os.Stat(filepath.Join(s.reportFolder(), kept[i].Sum))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(&text, kept[i], "missing")
			continue
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&text, kept[i], info.Size(), info.ModTime().UnixNano())
	}
	return text.String(), nil
}
