package pages

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An identify selects the claim of the token that identifies a user. It is the
// user's ID in the histories of claims and, if the roles come from the
// partner's file, in that file.
type identify string

const (
	// bySubject uses the subject, the claim that OpenID Connect guarantees.
	// Entra ID gives each application another one.
	bySubject identify = "subject"
	// byObject uses the object ID that Entra ID shows for the user.
	byObject identify = "object"
	// byMail uses the mail address, if the issuer says that it was verified.
	byMail identify = "mail"
)

// A rolesFrom selects the source of a user's roles.
type rolesFrom string

const (
	// fromFile reads the roles of the user from the partner's file.
	fromFile rolesFrom = "file"
	// fromToken reads the roles from the token, such as the application roles
	// of Entra ID.
	fromToken rolesFrom = "token"
)

// mostClaim is the largest size in bytes of a claim that identifies a user. It
// is the bound of OpenID Connect for a subject.
const mostClaim = 255

// A visitor is a person who signed in.
type visitor struct {
	User mci.User `json:"user"`
	// Mail is the verified mail address, or empty.
	Mail string `json:"mail,omitempty"`
}

// An idClaims holds the claims of an ID token that identify a person.
type idClaims struct {
	Subject  string `json:"sub"`
	Object   string `json:"oid"`
	Name     string `json:"name"`
	Mail     string `json:"email"`
	Verified any    `json:"email_verified"`
	// Owned is the claim by which Entra ID says that the domain of the mail
	// address was verified.
	Owned any `json:"xms_edov"`
	// Party is the application that the token was issued to.
	Party string `json:"azp"`

	roles []string
}

// readRoles reads a claim as roles. It is a text or a list of texts.
func (c *idClaims) readRoles(name string, all map[string]json.RawMessage) {
	var one string
	if json.Unmarshal(all[name], &one) == nil {
		c.roles = []string{one}
		return
	}
	var several []any
	if json.Unmarshal(all[name], &several) != nil {
		return
	}
	for _, each := range several {
		if text, ok := each.(string); ok {
			c.roles = append(c.roles, text)
		}
	}
}

// says reports whether a claim is true. Some issuers write it as a text or a
// number.
func says(claim any) bool { return claim == true || claim == "true" || claim == "1" || claim == 1.0 }

// verifiedMail returns the mail address. It is empty if the issuer does not say
// that it was verified, because some issuers let anybody enter any address into
// an account.
func (c *idClaims) verifiedMail() string {
	if says(c.Verified) || c.Verified == nil && says(c.Owned) {
		return c.Mail
	}
	return ""
}

// id returns the claim that identifies the user. It is empty if the token has
// none.
func (c *idClaims) id(by identify) string {
	id := map[identify]string{bySubject: c.Subject, byObject: c.Object, byMail: strings.ToLower(c.verifiedMail())}[by]
	if vocabulary.CheckID("", id, mostClaim) != nil {
		return ""
	}
	return id
}

// visitor returns the person whom the claims identify. It reports false if they
// identify nobody.
func (c *idClaims) visitor(p *partner, by identify, from rolesFrom) (visitor, bool) {
	id := c.id(by)
	if id == "" {
		return visitor{}, false
	}
	if from == fromToken {
		user := mci.User{ID: mci.UserID(id), Name: c.Name, Grants: grantsOf(c.roles)}
		if vocabulary.CheckName("", user.Name, mostClaim) != nil {
			user.Name = id
		}
		return visitor{User: user, Mail: c.verifiedMail()}, true
	}
	for _, user := range p.Users {
		if string(user.ID) == id || by == byMail && strings.EqualFold(string(user.ID), id) {
			return visitor{User: user, Mail: c.verifiedMail()}, true
		}
	}
	return visitor{}, false
}

// grantsOf returns the grants for the roles in a token. A role has the portal's
// name in any case, such as "incentives-admin". Any sign may replace a blank,
// because Entra ID allows no blanks. After a colon it may name the location for
// which it holds, such as "Incentives.User:zurich". If a role has another name,
// it belongs to another application and grants nothing.
func grantsOf(roles []string) []mci.Grant {
	grants := []mci.Grant{}
	for _, text := range roles {
		name, location, bounded := strings.Cut(text, ":")
		for _, role := range []mci.Role{mci.IncentivesUser, mci.IncentivesAdmin} {
			if letters(name) == letters(role.String()) && bounded == (location != "") {
				grants = append(grants, mci.Grant{Role: role, Location: mci.LocationID(location)})
			}
		}
	}
	return grants
}

// letters returns only the letters of a name, in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
