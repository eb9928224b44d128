package mci

// A Segment is a group of customers for which rates and rules can differ, such
// as "education". A catalog declares its segments. The empty Segment is
// unknown.
type Segment string
