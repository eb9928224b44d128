package inputfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci"
)

func TestATextThatIsTooLongOrNotInUTF8IsRefusedWithWhatToDo(t *testing.T) {
	const most = 20
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"Zürich\n", ""},
		{strings.Repeat("x", most), ""},
		{"\uFEFFa", ""},
		{"\uFFFD", ""},
		{strings.Repeat("x", most+1), "more than 20 bytes"},
		{"\xff\xfea\x00", "text in UTF-16"},
		{"\xfe\xff\x00a", "text in UTF-16"},
		{"\xff\xfe\x00\x00a\x00\x00\x00", "text in UTF-32"},
		{"a: ü\nb: Z\xfcrich\n", "the byte 0xfc, which is not UTF-8"},
	} {
		name := filepath.Join(t.TempDir(), "a.yaml")
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := inputfile.Text(name, most)
		var field *mci.FieldError
		switch {
		case c.want == "" && (err != nil || string(got) != c.text):
			t.Errorf("%q: got %q, %v", c.text, got, err)
		case c.want != "" && (!errors.As(err, &field) || field.Path != name || !strings.Contains(field.Found, c.want)):
			t.Errorf("%q: got %v, want %q", c.text, err, c.want)
		case strings.Contains(c.want, "0xfc") && (field.Line != 2 || field.Column != 5):
			t.Errorf("%q: the byte is at %d:%d, want 2:5", c.text, field.Line, field.Column)
		}
	}
}

func TestAFileThatIsMissingOrAFolderIsNamed(t *testing.T) {
	folder := t.TempDir()
	var failed *fs.PathError
	if _, err := inputfile.Text(filepath.Join(folder, "none"), 1); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
	if _, err := inputfile.Text(folder, 1); !errors.As(err, &failed) || failed.Path != folder {
		t.Errorf("got %v", err)
	}
}
