// Package referraltest checks a host's implementations of the interfaces of
// package referral: its store of deals, and its gateway to Partner Center.
//
// Call [TestStore], [TestGateway] or [TestFeed] from your own test, with a
// function that returns an empty store or a gateway to an empty service. Each
// sentence of an interface's comment that says MUST is one case. If a case
// fails, it shows the sentence.
package referraltest

import "context"

// A tb is the part of testing.TB that the cases use.
type tb interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A testCase checks one sentence of an interface's comment.
type testCase[T any] struct {
	name string
	why  string // the sentence
	f    func(t tb, tested T)
}

// must returns the value of a call, and ends the case if the call failed.
func must[T any](t tb) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("the call failed: %v", err)
		}
		return value
	}
}

// canceled returns a context that is already canceled.
func canceled(t tb) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// atOnce runs the calls of f at the same time and returns their errors.
func atOnce(times int, f func(i int) error) []error {
	start, errs := make(chan struct{}), make([]error, times)
	ended := make(chan struct{})
	for i := range times {
		go func() {
			defer func() { ended <- struct{}{} }()
			<-start
			errs[i] = f(i)
		}()
	}
	close(start)
	for range times {
		<-ended
	}
	return errs
}
