package recognition

import (
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// A Case is one workload, subscription or resource of a customer on one day,
// with every fact that a rule may need. Product and Subject are required. Facts
// that are not supplied stay zero and make the rules that need them unknown.
type Case struct {
	Product Product `json:"product"`
	Subject Subject `json:"subject"`
	Channel Channel `json:"channel,omitzero"`
	// Day is the day on which somebody is credited or not.
	Day mci.Date `json:"day,omitzero"`
	// Seats are the seats of the customer.
	Seats Seats `json:"seats"`
	// SubscriptionActive is whether the subscription is active or in its grace
	// period.
	SubscriptionActive mci.Fact `json:"subscriptionActive"`
	// Associations are those of every partner; those with other subjects do no
	// harm.
	Associations []Association `json:"associations"`
	// Complete is whether there are no other associations with the subject, of
	// any partner. Without it nobody is known to have none, or to be the only
	// one where there can be one only. Partner Center shows a partner its own
	// associations alone; that it approves one CPOR only is a good reason to
	// say yes of a partner's own.
	Complete mci.Fact `json:"complete"`
	// Policy says what each mechanism earns. Nil is the public one.
	Policy *Policy `json:"policy,omitempty"`
}

// mostAssociations bounds the work of a decision. It is far above what a
// customer has.
const mostAssociations = 1000

// Check reports the first malformed field, as a [mci.FieldError]: a product or
// subject that is missing, a value that is not declared, a number of seats
// below zero, more than 1000 associations, and what [Association.Check]
// reports.
func (c *Case) Check() error {
	if err := declared("product", c.Product, productNames, true); err != nil {
		return err
	}
	if err := c.Subject.check("subject"); err != nil {
		return err
	}
	if err := declared("channel", c.Channel, channelNames, false); err != nil {
		return err
	}
	if c.Seats.number < 0 {
		return &mci.FieldError{Path: "seats", Found: c.Seats.String(), Want: "zero or more"}
	}
	if err := checkFact("subscriptionActive", c.SubscriptionActive); err != nil {
		return err
	}
	if err := checkFact("complete", c.Complete); err != nil {
		return err
	}
	if n := len(c.Associations); n > mostAssociations {
		return &mci.FieldError{Path: "associations", Found: strconv.Itoa(n), Want: "at most " + strconv.Itoa(mostAssociations)}
	}
	for i := range c.Associations {
		if err := c.Associations[i].Check(); err != nil {
			return mci.At(element(i), err)
		}
	}
	return nil
}

// element returns the path of an association.
func element(i int) string { return "associations[" + strconv.Itoa(i) + "]" }

func (c *Case) policy() *Policy {
	if c.Policy == nil {
		return &publicPolicy
	}
	return c.Policy
}

// partners returns the partners that have an association, in the order in which
// they come.
func (c *Case) partners() []PartnerID {
	var partners []PartnerID
	seen := map[PartnerID]bool{}
	for i := range c.Associations {
		if id := c.Associations[i].Partner; !seen[id] {
			seen[id] = true
			partners = append(partners, id)
		}
	}
	return partners
}

// bought says in words how the product was bought.
func (c *Case) bought() string {
	if c.Channel == 0 {
		return c.Product.String()
	}
	return c.Product.String() + " bought through " + c.Channel.String()
}
