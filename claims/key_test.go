package claims_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestAKeyStandsForACommandWithItsContent(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	meta := by(claims.PaymentRecorded, at("2023-01-15"))
	meta.Key = "key-1"
	change := must(claims.Apply(l.claim, claims.RecordPayment{Amount: usd("2000")}, meta))
	again := must(claims.Apply(change.Claim, claims.RecordPayment{Amount: usd("2000")}, meta))
	if again.Entries != nil {
		t.Errorf("the same command again made %d entries", len(again.Entries))
	}
	_, err := claims.Apply(change.Claim, claims.RecordPayment{Amount: usd("3000")}, meta)
	wantInvalid(t, err, "key")
	meta.Actor = claims.PartnerCenter
	_, err = claims.Observe(change.Claim, claims.ReadStatus("Rejected"), meta)
	wantInvalid(t, err, "key")
}

// The opening has a content, too: another customer under the same key is not a
// repetition.
func TestAnOpeningUnderAUsedKeyIsARepetitionOnlyWithItsContent(t *testing.T) {
	d := desk.New(new(store.Memory), public())
	meta := by(claims.AddCustomer, at("2022-11-10"))
	meta.Key = "open-1"
	q := question(engagement(public(), viva), at("2022-11-10"))
	must(d.Open(t.Context(), nominate(q), "claim-1", meta))
	if change := must(d.Open(t.Context(), nominate(q), "claim-1", meta)); change.Entries != nil {
		t.Error("the same nomination again opens")
	}
	later := q
	later.At, meta.At, meta.Received = at("2022-11-11"), at("2022-11-11"), at("2022-11-11")
	if change := must(d.Open(t.Context(), nominate(later), "claim-1", meta)); change.Entries != nil {
		t.Error("the same nomination a day later opens")
	}
	other := q
	other.Customer.Country, other.Location.Country = "DE", "DE"
	_, err := d.Open(t.Context(), nominate(other), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	if !errors.Is(err, desk.ErrExists) {
		t.Errorf("another nomination without a key: got %v", err)
	}
	meta.At, meta.Received = at("2022-11-10"), at("2022-11-10")
	_, err = d.Open(t.Context(), nominate(other), "claim-1", meta)
	wantInvalid(t, err, "key")
}

func TestARecordKeepsTheLastSixtyFourKeys(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	before := len(l.claim.Record().Keys)
	for i := range 70 {
		meta := by(claims.PartnerComments, at("2022-12-01"))
		meta.Key = fmt.Sprint("key-", i)
		l.apply(claims.AddComment{Comment: fmt.Sprint(i)}, meta)
	}
	record := l.claim.Record()
	if before != 0 || len(record.Keys) != 64 || record.Keys[0].Key != "key-6" || record.Keys[63].Key != "key-69" {
		t.Errorf("%d keys, from %s to %s", len(record.Keys), record.Keys[0].Key, record.Keys[len(record.Keys)-1].Key)
	}
	must(claims.Restore(throughJSON(t, record), l.catalog))
	record.Keys = append(record.Keys, claims.UsedKey{Key: "one more", Event: claims.PartnerComments})
	_, err := claims.Restore(record, l.catalog)
	wantInvalid(t, err, "keys")
}

func TestADigestHasOneTextForm(t *testing.T) {
	for _, digest := range []claims.ContentDigest{0, 1, 1<<64 - 1, 0xabc} {
		if got := throughJSON(t, digest); got != digest || len(digest.String()) != 16 {
			t.Errorf("%s comes back as %s", digest, got)
		}
	}
	for _, text := range []string{"", "0", "000000000000000G", "00000000000000AB", "+000000000000001", "00000000000000001"} {
		var digest claims.ContentDigest
		if err := json.Unmarshal([]byte(`"`+text+`"`), &digest); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
