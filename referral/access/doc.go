// Package access decides whether a user may see, edit or create a deal in
// Partner Center.
//
// Two roles matter, each for the whole company or for some locations: an admin
// sees all deals, and a user sees a deal if the user is a member of its team.
// [May] decides about one act, and [Activities] returns a deal's changes if the
// user may see the deal.
package access
