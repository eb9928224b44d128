package link

import "github.com/mci-go/incentives/consent"

// Parse reads a token without looking at its signature, and writes the unsigned
// part of it again.
func Parse(text string) (link consent.Link, key KeyID, rewritten string, err error) {
	read, err := parseToken(text)
	if err != nil {
		return consent.Link{}, "", "", err
	}
	return read.link, read.key, tokenText.EncodeToString(append(bodyOf(&read.link, read.key), read.mac...)), nil
}

// MostTokenText is the bound of a token.
const MostTokenText = mostTokenText
