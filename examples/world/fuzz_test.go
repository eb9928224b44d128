package main

import (
	"testing"

	"github.com/mci-go/incentives/examples/world/partner"
)

func FuzzReadStory(f *testing.F) {
	f.Add((&partner.Story{Seed: 1, Steps: partner.Draw(1, 40)}).Text())
	f.Fuzz(func(t *testing.T, text string) {
		if story, err := partner.ReadStory(text); err == nil {
			if again, err := partner.ReadStory(story.Text()); err != nil || again.Text() != story.Text() {
				t.Errorf("%q is read, and not again: %v", text, err)
			}
		}
	})
}
