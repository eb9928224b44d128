package partner

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The engagements that customers are nominated for. The first two have fixed
// pay, and the last one variable pay and a referral.
const (
	viva     mci.EngagementID = "fy23-microsoft-viva"
	insights mci.EngagementID = "fy23-microsoft-viva-insights"
	variable mci.EngagementID = "illustrative-variable-pay"
)

// The catalogs of a world: the card, the card with a correction of its first
// edition, the card with that edition replaced in place, and the card without
// one of its engagements.
const (
	firstCard = iota
	correctedCard
	replacedCard
	smallerCard
	cardCount
)

// cards are the catalogs of a world. If its seed is even, their clocks are
// short; otherwise they have the clocks of the public card.
type cards [cardCount]*catalog.Catalog

// zonedCards are the cards of one zone.
type zonedCards struct{ long, short func() (cards, error) }

// allCards reads each catalog once, in each of the zones.
var allCards = func() (all [len(zones)]zonedCards) {
	for i, zone := range zones {
		all[i] = zonedCards{
			sync.OnceValues(func() (cards, error) { return readCards(zone, false) }),
			sync.OnceValues(func() (cards, error) { return readCards(zone, true) }),
		}
	}
	return all
}()

// cards returns the cards of the world.
func (o *Options) cards() (cards, error) {
	read := &allCards[o.zoneNumber()]
	if o.short() {
		return read.short()
	}
	return read.long()
}

func readCards(zone string, short bool) (all cards, err error) {
	public, err := catalog.Public()
	if err != nil {
		return all, err
	}
	text, err := public.MarshalJSON()
	if err != nil {
		return all, err
	}
	for i := range all {
		var one error
		all[i], one = readCard(text, zone, i, short)
		err = errors.Join(err, one)
	}
	return all, err
}

// readCard reads one catalog. It is the public card with its days counted in a
// zone, and offered for four years longer, so that its engagements and the
// illustrative one are offered at the same time.
func readCard(text []byte, zone string, number int, short bool) (*catalog.Catalog, error) {
	longer := strings.NewReplacer(`"UTC"`, `"`+zone+`"`, `"2023-06-30"`, `"2036-06-30"`, `"2026-06-30"`, `"2036-06-30"`).Replace(string(text))
	var document, again map[string]any
	if err := errors.Join(json.Unmarshal([]byte(longer), &document), json.Unmarshal([]byte(longer), &again)); err != nil {
		return nil, err
	}
	if short {
		for _, row := range list(document["clocks"]) {
			clock := object(row)
			clock["consent"], clock["firstSubmission"], clock["review"], clock["dispute"], clock["postDispute"] = 4, 6, 9, 3, 3
			delete(clock, "publishedMaximum")
		}
	}
	editions := list(document["editions"])
	switch number {
	case correctedCard:
		edition := object(list(again["editions"])[0])
		edition["revision"] = 2
		raise(edition, "4000")
		editions = append(editions, edition)
	case replacedCard:
		raise(object(editions[0]), "4500")
	case smallerCard:
		edition := object(editions[0])
		edition["engagements"] = slices.DeleteFunc(list(edition["engagements"]), func(e any) bool { return object(e)["id"] == string(insights) })
	}
	document["editions"] = editions
	data, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	return catalog.Read(data, catalog.ReadOptions{Zone: time.LoadLocation})
}

// list and object read a decoded document, whose shape the public card fixes.
func list(value any) []any {
	items, _ := value.([]any)
	return items
}

func object(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}

// raise sets the rate of Viva in market A.
func raise(edition map[string]any, amount string) {
	for _, e := range list(edition["engagements"]) {
		if object(e)["id"] != string(viva) {
			continue
		}
		for _, rate := range list(object(object(e)["pay"])["rates"]) {
			object(object(rate)["amounts"])["A"] = amount
		}
	}
}
