package cpor

// CheckRules returns the first row of the tables of conditions that is
// incomplete.
func CheckRules(check func([]rule) error, faults func([]proofRule) error) error {
	if err := check(rules[:]); err != nil {
		return err
	}
	return faults(proofRules[:])
}
