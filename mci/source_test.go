package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestEveryDocumentHasATitleADateAndItsGrade(t *testing.T) {
	grades := map[mci.Document]mci.Grade{
		mci.EngagementsOverview:           mci.MicrosoftPublic,
		mci.CustomersPage:                 mci.MicrosoftPublic,
		mci.EarlierCustomersPage:          mci.MicrosoftPublic,
		mci.WorkshopClaims:                mci.MicrosoftPublic,
		mci.PermissionsOverview:           mci.MicrosoftPublic,
		mci.PartnerGuide:                  mci.ThirdParty,
		mci.ResearchDossier:               mci.ThirdParty,
		mci.CoSellOpportunities:           mci.MicrosoftPublic,
		mci.SellerSystemCode:              mci.ThirdParty,
		mci.BusinessApplicationsAssistant: mci.ThirdParty,
		mci.CreateAssociation:             mci.MicrosoftPublic,
		mci.ManageAssociations:            mci.MicrosoftPublic,
		mci.AssociationIssues:             mci.MicrosoftPublic,
		mci.AssociationsIntroduction:      mci.MicrosoftPublic,
		mci.EarlierAssociations:           mci.MicrosoftPublic,
		mci.AssociationAnswer:             mci.ThirdParty,
		mci.AssociationGuide:              mci.ThirdParty,
		mci.LibraryReading:                mci.Inferred,
	}
	titles := map[string]mci.Document{}
	for d, grade := range grades {
		s := d.Source()
		if s.Title == "" || s.Published == "" || s.Grade != grade {
			t.Errorf("document %d: got %+v, want the grade %v", d, s, grade)
		}
		if other, ok := titles[s.Title]; ok {
			t.Errorf("documents %d and %d have one title", d, other)
		}
		titles[s.Title] = d
	}
	for _, d := range []mci.Document{0, mci.Document(len(grades) + 1), 255} {
		if got := d.Source(); got != (mci.Source{}) {
			t.Errorf("document %d: got %+v, want no source", d, got)
		}
	}
}

func TestASourceIsPrintedWithItsDateAndGrade(t *testing.T) {
	if got, want := mci.CustomersPage.Source().String(), "Microsoft Learn, Customers page for MCI engagements, 2023-10-01 (Microsoft public)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (mci.Source{}).String(); got != "no source" {
		t.Errorf("got %s", got)
	}
}
