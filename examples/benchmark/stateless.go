package main

import (
	"context"

	"github.com/mci-go/incentives/claims"
	"github.com/qmuntal/stateless"
)

// A statelessMachine is one machine of stateless for all claims. The state is
// not in the machine but with the claim, which the context carries. States and
// triggers are small numbers, because Go converts these to interfaces without
// an allocation.
type statelessMachine struct {
	machine *stateless.StateMachine
	claim   *statelessClaim
	ctx     context.Context //nolint:containedctx // one context for all measurements, so that making it is not measured
}

// A statelessClaim holds the state of the claim that moves.
type statelessClaim struct{ state any }

// claimKey is the key under which a context carries the claim.
type claimKey struct{}

func newStatelessMachine() *statelessMachine {
	m := &statelessMachine{claim: &statelessClaim{}}
	m.ctx = context.WithValue(context.Background(), claimKey{}, m.claim)
	m.machine = stateless.NewStateMachineWithExternalStorage(
		func(ctx context.Context) (any, error) { return claimOf(ctx).state, nil },
		func(ctx context.Context, to any) error {
			claimOf(ctx).state = to
			return nil
		},
		stateless.FiringImmediate,
	)
	m.machine.OnUnhandledTrigger(func(context.Context, any, any, []string) error { return errUnhandled })
	for _, row := range claims.Transitions() {
		from := m.machine.Configure(code(row.From))
		if row.From == row.To {
			from.PermitReentry(row.Event)
		} else {
			from.Permit(row.Event, code(row.To))
		}
	}
	return m
}

func claimOf(ctx context.Context) *statelessClaim { return ctx.Value(claimKey{}).(*statelessClaim) }

// A refusal is an error that costs nothing to make. The default error of
// stateless formats a text.
type refusal string

func (r refusal) Error() string { return string(r) }

// errUnhandled is the error for a trigger that the machine does not permit.
const errUnhandled = refusal("not permitted")

// A statelessPair is a pair in the form of stateless.
type statelessPair struct{ state, event any }

// move returns the code of the next state, and whether the machine permits the
// event.
func (m *statelessMachine) move(in statelessPair) (uint8, bool) {
	m.claim.state = in.state
	if err := m.machine.FireCtx(m.ctx, in.event); err != nil {
		return 0, false
	}
	return m.claim.state.(uint8), true
}

// byStateless returns the contender that uses one shared machine.
func byStateless(pairs *[sample]pair) contender {
	m := newStatelessMachine()
	inputs := [sample]statelessPair{}
	for i, p := range pairs {
		inputs[i] = statelessPair{code(p.state), p.event}
	}
	return contender{
		name: statelessName,
		run: each(func(i int) uint64 {
			next, _ := m.move(inputs[i])
			return uint64(next >> 1)
		}),
		answer: func(i int) string {
			next, ok := m.move(inputs[i])
			return moved(stateOf(next), ok)
		},
	}
}

// statelessName is the name of the contender with the shared machine.
const statelessName = "qmuntal/stateless, shared"
