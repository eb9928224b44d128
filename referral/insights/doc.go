// Package insights counts deals. It returns the number that were won, their
// values, and the time that they spent in each stage.
//
// A host calls [Of] to count a list of deals by deal type, status, solution
// area or month, and [Insight.WinRate] for the share of won deals. Of reads
// only the referrals in the list, so a host may take them from Partner Center,
// from its own database, or from both.
package insights
