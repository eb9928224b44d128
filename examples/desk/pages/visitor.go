package pages

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An identify says by which claim of the token a user is known. It is the
// user's ID in the histories of claims and, if the roles come from there, in
// the partner's file.
type identify string

const (
	// bySubject is the claim that OpenID Connect guarantees. Entra ID gives
	// each application another one.
	bySubject identify = "subject"
	// byObject is the object ID that Entra ID shows for the user.
	byObject identify = "object"
	// byMail is the mail address, if the issuer says that it was verified.
	byMail identify = "mail"
)

// A rolesFrom says where the roles of a user come from.
type rolesFrom string

const (
	// fromFile takes the user of the partner's file.
	fromFile rolesFrom = "file"
	// fromToken takes the roles that the token claims, such as the application
	// roles of Entra ID.
	fromToken rolesFrom = "token"
)

// mostClaim is the most bytes of a claim that names a user. OpenID Connect
// bounds a subject by it.
const mostClaim = 255

// A visitor is a person who signed in.
type visitor struct {
	User mci.User `json:"user"`
	// Mail is the verified mail address, or empty.
	Mail string `json:"mail,omitempty"`
}

// An idClaims holds the claims of an ID token that tell who somebody is.
type idClaims struct {
	Subject  string `json:"sub"`
	Object   string `json:"oid"`
	Name     string `json:"name"`
	Mail     string `json:"email"`
	Verified any    `json:"email_verified"`
	// Owned is the claim of Entra ID that the domain of the mail address was
	// verified.
	Owned any `json:"xms_edov"`
	// Party is the application that the token was issued to.
	Party string `json:"azp"`

	roles []string
}

// readRoles reads the claim of a name as roles: a text or a list of texts.
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

// verifiedMail returns the mail address, or nothing if the issuer does not say
// that it was verified. Anybody can put any address into an account of some
// issuers.
func (c *idClaims) verifiedMail() string {
	if says(c.Verified) || c.Verified == nil && says(c.Owned) {
		return c.Mail
	}
	return ""
}

// id returns the claim that names the user, or nothing.
func (c *idClaims) id(by identify) string {
	id := map[identify]string{bySubject: c.Subject, byObject: c.Object, byMail: strings.ToLower(c.verifiedMail())}[by]
	if vocabulary.CheckID("", id, mostClaim) != nil {
		return ""
	}
	return id
}

// visitor returns the person whom the claims name. It is false if nobody is
// known by them.
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

// grantsOf returns the grants that roles of a token mean. A role is the
// portal's name of it, in any case and with any sign in place of a blank, since
// Entra ID allows none: "incentives-admin". After a colon it may name the
// location at which it holds: "Incentives.User:zurich". A role of another name
// is one of another application, and gives nothing.
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

// letters returns the letters of a name, in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
