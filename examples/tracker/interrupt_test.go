package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
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
