package change

import (
	"testing"

	"github.com/mci-go/incentives/referral/resource"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func encoded(t testing.TB, r resource.Referral) string {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decoded(t testing.TB, text string) resource.Referral {
	t.Helper()
	r, err := resource.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
