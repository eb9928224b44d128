package recognition

import (
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// A Case is one workload, subscription or resource of a customer on one day,
// with every fact that a rule may need. Product and Subject are required. If
// any other fact is not supplied, it stays zero and makes the rules that need
// it unknown.
type Case struct {
	// Product is the product that the customer bought.
	Product Product `json:"product"`
	// Subject is the workload, subscription or resource.
	Subject Subject `json:"subject"`
	// Channel is the channel through which the customer bought the product.
	Channel Channel `json:"channel,omitzero"`
	// Day is the day on which a partner is credited or not.
	Day mci.Date `json:"day,omitzero"`
	// Seats is the number of the customer's seats of the product.
	Seats Seats `json:"seats"`
	// SubscriptionActive is whether the subscription is active or in its grace
	// period.
	SubscriptionActive mci.Fact `json:"subscriptionActive"`
	// Associations are the associations of every partner. If one has another
	// subject, it does no harm.
	Associations []Association `json:"associations"`
	// Complete is whether Associations lists every association with the
	// subject, of any partner. Unless it is yes, no partner is known to have
	// none, and none is known to be the only one when there can be only one. A
	// credit that some grant leads to is then a pass or unknown, and never a
	// fail, even if the case alone rules the grants out.
	// Partner Center shows a partner its own associations alone. It approves
	// only one CPOR, so a partner whose own is approved has good reason to say
	// yes.
	Complete mci.Fact `json:"complete"`
	// Policy holds the grants that the decision is made by; nil is the public
	// policy.
	Policy *Policy `json:"policy,omitempty"`
}

// mostAssociations bounds the work of a decision. It is far above the number
// that a customer has.
const mostAssociations = 1000

// Check reports the first malformed field, as a [mci.FieldError]. The faults
// are a product or subject that is missing, a value that is not declared, a
// number of seats below zero, more than 1000 associations, and the faults of an
// association that [Association.Check] reports.
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

// partners returns the partners that have an association, each once, in the
// order in which they come.
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

// bought describes the product and the channel.
func (c *Case) bought() string {
	if c.Channel == 0 {
		return c.Product.String()
	}
	return c.Product.String() + " bought through " + c.Channel.String()
}
