package pages

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Bounds of the files that wait in a folder of uploads: for the last click after
// a preview, or for a form that came back. Nothing refers to them, so they are
// removed when they are old, and the oldest ones when they are too many.
const (
	waitingTime  = 24 * time.Hour
	mostWaiting  = 64
	waitingBytes = 1 << 30
	// unfinishedTime is the time after which an upload that did not come to its
	// end is left over, such as from a program that was killed.
	unfinishedTime = time.Hour
)

// sweepWaiting removes what waits in a folder of uploads beyond the bounds. A
// file is younger again when it is uploaded again.
func sweepWaiting(folder string, now time.Time) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var waiting []fs.FileInfo
	for _, entry := range entries {
		info, failure := entry.Info()
		if failure != nil || info.IsDir() {
			continue // another program removed it
		}
		unfinished, _ := filepath.Match(uploadPattern, info.Name())
		switch age := now.Sub(info.ModTime()); {
		case unfinished && age > unfinishedTime, isSum(info.Name()) && age > waitingTime:
			err = errors.Join(err, removed(filepath.Join(folder, info.Name())))
		case isSum(info.Name()):
			waiting = append(waiting, info)
		}
	}
	slices.SortFunc(waiting, func(a, b fs.FileInfo) int { // the youngest first
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	bytes := int64(0)
	for i, info := range waiting {
		if bytes += info.Size(); i >= mostWaiting || bytes > waitingBytes {
			err = errors.Join(err, removed(filepath.Join(folder, info.Name())))
		}
	}
	return err
}

// sweepCatalogs removes the catalogs that were taken once and are not used any
// more.
func sweepCatalogs(folder string, now time.Time) error {
	taken, err := takenIn(folder)
	if err != nil {
		return nil // which whoever reads the catalog is told
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		name := entry.Name()
		info, failure := entry.Info()
		ours := isSum(name[:len(name)-len(filepath.Ext(name))])
		if failure == nil && ours && (taken == nil || name != taken.File) && now.Sub(info.ModTime()) > waitingTime {
			err = errors.Join(err, removed(filepath.Join(folder, name)))
		}
	}
	return err
}

// sweepUploads removes what nothing refers to in the folders of the desk: when
// the program starts, and after each upload.
func (s *site) sweepUploads() error {
	now := time.Now()
	return errors.Join(sweepWaiting(s.uploads(), now), sweepWaiting(s.waitingEvidence(), now), sweepCatalogs(s.catalogFolder(), now))
}

// A fileSizeError says how large a file may be.
type fileSizeError struct{ most int64 }

func (f *fileSizeError) Error() string {
	return fmt.Sprintf("the file is too large: it may have %d MiB", f.most>>20)
}

// Is reports whether the target is [errTooLong].
func (f *fileSizeError) Is(target error) bool { return target == errTooLong }
