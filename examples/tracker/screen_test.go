package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

// seen runs the tracker at a terminal and returns its output.
func seen(t *testing.T, columns uint16, variables []string, args ...string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no such terminals on Windows")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self, args...)
	command.Env = append(append(os.Environ(), asProgram+"=1", "TERM=xterm", "NO_COLOR=", "PAGER=", "TRACKER_PAGER="), variables...)
	terminal, err := pty.StartWithSize(command, &pty.Winsize{Rows: 10, Cols: columns})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	printed, err := io.ReadAll(terminal)
	if err != nil && !errors.Is(err, syscall.EIO) { // which is the end of a terminal
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	return strings.ReplaceAll(string(printed), "\r\n", "\n")
}

func uncolored(text string) string {
	for _, color := range append([]string{plain}, colors[late], colors[soon], colors[heading]) {
		text = strings.ReplaceAll(text, color, "")
	}
	return text
}

func TestATerminalOf80AndOf40ColumnsHoldsEachTable(t *testing.T) {
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	for _, columns := range []uint16{80, 40} {
		for _, args := range [][]string{
			{"due", "--at", "2022-12-09"},
			{"list"},
			{"show", "contoso", "--at", "2022-12-09"},
			{"next", "contoso", "--at", "2022-12-09"},
			{"pipeline"},
			{"doctor"},
			{"explain", "contoso"},
			{"catalog", "show"},
			{"catalog", "show", "fy23-microsoft-viva"},
			{"rules"},
			{"plan", "prospect.json", "--at", "2022-11-20"},
			{"earnings", "march", "--months", "2023-01..2023-03", "--downloaded", "2023-04-02"},
			{"help"},
			{"do", "--help"},
			{"help", "late"},
		} {
			shown := uncolored(seen(t, columns, nil, args...))
			if strings.ContainsAny(shown, "\x1b…") || !strings.Contains(shown, "\n") {
				t.Errorf("%s prints %q", args, shown)
			}
			narrowTo(t, strings.Join(args, " "), shown, int(columns))
		}
	}
	wide := uncolored(seen(t, 400, nil, "list"))
	if piped := must(t, "list"); wide != piped {
		t.Errorf("a wide terminal shows\n%s\nand a pipe\n%s", wide, piped)
	}
}

func TestWhatIsLateIsRedOnATerminalAlone(t *testing.T) {
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-12-05")
	due := []string{"due", "--at", "2022-12-11"}
	shown := seen(t, 200, nil, due...)
	for _, want := range []string{colors[heading] + "LEFT", colors[late] + "over", plain} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in %q", want, shown)
		}
	}
	if soonest := seen(t, 200, nil, "due", "--at", "2022-12-08"); !strings.Contains(soonest, colors[soon]+"2 days") {
		t.Errorf("what is due within a week is not yellow: %q", soonest)
	}
	for _, variable := range []string{"NO_COLOR=1", "TERM=dumb"} {
		if shown := seen(t, 200, []string{variable}, due...); shown != must(t, due...) {
			t.Errorf("with %s: %q", variable, shown)
		}
	}
	if piped := must(t, due...); strings.ContainsAny(piped, "\x1b"+late+soon) {
		t.Errorf("a pipe gets %q", piped)
	}
}

func TestALongListGoesToThePagerThatTheUserNames(t *testing.T) {
	life(t)
	for _, c := range []struct {
		variables []string
		args      []string
		paged     bool
	}{
		{[]string{"PAGER=tr a-z A-Z"}, []string{"show", "contoso"}, true},
		{[]string{"PAGER=cat", "TRACKER_PAGER=tr a-z A-Z"}, []string{"show", "contoso"}, true},
		{[]string{"PAGER=tr a-z A-Z"}, []string{"list"}, false}, // which the screen holds
		{[]string{"PAGER=no-such-program"}, []string{"show", "contoso"}, false},
		{[]string{"PAGER=true"}, []string{"list"}, false},
	} {
		shown := seen(t, 200, c.variables, c.args...)
		if paged := strings.Contains(shown, "CONTOSO: VIVA WORKSHOP"); paged != c.paged || !paged && !strings.Contains(shown, "Contoso: Viva workshop") {
			t.Errorf("%s, %s: %q", c.variables, c.args, shown)
		}
	}
}

func TestATextIsWrappedWithoutLosingAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-zé漢字]{1,12}`)).Draw(t, "words"), " ")
		most := rapid.IntRange(8, 100).Draw(t, "columns")
		wrapped := wrap(text, most, "  ")
		if strings.Join(strings.Fields(wrapped), " ") != text {
			t.Fatalf("%q became %q", text, wrapped)
		}
		for line := range strings.SplitSeq(wrapped, "\n") {
			if words := strings.Fields(line); len(words) > 1 && uniseg.StringWidth(strings.TrimPrefix(line, "  ")) > most {
				t.Fatalf("%q is wider than %d", line, most)
			}
		}
	})
}

func TestATableIsLaidOutWithoutLosingOrBreakingAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zé漢字👩‍🔬]{1,20}( [a-zé漢字]{1,9}){0,3}`)
		columns := rapid.IntRange(1, 7).Draw(t, "columns")
		lines := []string{strings.TrimPrefix(strings.Repeat("\tNAME", columns), "\t")}
		if rapid.Bool().Draw(t, "a list") {
			lines = nil
		}
		var cells []string
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			row := rapid.SliceOfN(cell, columns, columns).Draw(t, "row")
			cells = append(cells, row...)
			lines = append(lines, strings.Join(row, "\t"))
		}
		s := &screen{columns: rapid.IntRange(leastColumns, 120).Draw(t, "width")}
		shown := strings.Fields(s.layout(strings.Join(lines, "\n") + "\n"))
		for word := range strings.FieldsSeq(strings.Join(cells, " ")) {
			i := slices.Index(shown, word)
			if i < 0 {
				t.Fatalf("%q is not in %q", word, shown)
			}
			shown = slices.Delete(shown, i, i+1)
		}
	})
}

func TestAWordOfSeveralPartsIsBrokenBetweenThemAndADateIsNot(t *testing.T) {
	for word, want := range map[string]string{
		"fy23-microsoft-viva": "fy23-|microsoft-|viva", "2023-01-19": "2023-01-19", "clock.consent": "clock.consent", "-": "-", "--at": "--at", "": "",
	} {
		if got := strings.Join(partsOf(word), "|"); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestOneLongNameLeavesTheOthersInTheirColumns(t *testing.T) {
	life(t)
	name := strings.Repeat("x", 90) + strings.Repeat("漢", 30)
	write(t, "northwind.json", strings.Replace(textOf(t, "northwind.json"), "Northwind: Viva workshop", name, 1))
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	for _, columns := range []uint16{80, 160} {
		shown := uncolored(seen(t, columns, nil, "list"))
		narrowTo(t, "list", shown, int(columns))
		if heading, _, _ := strings.Cut(shown, "\n"); !strings.HasPrefix(heading, "CLAIM ") || !strings.HasSuffix(heading, " NAME") {
			t.Errorf("%d columns: the list begins with %q", columns, heading)
		}
		var pieces strings.Builder
		for word := range strings.FieldsSeq(shown) {
			if strings.Trim(word, "x漢") == "" {
				pieces.WriteString(word)
			}
		}
		if pieces.String() != name {
			t.Errorf("%d columns: the name is\n%s", columns, shown)
		}
	}
}

func TestTheIDOfAClaimIsNeverCut(t *testing.T) {
	s := &screen{columns: 40}
	id := strings.Repeat("x", 30)
	shown := s.layout("LEFT\tCLAIM\tSTATUS\n" + late + "over\t" + id + "\tAwaiting customer consent response\n")
	want := "LEFT    over\nCLAIM   " + id + "\nSTATUS  Awaiting customer consent\n        response\n"
	if shown != want {
		t.Errorf("it shows\n%s\nwant\n%s", shown, want)
	}
}
