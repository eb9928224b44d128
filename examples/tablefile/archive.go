package tablefile

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"

	"github.com/mci-go/incentives/mci"
)

// Checked returns the files of an archive. Each file is read to its end before
// it is opened, so that its checksum is verified before its first line is used.
// If a file is larger than the given size, only that many bytes are checked,
// and its reader has to refuse it. If a file is damaged, the error is a
// [mci.FieldError] with the path "file".
func Checked(archive fs.FS, most int64) fs.FS {
	return &checked{archive, min(most, math.MaxInt64-1) + 1}
}

type checked struct {
	archive fs.FS
	most    int64 // one more than the allowed size, so that a file's end is reached
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
	defer func() { _ = file.Close() }() // the file was only read
	if _, err := io.Copy(io.Discard, io.LimitReader(file, c.most)); err != nil {
		return nil, mci.Invalid("file", fmt.Sprintf("%s, which cannot be unpacked: %v", path.Base(name), err), "a file that is whole; download the archive again")
	}
	return c.archive.Open(name)
}
