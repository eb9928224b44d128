package main

import (
	"crypto/rand"
	"path/filepath"

	"github.com/mci-go/incentives/consent/link"
)

// A mailbox is the folder that the consent mails are written into, and the keys
// that sign their links.
type mailbox struct {
	folder  string
	address string // of the site, such as http://127.0.0.1:8080
	ring    link.KeyRing
}

// openMailbox reads the key of the links, or makes one.
func openMailbox(o *order) (mailbox, error) {
	file := o.keys
	if file == "" {
		file = filepath.Join(o.folder(), "link.key")
	}
	secret, err := readOrMake(file, func() []byte {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // it never fails
		return secret
	})
	if err != nil {
		return mailbox{}, err
	}
	key, err := link.NewKey("desk", secret)
	if err != nil {
		return mailbox{}, err
	}
	ring, err := link.NewKeyRing(key)
	return mailbox{folder: o.folder(), address: "http://" + o.listen, ring: ring}, err
}
