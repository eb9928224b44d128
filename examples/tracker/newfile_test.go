package main

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// No user gave the name of a draft, so no error may show it.
func TestAFileThatCannotBeWrittenIsNamedAsItWasGiven(t *testing.T) {
	life(t)
	for _, folder := range []string{"folder", "folder.xlsx"} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"backup", "folder"}, "create folder: it is a folder; name a file in it"},
		{[]string{"backup", ""}, "file: found nothing, want the name of a file"},
		{[]string{"backup", "none/a.db"}, "none/a.db: its folder: "},
		{[]string{"list", "-o", "folder.xlsx"}, "create folder.xlsx: it is a folder; name a file in it"},
		{[]string{"list", "-o", "folder.xlsx", "--replace"}, "create folder.xlsx: it is a folder; name a file in it"},
		{[]string{"list", "-o", "none/a.xlsx"}, "none/a.xlsx: its folder: "},
		{[]string{"list", "-o", "tracker.db/a.xlsx"}, "create tracker.db/a.xlsx: "},
		{[]string{"restore", "folder", "--db", "new.db"}, "folder: the file is no database of this program: it is no regular file"},
		{[]string{"restore", "", "--db", "new.db"}, "file: found nothing, want the name of a backup"},
		{[]string{"restore", "march-claims.csv", "--db", "new.db"}, "march-claims.csv: the file is no database of this program"},
	} {
		r := track(t, c.args...)
		if r.status == done || !strings.Contains(r.err, c.want) || strings.Contains(r.err, ".backup-") || strings.Contains(r.err, ".tracker-") || strings.Contains(r.err, "sha256sum") {
			t.Errorf("%q: status %d, %s", c.args, r.status, r.err)
		}
	}
	failure := asNewFile("mine.db", &os.LinkError{Op: "rename", Old: ".backup-1/claims.db", New: "mine.db", Err: fs.ErrPermission})
	if failure.Error() != "create mine.db: permission denied" {
		t.Error(failure)
	}
}

func TestThingsAreCountedInWords(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{{0, "0 lines or files"}, {1, "1 line or file"}, {2, "2 lines or files"}} {
		if got := counted(c.n, "line or file"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
