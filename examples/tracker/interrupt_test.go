package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An interrupter is an output whose reader interrupts the program when it sees
// a text.
type interrupter struct {
	bytes.Buffer

	text string
	stop context.CancelFunc
}

func (i *interrupter) Write(data []byte) (int, error) {
	n, err := i.Buffer.Write(data)
	if strings.Contains(i.String(), i.text) {
		i.stop()
	}
	return n, err
}

// interruptedAt runs a command and interrupts it when its output has a text.
func interruptedAt(t *testing.T, text string, args ...string) result {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &interrupter{text: text, stop: stop}
	var errs bytes.Buffer
	status := run(ctx, args, streams{strings.NewReader(""), out, &errs}, never)
	return result{out.String(), errs.String(), status}
}

func TestAnInterruptedCommandSaysWhereItStands(t *testing.T) {
	enterCopyOfTestdata(t)
	const next = "  next: the same command again: what is done already is done once\n"
	const rest = "tracker: interrupted; what was told is saved: run it again for the rest\n" + next
	importing := []string{"import", "march-claims.csv", "--at", "2023-01-20"}
	if got := interruptedAt(t, "line 3", importing...); got.status != failed || got.err != rest || !strings.HasSuffix(got.out, "\n2 adopted\n") {
		t.Errorf("import: status %d\n%s%s", got.status, got.out, got.err)
	}
	if out := must(t, importing...); !strings.HasSuffix(out, "\n2 matched\n4 adopted\n") {
		t.Errorf("the import does not go on: %s", out)
	}
	dry := []string{"--db", "dry.db", "import", "march-claims.csv", "--dry-run", "--at", "2023-01-20"}
	if got := interruptedAt(t, "line 3", dry...); got.status != failed || got.err != "tracker: interrupted\n"+next {
		t.Errorf("dry run: status %d\n%s%s", got.status, got.out, got.err)
	}
	nominating := []string{"--db", "many.db", "nominate", "--from", "requests.xlsx", "--at", "2022-11-10"}
	if got := interruptedAt(t, "wingtip", append(nominating, "--json")...); got.status != failed || !strings.HasPrefix(got.err, "tracker: interrupted") {
		t.Errorf("nominate: status %d\n%s%s", got.status, got.out, got.err)
	}
}

// A stopping store interrupts its user after some saves.
type stopping struct {
	store.Store

	saves int
	stop  context.CancelFunc
}

func (s *stopping) Save(ctx context.Context, change store.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.Store.Save(ctx, change)
	if s.saves--; s.saves == 0 {
		s.stop()
	}
	return err
}

func TestAnInterruptEndsTheRecordingOfReportsAndSaysWhereItStands(t *testing.T) {
	enterCopyOfTestdata(t)
	public, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	memory, day := &store.Memory{}, time.Date(2023, 1, 20, 0, 0, 0, 0, time.UTC)
	for result, err := range portal.NewImporter(memory, public, portal.ImportOptions{}).Import(t.Context(), strings.NewReader(read(t, "march-claims.csv")), day, day) {
		if err != nil || result.Outcome != portal.Adopted {
			t.Fatal(result, err)
		}
	}
	record := func(saves int) (*earningsReport, error) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var files reportfiles.Reports
		files.Add("march", &reportfiles.Options{})
		tracker := &tracker{desk: desk.New(&stopping{memory, saves, stop}, public), at: day.AddDate(0, 2, 0)}
		settled, err := settlement.Settle(mci.DateOf(tracker.at), tracker.facts(ctx), &files.Lines)
		if err != nil {
			t.Fatal(err)
		}
		told := &earningsReport{Settlement: settled, options: &earningsOptions{}}
		return told, tracker.record(ctx, told)
	}
	told, err := record(2)
	if err == nil || !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "context canceled after 2 of ") || !strings.HasSuffix(err.Error(), "run it again for the rest") || len(told.Recorded) != 2 || told.failed != 0 {
		t.Errorf("got %v, with %+v", err, told.Recorded)
	}
	if told, err := record(1000); err != nil || told.failed != 0 || len(told.Recorded) < 3 || !told.Recorded[1].Before || told.Recorded[2].Before {
		t.Errorf("run again: got %v, with %+v", err, told.Recorded)
	}
}

func TestAMisspeltCommandOfAGroupIsAnError(t *testing.T) {
	for _, args := range [][]string{{"catalog", "chek"}, {"completion", "nosh"}} {
		got := track(t, args...)
		if got.status != invalid || got.out != "" || !strings.Contains(got.err, args[0]+`: found "`+args[1]+`", want `) {
			t.Errorf("%q: status %d, %s%s", args, got.status, got.out, got.err)
		}
	}
	for _, args := range [][]string{{"catalog"}, {"completion"}, {"completion", "bash"}} {
		var out bytes.Buffer
		if status := run(t.Context(), args, streams{strings.NewReader(""), &out, io.Discard}, never); status != done || out.Len() == 0 {
			t.Errorf("%q: status %d, %s", args, status, out.String())
		}
	}
}
