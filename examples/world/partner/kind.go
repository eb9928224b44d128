package partner

// A kind is one kind of step: who acts, and how often.
type kind struct {
	name   string
	weight int                  // its share among all steps
	act    func(*World, *deed)  // plays the step
	choice func(*schedule) int  // draws the number of the claim; nil for none
}

// kinds returns the table of kinds. Its order is part of what a seed means, so
// new rows come last.
func kinds() []kind {
	return []kind{
		{"open", 36, (*World).open, (*schedule).next},
		{"adopt", 8, (*World).adopt, (*schedule).next},
		{"partner", 250, (*World).partner, (*schedule).live},
		{"customer", 110, (*World).customer, (*schedule).live},
		{"microsoft", 170, (*World).microsoft, (*schedule).live},
		{"stranger", 20, (*World).stranger, (*schedule).any},
		{"repeat", 60, (*World).repeat, nil},
		{"sweep", 25, (*World).sweep, nil},
		{"read", 12, (*World).read, nil},
		{"relay", 40, (*World).deliver, nil},
		{"import", 12, (*World).importExport, (*schedule).any},
		{"earn", 40, (*World).earn, (*schedule).any},
		{"settle", 4, (*World).settle, nil},
		{"refer", 40, (*World).refer, (*schedule).any},
		{"workflow", 30, (*World).workflow, (*schedule).any},
		{"catalog", 2, (*World).replaceCatalog, nil},
		{"terms", 15, (*World).acceptTerms, (*schedule).any},
		{"take-back", 20, (*World).takeBack, (*schedule).any},
		{"correct", 15, (*World).correct, (*schedule).any},
		{"resolve", 15, (*World).resolve, (*schedule).any},
		{"reindex", 3, (*World).reindex, nil},
		{"associate", 15, (*World).associate, (*schedule).next},
		{"association", 90, (*World).association, (*schedule).bond},
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
