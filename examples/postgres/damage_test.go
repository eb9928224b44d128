package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

// PostgreSQL has no text with the character NUL.
func TestATextThatPostgreSQLRefusesIsNamed(t *testing.T) {
	s := newStore(t)
	const odd, broken = "claim\x00", "claim\xff"
	for _, id := range []claims.ID{odd, broken} {
		if _, err := s.Load(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Load: got %v, want %v", err, store.ErrNotFound)
		}
		for entry, err := range s.History(t.Context(), id, 0) {
			t.Errorf("History: %v, %v", entry, err)
		}
		for record, err := range s.LoadAll(t.Context(), []claims.ID{id}) {
			t.Errorf("LoadAll: %v, %v", record, err)
		}
		for record, err := range s.List(t.Context(), store.Query{Text: string(id), SolutionArea: string(id)}) {
			t.Errorf("List: %v, %v", record, err)
		}
		var field *mci.FieldError
		for _, err := range s.List(t.Context(), store.Query{After: id}) {
			if !errors.As(err, &field) || field.Path != "after" {
				t.Errorf("List after the ID: %v", err)
			}
		}
		if _, err := s.Deals().Load(t.Context(), id); !errors.Is(err, referral.ErrNotFound) {
			t.Errorf("Load of a deal: got %v, want %v", err, referral.ErrNotFound)
		}
		if err := s.Deals().Save(t.Context(), referral.Deal{Claim: id, Version: 1}); !errors.As(err, &field) || field.Path != "claim" {
			t.Errorf("Save of a deal: %v", err)
		}
	}
	var field *mci.FieldError
	record := opened(t, 1, 1).Claim.Record()
	record.Name = odd
	envelope, err := desk.Encode(&record)
	named, rowErr := row.Of(&envelope)
	if err = errors.Join(err, rowErr, checkTexts(&named)); !errors.As(err, &field) || field.Path != "search" || field.Found != "nothing" {
		t.Errorf("a name: %v", err)
	}
	stored, fresh := rowsOf(t, opened(t, 1, 1)), rowsOf(t, opened(t, 2, 2))
	if err := s.Save(t.Context(), stored); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"", "{", "\x00"} {
		stored.Envelope.Body, fresh.Envelope.Body = []byte(body), []byte(body)
		if err := s.Reindex(t.Context(), []store.Envelope{stored.Envelope}); !errors.As(err, &field) || field.Path != "body" {
			t.Errorf("Reindex with the body %q: %v", body, err)
		}
		if err := s.Save(t.Context(), fresh); !errors.As(err, &field) || field.Path != "body" {
			t.Errorf("Save with the body %q: %v", body, err)
		}
	}
	if err := s.Save(t.Context(), store.Change{}); !errors.As(err, new(*mci.FieldError)) {
		t.Errorf("a change without a claim: %v", err)
	}
}

// A text that no index holds is never stored, however often it is repeated. The
// library makes none that is so long.
func TestATextThatIsTooLongForAnIndexIsMalformed(t *testing.T) {
	s := newStore(t)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // because the text must only be one that cannot be made shorter
	text := make([]byte, 100_000)
	for i := range text {
		text[i] = byte('a' + random.IntN(26))
	}
	long := rowsOf(t, opened(t, 1, 1))
	long.Envelope.Area = string(text)
	if err := s.Save(t.Context(), long); desk.ClassOf(err) != desk.Malformed {
		t.Errorf("Save: got %v of the class %s", err, desk.ClassOf(err))
	}
	deal := referral.Deal{Claim: "claim-1", Version: 1, Link: referral.Link{Referral: string(text)}}
	if err := s.Deals().Save(t.Context(), deal); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("Save of a deal: got %v", err)
	}
	wantWholeOutbox(t, s)
}

func TestADamagedClaimDoesNotStopAList(t *testing.T) {
	s := newStore(t)
	for n := range 3 {
		if err := s.Save(t.Context(), rowsOf(t, opened(t, n, n))); err != nil {
			t.Fatal(err)
		}
	}
	for _, statement := range []string{
		`UPDATE claims SET record = '{"format": 99}', customer = 'from the future' WHERE id = 'claim-1'`,
		`UPDATE entries SET entry = '{}', kind = 'from the future' WHERE claim = 'claim-1'`,
		`INSERT INTO deals VALUES ('claim-1', 1, '[]', NULL, '` + (&row.Deal{Claim: "claim-1", Version: 1, Data: "[]"}).SumOf() + `')`,
	} {
		if _, err := s.pool.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	records, failures := 0, 0
	note := func(err error) {
		var bad *store.ClaimError
		switch {
		case err == nil:
			records++
		case errors.As(err, &bad) && bad.ID == "claim-1":
			failures++
		default:
			t.Error(err)
		}
	}
	for _, err := range s.List(t.Context(), store.Query{Key: store.ExpiresKey, ByKey: true}) {
		if bad := new(store.ClaimError); errors.As(err, &bad) && bad.Key.IsZero() {
			t.Error("the key of the damaged claim is not said")
		}
		note(err)
	}
	for _, err := range s.LoadAll(t.Context(), []claims.ID{"claim-0", "claim-1", "claim-2"}) {
		note(err)
	}
	for _, err := range s.Tail(t.Context(), "") {
		note(err)
	}
	if records != 6 || failures != 3 {
		t.Errorf("%d records and entries, %d errors", records, failures)
	}
	lines, err := s.Totals(t.Context(), store.Query{})
	if err != nil || len(lines) != 1 || lines[0].Claims != 2 {
		t.Errorf("Totals: %v, %v", lines, err)
	}
	if altered, err := s.Altered(t.Context(), store.Query{Open: true}); err != nil || len(altered) != 1 || altered[0].ID != "claim-1" {
		t.Errorf("Altered: %v, %v", altered, err)
	}
	if err := s.Reindex(t.Context(), []store.Envelope{{Kind: store.PartnerActivity, ID: "claim-1", Version: 1, Body: []byte("{}")}}); err != nil {
		t.Errorf("Reindex: %v", err)
	}
	if _, err := s.Deals().Load(t.Context(), "claim-1"); err == nil {
		t.Error("a damaged deal was loaded")
	}
}

// A desk that repeats a command under its key loses and doubles nothing, even
// if connections break in the middle of a commit.
func TestBrokenConnectionsLoseAndDoubleNothing(t *testing.T) {
	server, at := clustertest.Server(t), clustertest.Schema(t)
	const name = "to_be_broken"
	s, err := Open(t.Context(), at+"&application_name="+name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first := opened(t, 1, 1)
	if err := s.Save(t.Context(), rowsOf(t, first)); err != nil {
		t.Fatal(err)
	}
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(s, card)
	killed := make(chan error, 1)
	go func() {
		const kills = 30
		for range kills {
			if err := server.Run(context.WithoutCancel(t.Context()), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"+name+"'"); err != nil {
				killed <- err
				return
			}
		}
		killed <- nil
	}()
	const commands = 40
	for n := range commands {
		meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: fmt.Sprint(n)}
		var command claims.Command = claims.ResendConsent{}
		if n == 0 {
			command = claims.SendConsent{}
		}
		for {
			if _, err := d.Do(t.Context(), "claim-1", command, meta); err == nil {
				break
			} else if errors.Is(err, claims.ErrRefused) || t.Context().Err() != nil {
				t.Fatal(err)
			}
		}
	}
	if err := <-killed; err != nil {
		t.Fatal(err)
	}
	for s.pool.Ping(t.Context()) != nil { // connections that were killed and are not noticed yet
	}
	record, err := s.Load(t.Context(), "claim-1")
	if err != nil || record.Version != commands+1 {
		t.Errorf("version %d, want %d, %v", record.Version, commands+1, err)
	}
	wantWholeOutbox(t, s)
}

// A deal that another program altered is refused for its claim alone, and the
// check of the database names the claim.
func TestADealThatWasAlteredIsRefusedForItsClaimAlone(t *testing.T) {
	s := newStore(t)
	for n := range 3 {
		if err := s.Save(t.Context(), rowsOf(t, opened(t, n, n))); err != nil {
			t.Fatal(err)
		}
		deal := referral.Deal{Claim: claims.ID(fmt.Sprint("claim-", n)), Version: 1}
		deal.Link.Referral = fmt.Sprint("Referral-", n)
		if err := s.Deals().Save(t.Context(), deal); err != nil {
			t.Fatal(err)
		}
	}
	for column, value := range map[string]string{"version": "2", "deal": `'{"claim": "claim-1", "version": 1}'`, "link": "'referral-7'", "sum": "''"} {
		var before string
		if err := s.pool.QueryRow(t.Context(), `SELECT `+column+`::text FROM deals WHERE claim = 'claim-1'`).Scan(&before); err != nil {
			t.Fatal(err)
		}
		if _, err := s.pool.Exec(t.Context(), `UPDATE deals SET `+column+` = `+value+` WHERE claim = 'claim-1'`); err != nil {
			t.Fatal(err)
		}
		var bad *store.ClaimError
		if got, err := s.Deals().Load(t.Context(), "claim-1"); !errors.As(err, &bad) || bad.ID != "claim-1" || got.Claim != "" || desk.ClassOf(err) != desk.Unreadable {
			t.Errorf("%s: got %+v, %v", column, got, err)
		}
		problems, err := s.Check(t.Context())
		if err != nil || len(problems) != 1 || !errors.As(problems[0], &bad) || bad.ID != "claim-1" {
			t.Errorf("%s: the check finds %v, %v", column, problems, err)
		}
		for _, id := range []claims.ID{"claim-0", "claim-2"} {
			if _, err := s.Deals().Load(t.Context(), id); err != nil {
				t.Errorf("%s: %s: %v", column, id, err)
			}
		}
		kinds := map[string]string{"version": "bigint", "deal": "json", "link": "text", "sum": "text"}
		if _, err := s.pool.Exec(t.Context(), `UPDATE deals SET `+column+` = $1::text::`+kinds[column]+` WHERE claim = 'claim-1'`, before); err != nil {
			t.Fatal(err)
		}
	}
	if problems, err := s.Check(t.Context()); err != nil || len(problems) != 0 {
		t.Errorf("as it was: %v, %v", problems, err)
	}
}
