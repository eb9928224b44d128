package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Migrated reports whether [Migrate] has made the tables of claims in a
// database, in any version. It writes nothing.
func Migrated(ctx context.Context, pool *pgxpool.Pool) (bool, error) {
	version, err := versionOf(ctx, pool)
	return version > 0, known(ctx, err)
}
