package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/examples/transfer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// sumSuffix is the suffix of the file beside a backup that holds its SHA-256
// hash, in the format of the program sha256sum.
const sumSuffix = ".sha256"

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write all claims of one moment to a new file, with its sum beside it", Args: arguments(1, 1),
		Long: `Write all claims of one moment, with their histories, their deals and the places that relays have reached, to a new file, and its
SHA-256 sum to FILE.sha256. The backup is read again and compared. If a claim cannot be copied, no backup is left: "tracker doctor"
says more. A backup of a PostgreSQL database is a file, too; its other tables are those of other programs, and pg_dump saves them.`,
		Example: `  tracker backup 2023-12-28.db
  tracker restore 2023-12-28.db --db new.db`,
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error { return t.backup(ctx, args[0]) }),
	}
}

func (t *tracker) backup(ctx context.Context, file string) (err error) {
	if place.IsServer(file) {
		return mci.Invalid("file", place.Shown(file), "the name of a new file; \"tracker copy\" copies to a database")
	}
	if err := checkNewFile("file", file); err != nil {
		return err
	}
	for _, name := range []string{file, file + sumSuffix} {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fmt.Errorf("%s: %w: a backup overwrites nothing", name, fs.ErrExist), err)
		}
	}
	folder, err := os.MkdirTemp(filepath.Dir(file), ".backup-")
	if err != nil {
		return asNewFile(file, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	draft := filepath.Join(folder, "claims.db")
	report, err := t.copyAll(ctx, t.store, draft)
	if err != nil {
		return err
	}
	sum, err := sumOfFile(draft)
	if err == nil {
		err = os.WriteFile(file+sumSuffix, []byte(sum+"  "+filepath.Base(file)+"\n"), 0o600)
	}
	if err == nil {
		err = os.Rename(draft, file)
	}
	if err != nil {
		return asNewFile(file, err)
	}
	return t.show(&copyReport{To: file, Report: report})
}

// copyAll copies all claims to a place. If it cannot copy one of them, it
// returns an error and writes nothing.
func (t *tracker) copyAll(ctx context.Context, from place.Keeping, to string) (report *transfer.Report, err error) {
	there, err := openPlace(ctx, "db", to, true)
	if err != nil {
		return nil, err
	}
	err = from.CopyFrom(ctx, func(from *transfer.Side) error {
		return there.CopyTo(ctx, func(into *transfer.Side) (err error) {
			if report, err = transfer.Copy(ctx, from, into); err == nil && len(report.Left) > 0 {
				err = fmt.Errorf("claim %q: %s: nothing was written; type \"tracker doctor\"", report.Left[0].Claim, report.Left[0].Why)
			}
			return err
		})
	})
	return report, errors.Join(err, there.Close())
}

// sumOfFile returns the SHA-256 hash of a file.
func sumOfFile(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, file.Close())
}

func (p *program) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Bring all claims of a backup to a place that holds none", Args: arguments(1, 1),
		Long: `Bring all claims of a backup to the place of --db, all or nothing. The backup is held against its sum in FILE.sha256 before anything
is written. A place that holds claims is left as it is: name another one, or move its file away first. A PostgreSQL database may have its tables of claims already, but no
claims in them.`,
		Example: `  tracker restore 2023-12-28.db --db new.db`,
		RunE: func(c *cobra.Command, args []string) error {
			t, err := p.tracker()
			if err != nil {
				return err
			}
			return t.restore(c.Context(), args[0], p.database)
		},
	}
}

// restore works on a copy of the backup, because a file of an older version is
// upgraded when it is opened.
func (t *tracker) restore(ctx context.Context, file, to string) (err error) {
	if place.IsServer(file) || file == "" {
		return mci.Invalid("file", place.Shown(file), "the name of a backup")
	}
	if err := holdsNone(ctx, to); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	draft := filepath.Join(folder, "claims.db")
	if err := copyBackup(file, draft); err != nil {
		return err
	}
	if err := checkSum(file, draft); err != nil {
		return err
	}
	from, err := openPlace(ctx, "file", draft, false)
	if err != nil {
		return err
	}
	report, err := t.copyAll(ctx, from, to)
	if err := errors.Join(err, from.Close()); err != nil {
		return err
	}
	return t.show(&copyReport{To: place.Shown(to), Report: report})
}

// copyBackup copies a backup to a new file that only its owner can read. If the
// file is no backup, it is not copied.
func copyBackup(from, to string) error {
	if err := sqlite.Recognize(from); err != nil {
		if _, sum := os.Stat(from + sumSuffix); sum != nil { // otherwise the hash shows that it was altered
			return err
		}
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close(), source.Close())
}

// sha256Sum matches a SHA-256 hash as text.
var sha256Sum = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

// checkSum compares the hash of a backup with its copy.
func checkSum(file, draft string) error {
	noted, err := os.ReadFile(file + sumSuffix)
	if err != nil {
		return err
	}
	sum, err := sumOfFile(draft)
	if err != nil {
		return err
	}
	want, _, _ := strings.Cut(strings.TrimSpace(string(noted)), " ")
	if !sha256Sum.MatchString(want) {
		return mci.Invalid(file+sumSuffix, vocabulary.Shorten(want), "the SHA-256 sum of the backup in 64 hexadecimal digits, a space and the file's name, as \"tracker backup\" and sha256sum write it; nothing was restored")
	}
	if !strings.EqualFold(sum, want) {
		return fmt.Errorf("%s: found the SHA-256 sum %s, want %s, which %s holds: the backup was altered, and nothing was restored", file, sum, want, file+sumSuffix)
	}
	return nil
}

// holdsNone returns an error if there is a claim in a place.
func holdsNone(ctx context.Context, to string) error {
	there, err := openPlace(ctx, "db", to, false)
	var none *unmade
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, failure := range there.List(ctx, store.Query{Most: 1}) {
		var damaged *store.ClaimError
		if err = failure; err == nil || errors.As(err, &damaged) {
			err = fmt.Errorf("%s holds claims, and nothing was restored: name another place by --db, or move the file away first", place.Shown(to))
		}
		break
	}
	return errors.Join(err, there.Close())
}
