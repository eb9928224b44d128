package postgres

import (
	"context"
	"database/sql"
	"io/fs"

	"github.com/mci-go/incentives/examples/row"
)

// Schema returns the version of the schema that this program writes, which is
// the number of its migrations.
func (*Store) Schema() int {
	names, _ := fs.Glob(files, "migrations/*.sql") // it only fails if the pattern is malformed
	return len(names)
}

// Check looks for damage, as [row.Check] does. All its reads see one moment. It
// returns all problems. If a problem is about a claim, it is a
// store.ClaimError. Any other problem matches [row.ErrDamaged]. The second
// result is an error of reading the database. If there is one, the rest was not
// checked. Check does not look at pages and indexes, because the server's
// program pg_amcheck checks them.
func (s *Store) Check(ctx context.Context) (problems []error, err error) {
	err = s.within(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, func(tx *sql.Tx) (err error) {
		problems, err = row.Check(ctx, tx, `SELECT last FROM outbox`)
		return err
	})
	return problems, err
}
