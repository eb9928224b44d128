package tablefile_test

import (
	"errors"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/mci"
)

// A torn archive is one whose files fail at their ends, as those of a ZIP
// archive do if a checksum is wrong.
type torn struct{ fs.FS }

var errTorn = errors.New("checksum error")

func (t torn) Open(name string) (fs.File, error) {
	file, err := t.FS.Open(name)
	return tornFile{file}, err
}

type tornFile struct{ fs.File }

func (f tornFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if err != nil {
		err = errTorn
	}
	return n, err
}

func TestAFileOfAnArchiveIsOpenedOnlyIfItsChecksumIsRight(t *testing.T) {
	whole := fstest.MapFS{"deep/a.csv": {Data: []byte("a,b\n1,2\n")}}
	for _, most := range []int64{8, 9, math.MaxInt64} {
		if got, err := fs.ReadFile(tablefile.Checked(whole, most), "deep/a.csv"); err != nil || string(got) != "a,b\n1,2\n" {
			t.Errorf("up to %d bytes: got %q, %v", most, got, err)
		}
		var field *mci.FieldError
		_, err := tablefile.Checked(torn{whole}, most).Open("deep/a.csv")
		if !errors.As(err, &field) || !strings.Contains(err.Error(), "a.csv, which cannot be unpacked: checksum error") {
			t.Errorf("up to %d bytes: got %v", most, err)
		}
	}
	if _, err := tablefile.Checked(torn{whole}, 7).Open("deep/a.csv"); err != nil {
		t.Errorf("a file above the bound was read to its end: %v", err)
	}
	if err := fstest.TestFS(tablefile.Checked(whole, 100), "deep/a.csv"); err != nil {
		t.Error(err)
	}
	if _, err := tablefile.Checked(whole, 100).Open("none.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
