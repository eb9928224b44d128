package tablefile

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"

	"github.com/mci-go/incentives/mci"
)

// Checked returns the files of an archive, each of which is read to its end
// before it is opened, so that its checksum is known before anybody uses its
// first line. Of a file above the given size, only so many bytes are checked:
// its reader has to refuse it. The error of a damaged file is a
// [mci.FieldError] with the path "file".
func Checked(archive fs.FS, most int64) fs.FS {
	return &checked{archive, min(most, math.MaxInt64-1) + 1}
}

type checked struct {
	archive fs.FS
	most    int64 // one more than is allowed, so that a file's end is met
}

// Open implements [fs.FS].
func (c *checked) Open(name string) (fs.File, error) {
	file, err := c.archive.Open(name)
	if err != nil {
		return nil, err
	}
	if status, err := file.Stat(); err == nil && status.IsDir() {
		return file, nil
	}
	defer func() { _ = file.Close() }() // it was only read
	if _, err := io.Copy(io.Discard, io.LimitReader(file, c.most)); err != nil {
		return nil, mci.Invalid("file", fmt.Sprintf("%s, which cannot be unpacked: %v", path.Base(name), err), "a file that is whole; download the archive again")
	}
	return c.archive.Open(name)
}
