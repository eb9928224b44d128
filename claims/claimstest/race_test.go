//go:build race

package claimstest

// underRaceDetector tells whether the tests are built with -race.
const underRaceDetector = true
