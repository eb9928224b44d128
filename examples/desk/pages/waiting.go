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

// The bounds on waiting files in a folder of uploads. A file waits for the last
// click after a preview, or for a returned form. No claim refers to it, so it
// is removed when it is old. If there are too many, the oldest ones are
// removed.
const (
	waitingTime  = 24 * time.Hour
	mostWaiting  = 64
	waitingBytes = 1 << 30
	// unfinishedTime is the time after which an unfinished upload counts as
	// abandoned, for example because the program was killed.
	unfinishedTime = time.Hour
)

// sweepWaiting removes the waiting files beyond the bounds from a folder of
// uploads. If a file is uploaded again, its age starts again.
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

// sweepCatalogs removes the accepted catalogs that are no longer used.
func sweepCatalogs(folder string, now time.Time) error {
	taken, err := takenIn(folder)
	if err != nil {
		return nil // reading the catalog will return the error
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

// sweepUploads removes the files that nothing refers to from the folders of the
// desk. It runs when the program starts and after each upload.
func (s *site) sweepUploads() error {
	now := time.Now()
	return errors.Join(sweepWaiting(s.uploads(), now), sweepWaiting(s.waitingEvidence(), now), sweepCatalogs(s.catalogFolder(), now))
}

// A fileSizeError says that a file is too large, and names the bound.
type fileSizeError struct{ most int64 }

func (f *fileSizeError) Error() string {
	return fmt.Sprintf("the file is too large: it may have %d MiB", f.most>>20)
}

// Is reports whether the target is [errTooLong].
func (f *fileSizeError) Is(target error) bool { return target == errTooLong }
