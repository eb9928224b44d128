// Package earnings is what Partner Center's earnings report says about claims: its rows, what their payment statuses and reasons mean, totals that never mix statuses, and which row belongs to which claim.
package earnings
