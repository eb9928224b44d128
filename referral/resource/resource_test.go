package resource

import "time"

// now is an instant after everything in the tests.
var now = time.Date(2026, time.May, 4, 9, 30, 0, 0, time.UTC)
