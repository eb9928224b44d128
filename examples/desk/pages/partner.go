package pages

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	dealaccess "github.com/mci-go/incentives/referral/access"
)

// A partner holds facts about the partner that no claim has but Partner Center
// shows.
type partner struct {
	// Company is the partner's name as customers read it.
	Company string `json:"company"`
	// Users are the people who work with the desk, with their roles.
	Users []mci.User `json:"users"`
	// Qualifications are the designations and specializations that the partner
	// holds; null is unknown.
	Qualifications []string `json:"qualifications"`
	// Sites are the partner's locations.
	Sites []eligibility.Site `json:"sites"`
	// ReferralRoles are the users' roles for referrals, by user ID. If a user
	// has none, it is unknown which deals the user may see.
	ReferralRoles map[mci.UserID]dealaccess.Role `json:"referralRoles,omitempty"`
	// Mails are the users' mail addresses, by user ID. One is used if a user
	// signs in without an address that the issuer has verified. The desk never
	// makes one up.
	Mails map[mci.UserID]string `json:"mails,omitempty"`
	// Customers are the customers that can be nominated.
	Customers []customer `json:"customers"`

	indexing sync.Once
	ids      map[mci.CustomerID]bool // of the customers, made at the first call of knows
}

// knows reports whether a customer in the file has the ID.
func (p *partner) knows(id mci.CustomerID) bool {
	p.indexing.Do(func() {
		p.ids = make(map[mci.CustomerID]bool, len(p.Customers))
		for i := range p.Customers {
			for _, identity := range p.Customers[i].Identities {
				p.ids[identity.Customer.ID] = true
				p.ids[identity.Customer.Checked()] = true
			}
		}
	})
	return p.ids[id]
}

// A customer is one of the partner's customers.
type customer struct {
	// Name is the customer's name.
	Name string `json:"name"`
	// Contact is the person who is asked for consent.
	Contact mci.Contact `json:"contact"`
	// Identities are the customer's IDs, each with the known facts. A fact
	// about one ID is not applied to another.
	Identities []plan.Identity `json:"identities"`
}

// noPartner returns the partner that is used if no file describes one.
func noPartner() *partner {
	return &partner{Company: "Your company", Users: []mci.User{{ID: "you", Name: "You", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}}}}
}

// loadPartner reads the partner from a file.
func loadPartner(file string) (*partner, error) {
	text, err := inputfile.Text(file, inputfile.Most)
	if err != nil {
		return nil, err
	}
	p, err := readPartner(text)
	return p, mci.At(file, err)
}

// mostCustomers is the largest length of any list in a partner's file, such as
// the customers.
const mostCustomers = 1 << 20

// readPartner reads the partner's JSON. If a field is unknown or stands twice,
// it returns an error.
func readPartner(text []byte) (*partner, error) {
	p := &partner{}
	if err := clientjson.Decode(text, document.Limits{Bytes: inputfile.Most, Members: mostCustomers}, p); err != nil {
		return nil, err
	}
	return p, p.check()
}

// check returns the first malformed field.
func (p *partner) check() error {
	if strings.TrimSpace(p.Company) == "" {
		return mci.Invalid("company", "", "the name of your company")
	}
	if len(p.Users) == 0 {
		return mci.Invalid("users", "none", "at least one user")
	}
	for i := range p.Sites {
		if err := mci.At(fmt.Sprintf("sites[%d]", i), p.Sites[i].Check()); err != nil {
			return err
		}
	}
	users, names := map[mci.UserID]bool{}, map[string]bool{}
	for i := range p.Users {
		if id := p.Users[i].ID; id == "" || users[id] {
			return mci.Invalid(fmt.Sprintf("users[%d].id", i), string(id), "an ID that no other user has")
		}
		users[p.Users[i].ID] = true
	}
	if err := p.checkMails(); err != nil {
		return err
	}
	for i := range p.Customers {
		c := &p.Customers[i]
		if c.Name == "." || c.Name == ".." || names[c.Name] {
			return mci.Invalid(fmt.Sprintf("customers[%d].name", i), c.Name, "a name that no other customer has, and neither . nor ..; add the city, or the number of your own list")
		}
		names[c.Name] = true
		if c.Name == "" || len(c.Identities) == 0 {
			return mci.Invalid(fmt.Sprintf("customers[%d]", i), c.Name, "a name and at least one ID")
		}
	}
	return nil
}

// checkMails returns the first of the users' addresses that is malformed.
func (p *partner) checkMails() error {
	for _, id := range slices.Sorted(maps.Keys(p.Mails)) {
		if (mci.Contact{Name: string(id), Email: p.Mails[id]}).Check() != nil {
			return mci.Invalid("mails."+string(id), "another text", "a mail address")
		}
	}
	return nil
}

// customer returns the customer with a name. The opaque text for the name is
// accepted, too.
func (p *partner) customer(name string) (*customer, bool) {
	for i := range p.Customers {
		if names(name, p.Customers[i].Name) {
			return &p.Customers[i], true
		}
	}
	return nil, false
}

// as returns the user with an ID. If the ID is empty, it returns the first
// user.
func (p *partner) as(id string) (mci.User, error) {
	for i := range p.Users {
		if id == "" || p.Users[i].ID == mci.UserID(id) {
			return p.Users[i], nil
		}
	}
	return mci.User{}, mci.Invalid("user", id, "the ID of a user of the partner's file")
}
