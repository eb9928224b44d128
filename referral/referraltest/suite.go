// Package referraltest checks what a host puts in the place of the interfaces
// of package referral: its store of referrals, and its gateway to Partner
// Center.
//
// Call [TestStore] or [TestGateway] from a test of yours, with a function that
// makes an empty one. Each sentence of an interface's comment that says MUST is
// one case; a case that fails shows the sentence.
package referraltest

import "context"

// a tb is the part of a testing.TB that the cases use.
type tb interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// a testCase holds one sentence of an interface's comment.
type testCase[T any] struct {
	name string
	why  string // the sentence
	f    func(t tb, tested T)
}

// must ends the case if a call failed that had to succeed.
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

// canceled returns a context that is.
func canceled(t tb) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// atOnce calls f several times at once and returns the errors.
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
