package link

import "github.com/mci-go/incentives/consent"

// Parse reads a token without checking its signature and encodes its unsigned
// part again.
func Parse(text string) (link consent.Link, key KeyID, rewritten string, err error) {
	read, err := parseToken(text)
	if err != nil {
		return consent.Link{}, "", "", err
	}
	return read.link, read.key, tokenText.EncodeToString(append(bodyOf(&read.link, read.key), read.mac...)), nil
}

// MostTokenText is the maximum length of a token.
const MostTokenText = mostTokenText
