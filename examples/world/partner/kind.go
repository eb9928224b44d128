package partner

// A kind is one kind of step: who acts, and how often.
type kind struct {
	name   string
	weight int                 // its share among all steps
	act    func(*World, *deed) // plays the step
	choice func(*schedule) int // draws the number of the claim; nil for none
	pure   bool                // it needs no store
}

// kinds returns the table of kinds. If its order changes, a seed gives another
// world, so new rows come last.
func kinds() []kind {
	return []kind{
		{"open", 36, (*World).open, (*schedule).next, true},
		{"adopt", 8, (*World).adopt, (*schedule).next, true},
		{"partner", 250, (*World).partner, (*schedule).live, true},
		{"customer", 110, (*World).customer, (*schedule).live, true},
		{"microsoft", 170, (*World).microsoft, (*schedule).live, true},
		{"stranger", 60, (*World).stranger, (*schedule).any, true},
		{"repeat", 60, (*World).repeat, nil, true},
		{"sweep", 25, (*World).sweep, nil, false},
		{"read", 6, (*World).read, nil, false},
		{"relay", 40, (*World).deliver, nil, false},
		{"import", 10, (*World).importExport, (*schedule).any, false},
		{"earn", 40, (*World).earn, (*schedule).any, false},
		{"settle", 3, (*World).settle, nil, false},
		{"refer", 40, (*World).refer, (*schedule).any, false},
		{"workflow", 30, (*World).workflow, (*schedule).any, true},
		{"catalog", 4, (*World).replaceCatalog, nil, false},
		{"terms", 15, (*World).acceptTerms, (*schedule).any, false},
		{"take-back", 20, (*World).takeBack, (*schedule).any, true},
		{"correct", 15, (*World).correct, (*schedule).any, true},
		{"resolve", 15, (*World).resolve, (*schedule).any, true},
		{"reindex", 2, (*World).reindex, nil, false},
		{"associate", 15, (*World).associate, (*schedule).next, false},
		{"association", 90, (*World).association, (*schedule).bond, false},
		{"boundary", 60, (*World).boundary, (*schedule).live, true},
		{"association-boundary", 35, (*World).boundaryOfBond, (*schedule).bond, false},
		{"observe", 15, (*World).observe, (*schedule).any, true},
		{"hurry", 20, (*World).hurry, (*schedule).live, true},
	}
}

// Kinds returns the names of the kinds of steps.
func Kinds() []string {
	var names []string
	for _, kind := range kinds() {
		names = append(names, kind.name)
	}
	return names
}

// kindOf returns the kind of a name, or nil.
func (w *World) kindOf(name string) *kind {
	for i := range w.kinds {
		if w.kinds[i].name == name {
			return &w.kinds[i]
		}
	}
	return nil
}
