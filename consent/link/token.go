package link

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"github.com/mci-go/incentives/consent"
)

// A token is the text form of a signed link: base64url without padding, of
//
//	version 2        1 byte
//	answer           1 byte
//	lengths          1 byte for the key ID, 2 for the claim, 1 for the nonce
//	end              8 bytes of seconds since 1970, 4 of nanoseconds
//	generation       2 bytes
//	key ID, claim and nonce, as long as said
//	signature        32 bytes, over all of the above after the name of this scheme
//
// Numbers are big-endian. The lengths come before everything that they measure
// and must use up the text exactly. Only the text that was written decodes, so
// a link has one form only. Version 1, without a generation, was never in a
// release.
type token struct {
	key  KeyID
	link consent.Link
	body []byte // the signed bytes
	mac  []byte
}

const (
	tokenVersion   = 2
	lengthsBytes   = 6 // bytes up to the end of the lengths
	lengthsText    = lengthsBytes / 3 * 4
	headerBytes    = 20
	mostTokenText  = 512 // the longest link needs 464
	signatureBytes = sha256.Size
)

// scheme separates links from other messages signed with the same key, so that
// a signature of such a message never fits a link.
const scheme = "github.com/mci-go/incentives/consent answer link\x00"

var tokenText = base64.RawURLEncoding.Strict()

func signed(body []byte) []byte { return append([]byte(scheme), body...) }

// bodyOf returns the bytes to sign for a well-formed link.
func bodyOf(l *consent.Link, key KeyID) []byte {
	body := []byte{tokenVersion, byte(l.Answer), byte(len(key))}
	body = binary.BigEndian.AppendUint16(body, uint16(len(l.Claim)))
	body = append(body, byte(len(l.Nonce)))
	body = binary.BigEndian.AppendUint64(body, uint64(l.Ends.Unix()))
	body = binary.BigEndian.AppendUint32(body, uint32(l.Ends.Nanosecond()))
	body = binary.BigEndian.AppendUint16(body, l.Generation)
	body = append(body, key...)
	body = append(body, l.Claim...)
	return append(body, l.Nonce...)
}

// parseToken reads a token without checking its signature. The error is a
// TokenError.
func parseToken(text string) (*token, error) {
	// the decoder would skip line breaks
	if len(text) > mostTokenText || strings.ContainsFunc(text, notURLSafe) {
		return nil, &TokenError{Err: ErrMalformed}
	}
	if len(text) < lengthsText {
		return nil, &TokenError{Err: ErrTruncated}
	}
	// whole groups of the alphabet always decode
	lengths, _ := tokenText.DecodeString(text[:lengthsText])
	if lengths[0] != tokenVersion {
		return nil, &TokenError{Err: ErrVersion}
	}
	key := headerBytes + int(lengths[2])
	claim := key + int(binary.BigEndian.Uint16(lengths[3:]))
	nonce := claim + int(lengths[5])
	if len(text) < tokenText.EncodedLen(nonce+signatureBytes) {
		return nil, &TokenError{Err: ErrTruncated}
	}
	raw, err := tokenText.DecodeString(text)
	if err != nil || len(raw) != nonce+signatureBytes {
		return nil, &TokenError{Err: ErrMalformed}
	}
	seconds, nanoseconds := binary.BigEndian.Uint64(raw[lengthsBytes:]), binary.BigEndian.Uint32(raw[lengthsBytes+8:])
	read := &token{
		key: KeyID(raw[headerBytes:key]),
		link: consent.Link{
			Claim: string(raw[key:claim]), Generation: binary.BigEndian.Uint16(raw[lengthsBytes+12:]),
			Answer: consent.Answer(raw[1]), Nonce: string(raw[claim:nonce]),
			Ends: time.Unix(int64(seconds), int64(nanoseconds)).UTC(),
		},
		body: raw[:nonce], mac: raw[nonce:],
	}
	if read.key.check() != nil || read.link.Check() != nil || string(bodyOf(&read.link, read.key)) != string(read.body) {
		return nil, &TokenError{Err: ErrMalformed}
	}
	return read, nil
}
