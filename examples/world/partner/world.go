package partner

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// begins is the true instant at which every world begins.
var begins = time.Date(2025, 8, 1, 9, 0, 0, 0, time.UTC)

// machines is the number of machines.
const machines = 5

// skews are how far the machines' clocks are ahead. The last one is beyond the
// tolerance of commands.
var skews = [machines]time.Duration{0, 2 * time.Minute, -2 * time.Minute, 45 * time.Second, 25 * time.Minute}

// A World is one partner with everything around it, at one instant. Play moves
// it on. It belongs to one goroutine. The zero World has no store; [NewWorld]
// makes one.
type World struct {
	options Options
	cards   cards
	card    int // the catalog that the machines have
	desks   [machines]machine
	store   *troubled
	kinds   []kind
	laws    []Invariant
	times   map[string][]*int // how often each was checked, by group
	now     time.Time

	known map[claims.ID]*known
	held  map[claims.ID]*held // of a pure world
	ids   []claims.ID         // in the order of their openings
	// numbered are the claims by their number, nil if there is none yet
	numbered []*known
	given    []given[claims.Command]
	bonds    []given[association.Command]
	links    map[claims.ID][]consent.Link
	ring     link.KeyRing
	relay    relay
	flows    map[claims.ID]*flow
	deals    deals
	ledger   ledger
	depth    int
	ending   bool // the claims are read again, and not counted again
	played   int
	counts   *Counts
	digest   hash.Hash
	answers  []string // of the present step
	line     []byte   // the answers of the last step
	lines    []string // of all steps, if the options ask for them
	fresh    []line   // of the present look, for the next one to use again
	broken   *ViolationError
}

// A machine is one of the machines that people work at.
type machine struct {
	desk   *desk.Desk
	office office
	card   *catalog.Catalog
	skew   time.Duration
}

// known holds the parts of a claim that the world has checked so far.
type known struct {
	trail trail

	claim   *claims.Claim
	record  *claims.Record
	history []claims.Entry

	association *association.Claim
	bondRecord  *association.Record
	bonds       []association.Entry
}

// given is a command that was accepted under a key, or whose answer was lost. C
// is the command of one kind of claim.
type given[C any] struct {
	id      claims.ID
	command C
	meta    claims.Meta
	certain bool
}

// Options set up a world. The zero Options are a world of seed 0 in memory.
type Options struct {
	// Seed is the number from which the world is set up.
	Seed uint64
	// Store makes the empty store of a world. If it is nil, it is one in
	// memory.
	Store func() (Store, error)
	// Invariants are checked beside those of the library, for tests of the
	// world itself.
	Invariants []Invariant
	// Pure plays the commands of partner activities on decoded claims, past the
	// JSON of a store: only the steps that need no store are drawn.
	Pure bool
	// Lines keeps the line of each step for World.Lines.
	Lines bool
	// Counts adds up over worlds. If it is nil, the world counts alone.
	Counts *Counts

	// rules are the library's, unless a test of the world plants faults in
	// them.
	rules *rules
}

// short reports whether the clocks of the world's cards are short ones.
func (o *Options) short() bool { return o.Seed%2 == 0 }

// rules are the pure functions that the world asks beside a desk.
type rules struct {
	act     func(*claims.Claim, claims.Command, claims.Meta) (claims.Change, error)
	observe func(*claims.Claim, claims.PortalStatus, claims.Meta) (claims.Change, error)
	overdue func(*claims.Claim, time.Time) bool

	apply       func(*association.Claim, association.Command, claims.Meta) (association.Change, error)
	overdueBond func(*association.Claim, time.Time) bool
	decide      func(cpor.Question) (cpor.Decision, error)
}

// libraryRules are the library's.
func libraryRules() *rules {
	return &rules{
		act: claims.Apply, observe: claims.Observe, overdue: (*claims.Claim).OverdueAtMicrosoft,
		apply: association.Apply, overdueBond: (*association.Claim).OverdueAtMicrosoft, decide: cpor.Decide,
	}
}

// NewWorld returns a world at its beginning. An error comes from the store, or
// from the catalog, which cannot happen with the library's own.
func NewWorld(options Options) (*World, error) {
	if options.rules == nil {
		options.rules = libraryRules()
	}
	all, err := options.cards()
	if err != nil {
		return nil, err
	}
	var inner Store = &store.Memory{}
	if options.Store != nil {
		if inner, err = options.Store(); err != nil {
			return nil, err
		}
	}
	key, err := link.NewKey("2025-08", []byte("a secret of the world, 32 bytes.."))
	if err != nil {
		return nil, err
	}
	ring, err := link.NewKeyRing(key)
	if err != nil {
		return nil, err
	}
	w := &World{
		options: options, kinds: kinds(), cards: all, now: begins, ring: ring, counts: options.Counts, digest: sha256.New(),
		known: map[claims.ID]*known{}, held: map[claims.ID]*held{}, links: map[claims.ID][]consent.Link{}, flows: map[claims.ID]*flow{},
	}
	if w.counts == nil {
		w.counts = &Counts{}
	}
	w.store = &troubled{Store: inner, world: w, rows: map[claims.ID]*row{}, under: map[place][]*row{}}
	w.relay.begin()
	w.deals.begin(w)
	w.ledger.begin()
	for i := range w.desks {
		w.desks[i].skew = skews[i]
		w.install(i, firstCard)
	}
	return w, nil
}

// install gives a machine a catalog.
func (w *World) install(number, card int) {
	m := &w.desks[number]
	m.card = w.cards[card]
	m.desk = desk.New(w.store, m.card)
	m.office = m.desk
	if w.options.Pure {
		m.office = pureOffice{w}
	}
}

// Play plays a step. A violation of an invariant is an error of the type
// [ViolationError]; so is a panic of the library. Any other error is that of a
// step that cannot be played.
func (w *World) Play(step *Step) error {
	if w.kindOf(step.Kind) == nil {
		return mci.Invalid("step.kind", step.Kind, "a kind of step")
	}
	if w.broken != nil {
		return w.broken
	}
	w.act(step)
	w.played++
	if w.broken != nil {
		w.broken.Step = w.played
		return w.broken
	}
	return nil
}

// Digest returns a digest of everything that has happened. Equal steps give
// equal digests, in any store.
func (w *World) Digest() string { return fmt.Sprintf("%x", w.digest.Sum(nil)[:8]) }

// Lines returns the line of each step with its answer, if the options ask for
// them.
func (w *World) Lines() []string { return w.lines }

// act plays a step to its end and checks the claims that it touched. Steps that
// interrupt it do so in a call of their own.
func (w *World) act(step *Step) {
	kind := w.kindOf(step.Kind)
	ctx, cancel := step.context()
	defer cancel()
	outer, answers := w.store.present, w.answers
	w.store.present = &trouble{step: step, cancel: cancel}
	w.answers = nil
	w.depth++
	if step.At.After(w.now) {
		w.now = step.At
	}
	w.count("step", step.Kind)
	func() {
		defer w.catch()
		kind.act(w, &deed{Step: step, ctx: ctx, dice: diceOf(step.Draw), machine: &w.desks[step.Desk]})
	}()
	touched := w.store.present.touched
	w.store.present = nil
	func() {
		defer w.catch()
		w.audit(touched)
	}()
	w.log(step)
	w.depth--
	w.store.present, w.answers = outer, answers
}

// context returns the context of a step. Only one whose caller gives up can be
// canceled.
func (s *Step) context() (context.Context, context.CancelFunc) {
	if slices.ContainsFunc(s.Faults, func(f Fault) bool { return f.Kind == Canceled }) {
		return context.WithCancel(context.Background())
	}
	return context.Background(), func() {}
}

// interrupt plays a step inside another one, at most two deep.
func (w *World) interrupt(step *Step) {
	if w.depth > 2 || w.broken != nil || w.kindOf(step.Kind) == nil {
		return
	}
	w.count("fault", "interrupted")
	w.act(step)
}

// catch turns a panic of the library into a violation.
func (w *World) catch() {
	if found := recover(); found != nil {
		w.violate(0, "", fmt.Errorf("a panic: %v", found))
	}
}

// violate notes the first violation of an invariant.
func (w *World) violate(number int, id claims.ID, err error) {
	if w.broken == nil {
		w.broken = &ViolationError{Invariant: number, Claim: id, Err: err}
	}
}

// count counts a thing that happened.
func (w *World) count(group, name string) { w.counts.add(group, name, "") }

// countIn counts a thing that happened in a state.
func (w *World) countIn(group, name, state string) { w.counts.add(group, name, state) }

// answer notes the result of a step, for its line.
func (w *World) answer(format string, args ...any) { w.tell(fmt.Sprintf(format, args...)) }

// tell notes an answer that is a text already.
func (w *World) tell(text string) { w.answers = append(w.answers, text) }

// log ends the line of a step.
func (w *World) log(step *Step) {
	w.line = w.line[:0]
	for _, text := range w.answers {
		w.line = append(w.line, text...)
	}
	w.line = append(w.line, '\n')
	w.digest.Write(w.line)
	if w.options.Lines {
		w.lines = append(w.lines, fmt.Sprintf("%s %s claim=%d desk=%d: %v", step.At.Format(time.RFC3339), step.Kind, step.Claim, step.Desk, w.answers))
	}
}

// A ViolationError is the error of an invariant that does not hold. The
// invariant 0 is that nothing panics.
type ViolationError struct {
	Invariant int       // the number of the invariant in the design
	Claim     claims.ID // the claim, or empty
	Step      int       // the number of the step, from 1
	Err       error     // the fault
}

// Error names the invariant, the step and the claim.
func (v *ViolationError) Error() string {
	return fmt.Sprintf("invariant %d does not hold after step %d, for %q: %v", v.Invariant, v.Step, v.Claim, v.Err)
}

// Unwrap returns the fault.
func (v *ViolationError) Unwrap() error { return v.Err }

// A deed is a step as its actor does it.
type deed struct {
	*Step
	ctx     context.Context
	dice    dice
	machine *machine
	chosen  claims.ID
	instant time.Time // the one at which it is done, if the clock does not say it
	keys    int       // that were given in the step
}

// id returns the ID of the step's claim.
func (d *deed) id() claims.ID {
	if d.chosen != "" {
		return d.chosen
	}
	return idOf(d.Claim)
}

// meet returns the known parts of a claim. If there are none, it begins to
// record them.
func (w *World) meet(id claims.ID) *known {
	k := w.known[id]
	if k != nil {
		return k
	}
	k = &known{}
	w.known[id] = k
	w.ids = append(w.ids, id)
	if number, err := strconv.Atoi(strings.TrimPrefix(string(id), "claim-")); err == nil && number > 0 && number < 1<<20 {
		w.numbered = slices.Grow(w.numbered, max(0, number+1-len(w.numbered)))[:max(len(w.numbered), number+1)]
		w.numbered[number] = k
	}
	return k
}

// near returns the ID of a claim that was begun shortly before the step's.
func (d *deed) near() claims.ID { return idOf(max(1, d.Claim-d.dice.IntN(20))) }

// choose looks for a partner activity that fits, mostly: the step's own, or the
// nearest that was begun before it.
func (w *World) choose(d *deed, fits func(*known) bool) {
	if !d.dice.chance(12) {
		w.search(d, 40, func(k *known) bool { return k.claim != nil && fits(k) })
	}
}

// search looks for a claim that fits among so many, from the step's own back.
func (w *World) search(d *deed, far int, fits func(*known) bool) {
	for number := min(d.Claim, len(w.numbered)-1); number > max(0, d.Claim-far); number-- {
		if k := w.numbered[number]; k != nil && fits(k) {
			d.chosen = idOf(number)
			return
		}
	}
}

func idOf(number int) claims.ID {
	if ids := firstIDs(); number < len(ids) {
		return ids[number]
	}
	return claims.ID(fmt.Sprintf("claim-%05d", number))
}

// firstIDs are the IDs of the first claims, written once.
var firstIDs = sync.OnceValue(func() (ids []claims.ID) {
	for number := range 2000 {
		ids = append(ids, claims.ID(fmt.Sprintf("claim-%05d", number)))
	}
	return ids
})

// clock returns the instant by the machine's own clock, or the one that the
// step has chosen.
func (d *deed) clock() time.Time {
	if !d.instant.IsZero() {
		return d.instant
	}
	return d.At.Add(d.machine.skew)
}

// certain reports whether the store had no fault in the step so far, and the
// caller did not give up.
func (w *World) certain() bool { return w.store.present == nil || !w.store.present.struck }

// stale reports whether the step read a claim that had changed already.
func (w *World) stale() bool { return w.store.present != nil && w.store.present.stale }

// finish checks the error of a call of a desk: it must be of a class that is
// possible, and a store without a fault is never unavailable.
func (w *World) finish(id claims.ID, what string, err error) desk.ErrorClass {
	class := desk.ClassOf(err)
	outcome := outcomeOf(class)
	w.count(what, outcome)
	w.count("answer", outcome)
	w.countRefusal(err)
	w.tell(what + ": " + outcome)
	switch {
	case class == desk.Unreadable && !w.unreadable(id):
		w.violate(9, id, fmt.Errorf("a stored claim cannot be read: %w", err))
	case class == desk.Unavailable && w.certain() && !errors.Is(err, context.Canceled):
		w.violate(9, id, fmt.Errorf("the store is not to blame: %w", err))
	}
	return class
}

// unreadable reports whether a claim can be unreadable: it arrived garbled, or
// a machine has the catalog that lacks its engagement.
func (w *World) unreadable(id claims.ID) bool {
	if w.store.present != nil && w.store.present.garbled {
		return true
	}
	lacking := func(m machine) bool { return m.card == w.cards[smallerCard] }
	return w.store.row(id).envelope.Engagement == insights && slices.ContainsFunc(w.desks[:], lacking)
}

// outcomeOf names a class, also that of no error.
func outcomeOf(class desk.ErrorClass) string {
	if class == 0 {
		return "done"
	}
	return class.String()
}

// mostGiven is the number of commands that the world remembers.
const mostGiven = 32

// remembering returns the last commands that were given under a key, with one
// more.
func remembering[C any](all []given[C], g given[C]) []given[C] {
	if g.meta.Key == "" {
		return all
	}
	if len(all) == mostGiven {
		all = slices.Delete(all, 0, 1)
	}
	return append(all, g)
}
