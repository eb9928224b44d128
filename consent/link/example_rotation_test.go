package link_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
)

// A host draws a secret once, for example with crypto/rand, and stores it with
// its passwords. At each start it makes the key from the secret. To rotate,
// sign with the new key and keep the old one for verification, until the window
// of the last link that it signed has ended.
func ExampleNewKeyRing_rotation() {
	autumn, err := link.NewKey("2025-autumn", secretOf("autumn"))
	if err != nil {
		log.Fatal(err)
	}
	winter, err := link.NewKey("2025-winter", secretOf("winter"))
	if err != nil {
		log.Fatal(err)
	}
	before, err := link.NewKeyRing(autumn)
	if err != nil {
		log.Fatal(err)
	}
	during, err := link.NewKeyRing(winter, autumn)
	if err != nil {
		log.Fatal(err)
	}
	after, err := link.NewKeyRing(winter)
	if err != nil {
		log.Fatal(err)
	}

	ends := time.Date(2025, time.December, 2, 0, 0, 0, 0, time.UTC)
	token, err := before.Sign(consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: ends, Nonce: "mail-1-of-claim-1"})
	if err != nil {
		log.Fatal(err)
	}
	for name, ring := range []link.KeyRing{before, during, after} {
		given, err := ring.Verify(token, ends.Add(-time.Hour))
		var refused *link.TokenError
		if errors.As(err, &refused) {
			fmt.Println(name, refused.Key, refused)
			continue
		}
		fmt.Println(name, given.Claim, given.Answer)
	}
	fmt.Println("in a log:", winter)
	// Output:
	// 0 claim-1 accepted
	// 1 claim-1 accepted
	// 2 2025-autumn consent link: the key ring does not have its key
	// in a log: key 2025-winter
}

// secretOf returns a stand-in for 32 bytes from the host's secret store.
func secretOf(season string) []byte { return []byte(season + ": 32 random bytes of crypto/rand") }
