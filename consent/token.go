package consent

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"
)

// A token is the text form of a signed link: base64url without padding, of
//
//	version 1        1 byte
//	answer           1 byte
//	lengths          1 byte for the key ID, 2 for the claim, 1 for the nonce
//	end              8 bytes of seconds since 1970, 4 of nanoseconds
//	key ID, claim and nonce, as long as said
//	signature        32 bytes, over all of the above after the name of this scheme
//
// Numbers are big-endian. The lengths stand in front of everything that they measure and must use up the text
// exactly, and no text but the one that was written decodes, so that a link has one form only.
type token struct {
	key  KeyID
	link Link
	body []byte // what was signed
	mac  []byte
}

const (
	tokenVersion   = 1
	headerBytes    = 18
	headerText     = headerBytes / 3 * 4
	mostTokenText  = 512 // the longest link takes 462
	signatureBytes = sha256.Size
)

// scheme keeps a key that signs other things too from signing a link by them.
const scheme = "github.com/mci-go/incentives/consent answer link\x00"

var tokenText = base64.RawURLEncoding.Strict()

func signed(body []byte) []byte { return append([]byte(scheme), body...) }

// body returns what is signed of a well-formed link.
func (l *Link) body(key KeyID) []byte {
	body := []byte{tokenVersion, byte(l.Answer), byte(len(key))}
	body = binary.BigEndian.AppendUint16(body, uint16(len(l.Claim)))
	body = append(body, byte(len(l.Nonce)))
	body = binary.BigEndian.AppendUint64(body, uint64(l.Ends.Unix()))
	body = binary.BigEndian.AppendUint32(body, uint32(l.Ends.Nanosecond()))
	body = append(body, key...)
	body = append(body, l.Claim...)
	return append(body, l.Nonce...)
}

// parseToken reads a token without looking at its signature. The error is a LinkError.
func parseToken(text string) (*token, error) {
	if len(text) > mostTokenText || strings.ContainsFunc(text, notURLSafe) { // the decoder would skip line breaks
		return nil, &LinkError{Err: ErrMalformed}
	}
	if len(text) < headerText {
		return nil, &LinkError{Err: ErrTruncated}
	}
	header, _ := tokenText.DecodeString(text[:headerText]) // whole groups of the alphabet always decode
	if header[0] != tokenVersion {
		return nil, &LinkError{Err: ErrVersion}
	}
	key := headerBytes + int(header[2])
	claim := key + int(binary.BigEndian.Uint16(header[3:]))
	nonce := claim + int(header[5])
	if len(text) < tokenText.EncodedLen(nonce+signatureBytes) {
		return nil, &LinkError{Err: ErrTruncated}
	}
	raw, err := tokenText.DecodeString(text)
	if err != nil || len(raw) != nonce+signatureBytes {
		return nil, &LinkError{Err: ErrMalformed}
	}
	read := &token{
		key: KeyID(raw[headerBytes:key]),
		link: Link{
			Claim: string(raw[key:claim]), Answer: Answer(raw[1]), Nonce: string(raw[claim:nonce]),
			Ends: time.Unix(int64(binary.BigEndian.Uint64(raw[6:])), int64(binary.BigEndian.Uint32(raw[14:]))).UTC(),
		},
		body: raw[:nonce], mac: raw[nonce:],
	}
	if read.key.check() != nil || read.link.check() != nil || string(read.link.body(read.key)) != string(read.body) {
		return nil, &LinkError{Err: ErrMalformed}
	}
	return read, nil
}
