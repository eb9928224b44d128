package cpor

// The tables of conditions and of the faults of a proof.
var (
	Conditions      = rules[:]
	ProofConditions = proofRules[:]
)
