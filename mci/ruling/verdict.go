package ruling

import (
	"math/bits"

	"github.com/mci-go/incentives/mci"
)

// A Set is a set of rows of a table, with one bit for each row's place. The
// zero Set is empty. Sets are combined by the operators of Go: a & b, a | b, a
// &^ b.
type Set uint32

// mostRows is the number of bits in a Set.
const mostRows = 32

// One returns the set of the row at a place.
func One(place int) Set { return 1 << place }

// Has reports whether the row at a place is in the set.
func (s Set) Has(place int) bool { return s&One(place) != 0 }

// Len returns the number of rows in the set.
func (s Set) Len() int { return bits.OnesCount32(uint32(s)) }

// A Verdict holds the answers of a table's rows about one subject. A row in
// neither set passes, so the zero Verdict means that every row passes.
type Verdict struct {
	// Failed and Unknown are the rows that failed and the rows that lacked a
	// fact. No row is in both.
	Failed, Unknown Set
}

// Judge runs the check of every row on a subject. It allocates only if a check
// does.
func Judge[T, Own any](rows []Row[T, Own], subject T) Verdict {
	var v Verdict
	for i := range rows {
		v = v.With(i, rows[i].Check(subject))
	}
	return v
}

// With returns the verdict with the answer of the row at a place, which must
// have none yet. An outcome that is not declared counts as unknown.
func (v Verdict) With(place int, outcome mci.Outcome) Verdict {
	// Both are found without a jump, which the processor could not foresee.
	var failed, other Set
	if outcome == mci.Fail {
		failed = 1
	}
	if outcome != mci.Pass {
		other = 1
	}
	return Verdict{v.Failed | failed<<place, v.Unknown | (other^failed)<<place}
}

// Outcome returns fail if any row failed, else unknown if any row lacked a
// fact, else pass.
func (v Verdict) Outcome() mci.Outcome {
	switch {
	case v.Failed != 0:
		return mci.Fail
	case v.Unknown != 0:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

// Of returns the answer of the row at a place.
func (v Verdict) Of(place int) mci.Outcome {
	switch {
	case v.Failed.Has(place):
		return mci.Fail
	case v.Unknown.Has(place):
		return mci.Unknown
	default:
		return mci.Pass
	}
}
