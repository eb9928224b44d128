package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/usedkey"
)

// keyOf returns the idempotency key of a command with the digest of its
// content. Without a key it is zero, and nothing is digested.
func keyOf(meta *claims.Meta, event lifecycle.Event, content any) (UsedKey, error) {
	if meta.Key == "" {
		return UsedKey{}, nil
	}
	digest, err := usedkey.Digest(content)
	return UsedKey{meta.Key, event, claims.ContentDigest(digest)}, err
}

// openingContent returns the content of the opening of a claim: its record
// without the instants, so that a repetition at a later instant is one, and
// without the format, which a newer library changes.
func (r *Record) openingContent() any {
	content := r.clone()
	for _, i := range content.instants() {
		*i.at = time.Time{}
	}
	content.Keys, content.Index = nil, claims.Index{}
	return &openingForm{plainRecord: plainRecord(content)}
}
