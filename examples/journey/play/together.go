package play

import (
	"errors"

	"github.com/mci-go/incentives/claims/register"
)

// Together returns a Printer that prints the play with several printers, in
// order. If one of them fails, the others print all the same.
func Together(printers ...Printer) Printer { return together(printers) }

type together []Printer

func (t together) begin(p *player) error {
	return t.each(func(out Printer) error { return out.begin(p) })
}

func (t together) page(p *page) error {
	return t.each(func(out Printer) error { return out.page(p) })
}

func (t together) line(l *line) error {
	return t.each(func(out Printer) error { return out.line(l) })
}

func (t together) end(all []register.Item) error {
	return t.each(func(out Printer) error { return out.end(all) })
}

func (t together) each(print func(Printer) error) (err error) {
	for _, out := range t {
		err = errors.Join(err, print(out))
	}
	return err
}
