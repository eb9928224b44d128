package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }

// A stage is a queue whose clock the test sets.
type stage struct {
	*queue
	t    testing.TB
	at   time.Time
	told []string
	fail error
}

func (s *stage) tell(_ context.Context, notice *agenda.Notice) error {
	s.told = append(s.told, notice.Key())
	return s.fail
}

func staged(t testing.TB) *stage {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, at: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)}
	s.queue, err = open(t.Context(), clustertest.Schema(t), card, agenda.Settings{}, s, func() time.Time { return s.at })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// due returns the first job that is due, or 0.
func (s *stage) due(until time.Time) (id int64, args wake, at time.Time) {
	s.t.Helper()
	err := s.pool.QueryRow(context.Background(), `SELECT id, args->>'claim', (args->>'version')::bigint, scheduled_at FROM river_job
		WHERE scheduled_at <= $1 AND state IN ('available', 'scheduled') ORDER BY scheduled_at, id LIMIT 1`, until).Scan(&id, &args.Claim, &args.Version, &at)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		s.t.Fatal(err)
	}
	return id, args, at
}

// advance works on the jobs that are due until an instant, each at its own.
func (s *stage) advance(until time.Time) {
	s.t.Helper()
	w := &waker{queue: s.queue, teller: s}
	for {
		id, args, at := s.due(until)
		if id == 0 {
			break
		}
		if at.After(s.at) {
			s.at = at
		}
		err := w.Work(context.Background(), &river.Job[wake]{Args: args})
		var snooze *river.JobSnoozeError
		after := "DELETE FROM river_job WHERE id = $1 AND $2::timestamptz IS NOT NULL"
		if errors.As(err, &snooze) {
			after = "UPDATE river_job SET scheduled_at = $2 WHERE id = $1"
			at = s.at.Add(snooze.Duration)
		} else if err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.pool.Exec(context.Background(), after, id, at); err != nil {
			s.t.Fatal(err)
		}
	}
	if until.After(s.at) {
		s.at = until
	}
}

func TestTheQueueKeepsTheContractOfAStore(t *testing.T) {
	s := staged(t)
	claimstest.TestStore(t, func(t *testing.T) store.Store {
		s.empty(t)
		return s.queue
	})
}

// empty empties the tables of claims and jobs. That needs a tenth of the time
// for making them again.
func (s *stage) empty(t testing.TB) {
	t.Helper()
	// A call that a test canceled can still be at work on the server, and lock the
	// tables in another order. Then one of the two is told of a deadlock.
	for attempt := 1; ; attempt++ {
		_, err := s.pool.Exec(t.Context(), `DO $$ BEGIN
			EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY' FROM pg_tables
				WHERE schemaname = current_schema() AND tablename NOT IN ('outbox', 'claims_migrations', 'river_migration'));
			UPDATE outbox SET last = 0;
		END $$`)
		var problem *pgconn.PgError
		switch {
		case err == nil:
			return
		case !errors.As(err, &problem) || problem.Code != "40P01" || attempt == 10:
			t.Fatal(err)
		}
	}
}

func TestEveryScenarioEndsAsTheRulesSayIfJobsFollowItsClaims(t *testing.T) {
	files, err := scenario.Files("../../claims/testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	s := staged(t)
	for _, file := range files {
		t.Run(file.Name, func(t *testing.T) {
			s.t = t
			s.clear()
			for i := range file.Lines {
				line := &file.Lines[i]
				now := line.Meta.Received                       // the command itself can be dated wrongly
				if now.Before(s.at.Add(-30 * 24 * time.Hour)) { // another life begins
					s.at = now
				}
				s.advance(now.Add(-time.Nanosecond))
				card, err := catalog.Public()
				if err != nil {
					t.Fatal(err)
				}
				got := line.Play(t.Context(), scenario.LibraryDesk{Desk: s.desk, Card: card})
				if got != line.Want && !s.expiredByAJob(line) {
					t.Errorf("line %d: %s, want %s", line.Number, got, line.Want)
				}
			}
		})
	}
}

// clear removes all claims and jobs.
func (s *stage) clear() {
	s.t.Helper()
	_, err := s.pool.Exec(context.Background(), `TRUNCATE claims, places, entries, river_job; UPDATE outbox SET last = 0`)
	if err != nil {
		s.t.Fatal(err)
	}
}

// expiredByAJob reports whether a job expired the claim before a line.
func (s *stage) expiredByAJob(line *scenario.Line) bool {
	for entry, err := range s.desk.History(context.Background(), line.Claim) {
		if err == nil && entry.Event == claims.WindowEnds && !entry.At.After(line.Meta.Received) {
			return true
		}
	}
	return false
}

// opened opens a claim in November 2022.
func (s *stage) opened(id claims.ID) *claims.Claim {
	s.t.Helper()
	card, err := catalog.Public()
	if err != nil {
		s.t.Fatal(err)
	}
	desk := scenario.LibraryDesk{Desk: s.desk, Card: card}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: s.at, Received: s.at}
	change, err := desk.Open(context.Background(), &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH"}, id, meta)
	if err != nil {
		s.t.Fatal(err)
	}
	return change.Claim
}

func (s *stage) count() (jobs int) {
	s.t.Helper()
	if err := s.pool.QueryRow(context.Background(), "SELECT count(*) FROM river_job").Scan(&jobs); err != nil {
		s.t.Fatal(err)
	}
	return jobs
}

func TestAChangeThatIsNotSavedLeavesNoJob(t *testing.T) {
	s := staged(t)
	claim := s.opened("claim-1")
	if s.count() != 1 {
		t.Fatalf("%d jobs for one change", s.count())
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: s.at, Received: s.at}
	change, err := claims.Apply(claim, claims.SendConsent{}, meta)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := desk.EncodeChange(change)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), rows); err != nil || s.count() != 2 {
		t.Fatalf("%d jobs, %v", s.count(), err)
	}
	if err := s.Save(t.Context(), rows); !errors.Is(err, store.ErrConflict) || s.count() != 2 {
		t.Errorf("after a conflict: %d jobs, %v", s.count(), err)
	}
}

// The queue writes its jobs before the change, and a host sees the same errors
// as without jobs.
func TestAnErrorHasTheClassThatItHasInTheStore(t *testing.T) {
	s := staged(t)
	odd := s.encoded("claim\x00")
	if err := s.Save(t.Context(), odd); desk.ClassOf(err) != desk.Malformed || s.count() != 0 {
		t.Errorf("an ID with NUL: %v of the class %s, %d jobs", err, desk.ClassOf(err), s.count())
	}
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	replica, err := open(t.Context(), s.pool.Config().ConnString()+"&default_transaction_read_only=on", card, agenda.Settings{}, s, s.now)
	if err != nil {
		t.Fatal(err)
	}
	defer replica.Close()
	if err := replica.Save(t.Context(), s.encoded("claim-1")); !errors.Is(err, postgres.ErrReadOnly) || s.count() != 0 {
		t.Errorf("a replica: %v, %d jobs", err, s.count())
	}
}

// encoded returns the change that opens a claim, under any ID.
func (s *stage) encoded(id claims.ID) store.Change {
	s.t.Helper()
	change, err := sample.Open(s.catalog, "claim", 1, sample.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	change.Envelope.ID, change.Entries[0].Claim = id, id
	return change
}

func TestAClaimThatNobodyMovesIsRemindedOfAndExpiresByOneJob(t *testing.T) {
	s := staged(t)
	s.opened("claim-1")
	s.advance(s.at.AddDate(0, 0, 60))
	if got := strings.Join(s.told, " "); got != "14/consent/2022-12-10/claim-1 7/consent/2022-12-10/claim-1 1/consent/2022-12-10/claim-1" {
		t.Errorf("told %s", got)
	}
	record, err := s.Load(t.Context(), "claim-1")
	if err != nil || record.Status != claims.ConsentExpired.String() || s.count() != 0 {
		t.Errorf("%s, %d jobs, %v", record.Status, s.count(), err)
	}
}

// The pauses between attempts to send a reminder grow to days, and no pause
// lasts beyond the end of the window.
func TestAReminderThatCannotBeSentDelaysNoExpiry(t *testing.T) {
	s := staged(t)
	s.opened("claim-1")
	s.fail = errors.New("no mail server")
	w := &waker{queue: s.queue, teller: s}
	_, args, at := s.due(s.at.AddDate(1, 0, 0))
	s.at = at
	row := &rivertype.JobRow{}
	for range 25 { // attempts, after which River gives a job up
		if err := w.Work(t.Context(), &river.Job[wake]{JobRow: row, Args: args}); err == nil {
			break
		}
		row.Errors = append(row.Errors, rivertype.AttemptError{})
		pause := time.Until((&river.DefaultClientRetryPolicy{}).NextRetry(row))
		if retry := w.NextRetry(&river.Job[wake]{JobRow: row, Args: args}); !retry.IsZero() {
			pause = time.Until(retry)
		}
		s.at = s.at.Add(pause + time.Second) // the time that the test itself needs
	}
	end := time.Date(2022, 12, 11, 0, 5, 0, 0, time.UTC)
	record, err := s.Load(t.Context(), "claim-1")
	if late := s.at.Sub(end); err != nil || record.Status != claims.ConsentExpired.String() || late < 0 || late > time.Minute {
		t.Errorf("%s, %s after the end, after %d attempts, %v", record.Status, late, len(row.Errors), err)
	}
}

func TestAClaimThatWaitsForNothingIsTriedAgainAsUsual(t *testing.T) {
	s := staged(t)
	claim := s.opened("claim-1")
	w := &waker{queue: s.queue, teller: s}
	job := &river.Job[wake]{JobRow: &rivertype.JobRow{}, Args: wake{"claim-1", claim.Version()}}
	if retry := w.NextRetry(job); !retry.IsZero() {
		t.Errorf("long before the next instant: %s", retry)
	}
	s.at = s.at.AddDate(0, 0, 60)
	if retry := w.NextRetry(job); !retry.IsZero() {
		t.Errorf("once the expiry is due: %s", retry)
	}
	job.Args.Claim = "none"
	if retry := w.NextRetry(job); !retry.IsZero() {
		t.Errorf("a claim that cannot be read: %s", retry)
	}
}

func TestTheClassOfAnErrorDecidesWhatBecomesOfTheJob(t *testing.T) {
	for _, class := range desk.ErrorClasses() {
		err := outcome(&store.ClaimError{ID: "claim-1", Err: map[desk.ErrorClass]error{
			desk.Unreadable: claims.ErrUnreadable, desk.Unavailable: desk.ErrUnavailable, desk.ExistsAlready: desk.ErrExists,
			desk.Conflicted: store.ErrConflict, desk.LimitReached: store.ErrLimit, desk.TermsChanged: claims.ErrTermsChanged,
			desk.NotFound: store.ErrNotFound, desk.Refused: claims.ErrRefused, desk.Malformed: mci.ErrInvalid, desk.OutOfOrder: claims.ErrOutOfOrder,
		}[class]})
		var snooze *river.JobSnoozeError
		var cancel *river.JobCancelError
		got := "retried"
		switch {
		case err == nil:
			got = "done"
		case errors.As(err, &snooze):
			got = "put off"
		case errors.As(err, &cancel):
			got = "canceled"
		}
		want := map[desk.ErrorClass]string{
			desk.Refused: "done", desk.TermsChanged: "put off", desk.Unreadable: "put off", desk.NotFound: "canceled",
			desk.Malformed: "canceled", desk.ExistsAlready: "canceled", desk.LimitReached: "canceled",
		}[class]
		if want == "" {
			want = "retried"
		}
		if got != want {
			t.Errorf("after %s the job is %s, want %s", class, got, want)
		}
	}
}

func TestTheProgramExpiresWhatIsOverAndAdoptsWhatHasNoJob(t *testing.T) {
	s := staged(t)
	s.opened("claim-1")
	if _, err := s.pool.Exec(t.Context(), "DELETE FROM river_job"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var out bytes.Buffer
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-db", s.pool.Config().ConnString(), "-adopt"}, &out) }()
	end := time.Now().Add(time.Minute)
	for {
		record, err := s.Load(t.Context(), "claim-1")
		if err == nil && record.Status == claims.ConsentExpired.String() {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%s, %v", record.Status, err)
		}
		<-time.After(20 * time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil || !strings.Contains(out.String(), "1 claims have a job") {
		t.Errorf("it printed %q and ended with %v", out.String(), err)
	}
}

func TestAProgramWithWrongFlagsOrFilesDoesNotStart(t *testing.T) {
	for _, args := range [][]string{{"-wrong"}, {"-catalog", "none.json"}, {"-db", "postgres://postgres@127.0.0.1:1/none?sslmode=disable"}, {"-db", "::"}} {
		if err := run(t.Context(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

func TestAQueueWithMalformedTimesNamesThem(t *testing.T) {
	var field *mci.FieldError
	_, err := open(t.Context(), "", nil, agenda.Settings{Grace: 48 * time.Hour}, nil, time.Now)
	if !errors.As(err, &field) || field.Path != "grace" {
		t.Errorf("got %v, want an error of the grace", err)
	}
}

// A host that kept its claims without River starts several programs at once.
func TestProgramsThatStartAtOnceOnADatabaseOfClaimsAllStart(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	place := clustertest.Schema(t)
	before, err := postgres.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	before.Close() // the claims have their tables, and River has none
	const programs = 4
	started := make(chan error, programs)
	for range programs {
		go func() {
			q, err := open(context.Background(), place, card, agenda.Settings{}, &printer{out: io.Discard}, time.Now)
			if err == nil {
				q.Close()
			}
			started <- err
		}()
	}
	for range programs {
		if err := <-started; err != nil {
			t.Error(err)
		}
	}
}
