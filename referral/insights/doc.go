// Package insights counts deals: how many were won, what they are worth, and
// how long they were in each stage.
//
// [Of] counts a list of deals by deal type, status, solution area or month. It
// reads only the referrals that it is given, so a host may count those of a
// list, of its own database, or of both.
package insights
