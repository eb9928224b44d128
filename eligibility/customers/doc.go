// Package customers puts customers on the tabs of an engagement's Customers
// page, one page at a time or many customers and engagements at once.
//
// A host makes three calls:
//
//   - [Page] yields the lines of one engagement's page, with reasons, findings
//     and actions;
//   - [NewRoster] asks the rules about up to 64 engagements in advance, and
//     [Roster.Stream] puts any number of customers on the tabs of all of them;
//   - [NewBook] keeps the customers of a roster packed in memory, for a host
//     that shows the same pages again and again.
//
// Only the rules about the customer count here, not the user, the location or
// the way; [eligibility.Decide] has all of them. A roster gives the same tabs
// for the same reasons as a page. [OnTab], [Portion], [PageCount] and
// [RosterCount] choose and count.
package customers
