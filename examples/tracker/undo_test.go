package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestUndoTakesBackTheLastEntryOrAnyOne(t *testing.T) {
	life(t, "send-consent|--language=de", "accept", "cancel|--comment=wrong")
	sheet := func() string { return must(t, "explain", "contoso") }
	before := sheet()
	if out := must(t, "undo", "contoso", "--dry-run", "--user", "pat", "--at", "2022-11-20"); !strings.Contains(out, "contoso: entry 4, cancel, would be taken back: Customer consent received") ||
		!strings.Contains(out, "nothing was saved") || sheet() != before {
		t.Errorf("dry run: %s", out)
	}
	if out := must(t, "undo", "contoso", "--user", "pat", "--at", "2022-11-20"); out != "contoso: entry 4, cancel, taken back: Customer consent received\n" {
		t.Errorf("the last: %s", out)
	}
	must(t, "do", "contoso", "comment", "--comment", "x", "--user", "pat", "--at", "2022-11-21")
	if out := must(t, "undo", "contoso", "6", "--user", "pat", "--at", "2022-11-21"); !strings.Contains(out, "entry 6, comment, taken back") {
		t.Errorf("by number: %s", out)
	}
	for command, c := range map[string]struct {
		status int
		says   string
	}{
		"undo contoso 2":             {failed, "permitted"},
		"undo contoso 99":            {invalid, "99"},
		"undo contoso none":          {invalid, "the number of an entry"},
		"undo contoso 0":             {invalid, "the number of an entry"},
		"undo":                       {invalid, "the ID of a claim, or --import"},
		"undo nobody":                {failed, "no such claim"},
		"undo contoso --import now":  {invalid, "no claim beside it"},
		"undo --import now":          {invalid, "a day or an instant"},
		"undo --import 2001-01-01":   {failed, "no import of 2001-01-01T00:00:00Z"},
		"undo contoso 4 --role boss": {invalid, "role"},
	} {
		if r := track(t, append(strings.Fields(command), "--user", "pat", "--at", "2022-11-21")...); r.status != c.status || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %+v", command, r)
		}
	}
	if _, status := examined(t); status != done {
		t.Error("the doctor finds something wrong after undo")
	}
}

func TestUndoTakesBackAllThatAnImportDid(t *testing.T) {
	eachWay(t, func(t *testing.T, from, _ string) {
		write(t, "wrong.csv", "Claim ID,Status,Approved amount,Currency\ncontoso,Under review,,\nK-1,Rejected,,\nK-2,Approved,4000.00,USD\nfresh,Canceled,,\n")
		before := map[string]string{}
		for _, id := range []string{"contoso", "K-1", "K-2", "K-3"} {
			before[id] = withoutVersion(must(t, "show", id, "--at", "2023-02-03", "--db", from))
		}
		track(t, "import", "wrong.csv", "--at", "2023-02-01", "--db", from)
		undo := []string{"undo", "--import", "2023-02-01", "--user", "pat", "--at", "2023-02-02", "--db", from}
		planned := track(t, append(undo, "--dry-run")...)
		r := track(t, undo...)
		if got := strings.ReplaceAll(planned.out, "would be taken back", "taken back"); got != r.out+"nothing was saved: this was a dry run\n" {
			t.Errorf("planned:\n%s\ndone:\n%s", planned.out, r.out)
		}
		if r.status != done || strings.Count(r.out, "taken back") < 3 {
			t.Errorf("%+v", r)
		}
		for id, was := range before {
			if is := withoutVersion(must(t, "show", id, "--at", "2023-02-03", "--db", from)); is != was {
				t.Errorf("%s before:\n%s\nafter:\n%s", id, was, is)
			}
		}
		if again := track(t, undo...); again.status != failed || !strings.Contains(again.err, "no import of") {
			t.Errorf("again: %+v", again)
		}
	})
}

// withoutVersion returns a sheet without the line of the version.
func withoutVersion(sheet string) string {
	return regexp.MustCompile(`(?m)^version.*$`).ReplaceAllString(sheet, "")
}

func TestUndoOfAnImportTellsWhatCannotBeTakenBack(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	r := track(t, "undo", "--import", "2023-01-20", "--user", "pat", "--at", "2023-01-21")
	if r.status != failed || strings.Count(r.out, "not taken back: ") != 6 || !strings.Contains(r.err, "not taken back: 6 things") {
		t.Errorf("%+v", r)
	}
}

func TestUndoOfAnImportGoesOnAfterAHistoryThatCannotBeRead(t *testing.T) {
	life(t, "send-consent|--language=de")
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-10")
	write(t, "wrong.csv", "Claim ID,Status\nnorthwind,Canceled\n")
	must(t, "import", "wrong.csv", "--at", "2022-11-12")
	execute(t, "tracker.db", `UPDATE entries SET entry = '{' WHERE claim = 'contoso'`)
	r := track(t, "undo", "--import", "2022-11-12", "--user", "pat", "--at", "2022-11-13")
	if r.status != failed || !strings.Contains(r.out, "northwind: entry 2, ") || !strings.Contains(r.out, "contoso: not taken back: ") {
		t.Errorf("%+v", r)
	}
}
