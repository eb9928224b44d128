package partner

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// sweep expires the claims of both kinds that are due by a machine's clock. If
// the store had no fault, none of them is due after it.
func (w *World) sweep(d *deed) {
	at := d.clock()
	ended, failed := 0, 0
	for change, err := range d.machine.desk.Sweep(d.ctx, store.Query{}, at) {
		ended += len(change.Entries)
		failed += failure(err)
	}
	for change, err := range d.machine.desk.Associations().Sweep(d.ctx, store.Query{}, at) {
		ended += len(change.Entries)
		failed += failure(err)
	}
	w.count("sweep", fmt.Sprintf("with failures %t", failed > 0))
	w.answer("sweep: %d ended, %d failed", ended, failed)
	if failed > 0 || !w.certain() || len(d.Within) > 0 {
		return
	}
	w.count("invariant", "6")
	for claim, err := range d.machine.desk.List(d.ctx, store.Query{Key: store.ExpiresKey, Until: at, ByKey: true}) {
		if err == nil && claim.Due(at) {
			w.violate(6, claim.ID(), errors.New("the claim is due after a sweep"))
		}
	}
}

// failure counts an error.
func failure(err error) int {
	if err == nil {
		return 0
	}
	return 1
}

// read reads the worklist, the reminders and the totals, and checks that lists
// are in order and have every claim.
func (w *World) read(d *deed) {
	at := d.clock()
	n, failed := 0, 0
	var last time.Time
	query := store.Query{Key: store.AttentionKey, ByKey: true, Most: 20}
	for work, err := range register.Worklist(d.ctx, d.machine.desk, query, at) {
		n, failed = n+1, failed+failure(err)
		if key := w.store.row(work.ID).envelope.Attention; err == nil && len(d.Within) == 0 {
			if key.Before(last) {
				w.violate(3, work.ID, errors.New("the worklist is not in the order of its key"))
			}
			last = key
		}
	}
	for _, err := range register.Reminders(d.ctx, d.machine.desk, store.Query{Most: 10}, at, 7) {
		n, failed = n+1, failed+failure(err)
	}
	if d.dice.chance(25) {
		failed += w.listAll(d)
	}
	_, _, err := d.machine.desk.Totals(d.ctx, store.Query{})
	w.count("read", outcomeOf(desk.ClassOf(err)))
	w.answer("read: %d, %d failed, totals %s", n, failed, outcomeOf(desk.ClassOf(err)))
}

// listAll checks that the store lists every claim, and returns the number of
// failures.
func (w *World) listAll(d *deed) (failed int) {
	listed := 0
	for _, err := range w.store.List(d.ctx, store.Query{}) {
		listed, failed = listed+1, failed+failure(err)
	}
	if failed == 0 && w.certain() && listed != len(w.store.rows) {
		w.violate(9, "", fmt.Errorf("the store lists %d claims and has saved %d", listed, len(w.store.rows)))
	}
	return failed
}

// relay follows the store's tail and delivers each entry to a receiver.
type relay struct {
	cursor    store.Position
	delivered map[claims.ID]uint64 // the greatest number that arrived
	events    int
	twice     int
}

func (r *relay) begin() { r.delivered = map[claims.ID]uint64{} }

// deliver runs the relay for some entries. If it dies between the delivery of
// an entry and the note of its cursor, the entry is delivered again.
func (w *World) deliver(d *deed) {
	left := 1 + d.dice.IntN(60)
	dies := d.dice.chance(30)
	sent := 0
	for delivery, err := range w.store.Tail(d.ctx, w.relay.cursor) {
		if err != nil {
			w.answer("relay: stopped")
			w.count("relay", "stopped")
			break
		}
		w.receive(&delivery.Entry)
		sent++
		if left--; left == 0 {
			break
		}
		if dies && left%3 == 0 {
			w.count("relay", "died")
			break
		}
		w.relay.cursor = delivery.Position
	}
	w.count("relay", "ran")
	w.answer("relay: %d", sent)
}

// receive reads an entry as a receiver does. Entries of a claim come in order.
// If one comes again, it is ignored.
func (w *World) receive(entry *store.Entry) {
	r := &w.relay
	r.events++
	w.count("invariant", "9")
	switch got := r.delivered[entry.Claim]; {
	case entry.Number == got+1:
		r.delivered[entry.Claim] = entry.Number
	case entry.Number <= got:
		r.twice++
		w.count("relay", "again")
	default:
		w.violate(9, entry.Claim, fmt.Errorf("entry %d was delivered after entry %d", entry.Number, got))
	}
}

// importExport reads an export of Partner Center: of now or of some days ago,
// with rows that are doubled, contradict each other, name unknown claims and
// statuses, or with its end cut off.
func (w *World) importExport(d *deed) {
	at := d.At
	if d.dice.chance(30) {
		at = at.Add(-time.Duration(d.dice.IntN(72)) * time.Hour)
	}
	text := w.export(d)
	options := portal.ImportOptions{Currency: mci.USD, User: "pat", NoAdoption: d.dice.chance(30)}
	expected := w.dryRun(d, options, text, at)
	importer := portal.NewImporter(w.store, d.machine.card, options)
	var outcomes []string
	for result, err := range importer.Import(d.ctx, strings.NewReader(text), at, maxTime(at, d.clock())) {
		if err != nil {
			w.count("import", "ended early")
			outcomes = append(outcomes, "ended early")
			if w.certain() && !strings.HasSuffix(text, "\"") {
				w.violate(9, "", fmt.Errorf("an import ended early: %w", err))
			}
			continue
		}
		w.count("import", result.Outcome.String())
		outcomes = append(outcomes, result.Outcome.String())
		if result.Outcome == portal.Failed && w.certain() {
			w.violate(9, result.Claim, fmt.Errorf("the store is not to blame: %s", result.Why))
		}
	}
	w.answer("import: %s", strings.Join(outcomes, ", "))
	if expected != nil && w.settled(d) {
		w.count("import", "tried before")
		if !slices.Equal(expected, outcomes) {
			w.violate(2, "", fmt.Errorf("a dry run gives %v, and the import %v", expected, outcomes))
		}
	}
}

// dryRun imports a text without saving anything, in one of five cases. If it
// does not, it returns nil; otherwise it returns the outcomes.
func (w *World) dryRun(d *deed, options portal.ImportOptions, text string, at time.Time) (outcomes []string) {
	if !d.dice.chance(20) {
		return nil
	}
	options.DryRun = true
	saved := len(w.store.present.touched)
	for result, err := range portal.NewImporter(w.store, d.machine.card, options).Import(d.ctx, strings.NewReader(text), at, maxTime(at, d.clock())) {
		if err != nil {
			outcomes = append(outcomes, "ended early")
			continue
		}
		outcomes = append(outcomes, result.Outcome.String())
	}
	if len(d.Within) == 0 && len(w.store.present.touched) != saved {
		w.violate(9, "", errors.New("a dry run has saved something"))
	}
	return outcomes
}

// export writes the text of an export.
func (w *World) export(d *deed) string {
	var text strings.Builder
	text.WriteString("Claim ID,Engagement ID,Customer ID,Status,Approved amount,Currency\r\n")
	for range 1 + d.dice.IntN(4) {
		id := d.id()
		if d.dice.chance(60) {
			id = d.near()
		}
		e := w.store.row(id).envelope
		line := fmt.Sprintf("%s,%s,%s,%s,%s,USD\r\n", id, engagementIn(e), e.Customer.Value(), w.shown(d, id), oneOf(d.dice, "", "", "4000.00", "four"))
		text.WriteString(line)
		if d.dice.chance(15) {
			text.WriteString(line)
		}
	}
	if d.dice.chance(20) {
		tenant, _ := tenantOf(d.dice.IntN(customers))
		fmt.Fprintf(&text, "X-%x,%s,%s,%s,,USD\r\n", d.Draw, viva, tenant.Value(), oneOf(d.dice, "Submitted", "Approved", "On hold", ""))
	}
	if d.dice.chance(10) {
		fmt.Fprintf(&text, "1,%s,,Submitted,,\r\n", oneOf(d.dice, "Pre-sales something else", "CSP co-op"))
	}
	if d.dice.chance(10) { // cut off inside a quoted cell
		text.WriteString("\"")
	}
	return text.String()
}

// engagementIn returns the engagement as an export names it.
func engagementIn(e *store.Envelope) string {
	if e.Kind == store.PartnerAssociation {
		return ""
	}
	return string(e.Engagement)
}

// shown draws the status that Partner Center shows: that of the claim, the next
// one, or another one.
func (w *World) shown(d *deed, id claims.ID) string {
	status := w.store.row(id).envelope.Status
	claim := w.claim(id)
	switch {
	case d.dice.chance(30) || claim == nil && status == "":
		return oneOf(d.dice, claims.Statuses()...).String()
	case d.dice.chance(8):
		return oneOf(d.dice, "On hold", "Expired", "Submitted / Under review")
	case claim != nil && d.dice.chance(50):
		for _, row := range transitionsOf() {
			if row.From == claim.State() && row.Actor != claims.System && d.dice.chance(40) {
				return row.To.Status.String()
			}
		}
	}
	return status
}

// replaceCatalog gives the machines another catalog, after a look at its impact
// on the register. Sometimes one machine is late. If a claim is then held or
// cannot be read, the look must have named it.
func (w *World) replaceCatalog(d *deed) {
	card := d.dice.IntN(cardCount)
	if card == smallerCard && d.dice.chance(40) {
		card = firstCard // such a mistake is soon noticed
	}
	w.count("catalog change", fmt.Sprintf("%d to %d", w.card, card))
	records := desk.Records(w.store.Store.List(d.ctx, store.Query{Most: 20}))
	tells := map[claims.ID]impact.Loading{}
	for one, err := range impact.Register(records, d.machine.card, w.cards[card], d.At) {
		if err != nil {
			w.violate(4, "", err)
			return
		}
		tells[one.Claim] = one.Loading
		w.count("impact", one.Loading.String())
	}
	late := d.dice.IntN(machines + 2)
	for i := range w.desks {
		if i != late {
			w.install(i, card)
		}
	}
	w.card = card
	w.answer("catalog: %d, %d claims looked at", card, len(tells))
	w.count("catalog", fmt.Sprint(card))
	changed := desk.New(w.store.Store, w.cards[card])
	for _, id := range w.ids {
		tells, told := tells[id]
		if !told {
			continue
		}
		w.count("invariant", "4")
		_, err := changed.Claim(d.ctx, id)
		class := desk.ClassOf(err)
		if (class == desk.TermsChanged) != (tells == impact.NeedsAcceptance) || (class == desk.Unreadable) != (tells == impact.Unreadable) {
			w.violate(4, id, fmt.Errorf("the impact was said to be %q, and the claim answers %w", tells, orTaken(err)))
		}
	}
}

// reindex writes the index keys anew, in parts of the register.
func (w *World) reindex(d *deed) {
	n, failed := 0, 0
	for _, err := range d.machine.desk.Reindex(d.ctx, store.Query{Most: 40}) {
		n, failed = n+1, failed+failure(err)
	}
	w.count("reindex", fmt.Sprintf("with failures %t", failed > 0))
	w.answer("reindex: %d, %d failed", n, failed)
}

// A flow is a durable workflow that follows one claim. Its history is all that
// survives a restart: the results of its steps.
type flow struct {
	history []wake
	next    time.Time
}

// A wake is one result in the history of a flow.
type wake struct {
	version uint64
	next    time.Time
}

// workflow wakes the flow of a claim: it expires the claim if that is due, and
// notes the result. If it dies before the note, it does the same again under
// the same key. A restarted flow is made of its history alone.
func (w *World) workflow(d *deed) {
	id := d.id()
	f := w.flows[id]
	if f == nil {
		f = &flow{}
		w.flows[id] = f
	}
	if d.dice.chance(25) {
		restarted := &flow{history: f.history}
		for _, result := range f.history {
			restarted.next = result.next
		}
		if !restarted.next.Equal(f.next) {
			w.violate(7, id, errors.New("a restarted workflow has forgotten something"))
		}
		f, w.flows[id] = restarted, restarted
		w.count("workflow", "restarted")
	}
	if !f.next.IsZero() && d.clock().Before(f.next) {
		w.answer("workflow: sleeps")
		w.count("workflow", "slept")
		return
	}
	key := fmt.Sprintf("flow %s %d", id, len(f.history))
	meta := claims.Meta{Actor: claims.System, At: d.clock(), Received: d.clock(), Key: key}
	change, err := d.machine.office.Do(d.ctx, id, claims.Expire{}, meta)
	class := w.finish(id, "do "+claims.WindowEnds.String(), err)
	if d.dice.chance(20) || class != 0 && class != desk.Refused {
		w.count("workflow", "died")
		return
	}
	result := wake{next: d.clock().Add(24 * time.Hour)}
	if change.Claim != nil {
		result.version = change.Claim.Version()
	}
	if claim := w.claim(id); claim != nil {
		if deadline, expires := claim.Expiry(); expires {
			result.next = deadline.Window.End
		}
	}
	f.history, f.next = append(f.history, result), result.next
	w.count("workflow", "noted")
}
