package link_test

import (
	htmltemplate "html/template"
	"log"
	"os"
	"strings"
	"text/template"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
)

// reminderTo returns the mail that is due after one resend. Its links are
// shortened to keep the output readable.
func reminderTo(customer, company string) consent.Mail {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		log.Fatal(err)
	}
	page, err := link.NewPage(ringOf("autumn"), "https://fabrikam.example/consent")
	if err != nil {
		log.Fatal(err)
	}
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	c, err := consent.Consent{}.Ask(consent.Request{}, mci.DealSizeOptional, monday)
	if err != nil {
		log.Fatal(err)
	}
	if c, err = c.Resend(); err != nil {
		log.Fatal(err)
	}
	window, now := mci.Calendar{}.Window(monday, 30), monday.AddDate(0, 0, 23)
	links, err := c.Links("claim-1", window, "mail-2-of-claim-1", now)
	if err != nil {
		log.Fatal(err)
	}
	urls, err := page.URLs(links)
	if err != nil {
		log.Fatal(err)
	}
	mail, err := c.Mail(consent.Draft{
		Claim: "claim-1", Engagement: "Microsoft Viva workshop", Company: company,
		Customer: mci.Contact{Name: customer, Email: "alex@contoso.com"},
		Partner:  mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
		Window:   window, Zone: zurich, URLs: urls,
	}, now)
	if err != nil {
		log.Fatal(err)
	}
	mail.Accept, _, _ = strings.Cut(mail.Accept, "AAAA")
	mail.Decline, _, _ = strings.Cut(mail.Decline, "AAAA")
	return mail
}

// A Mail is only data. The host writes the text, as one template per language,
// and mail.Language selects the template.
func ExamplePage_text() {
	words := template.Must(template.New("mail").Parse(`To: {{.To.Email}}
Subject: {{.Subject}}
Content-Language: en

Dear {{.To.Name}},
{{if .Reminder}}
we have not heard from you yet (reminder {{.Reminder}}).
{{end}}
{{.Company}} would like to run this engagement with you: {{.Engagement}}.

Yes: {{.Accept}}
No:  {{.Decline}}

Please answer before {{.Before.Format "2 January 2006, 15:04 MST"}}.

{{.From.Name}}
`))
	if err := words.Execute(os.Stdout, reminderTo("Alex", "Fabrikam")); err != nil {
		log.Fatal(err)
	}
	// Output:
	// To: alex@contoso.com
	// Subject: Reminder: Fabrikam asks for your consent: Microsoft Viva workshop
	// Content-Language: en
	//
	// Dear Alex,
	//
	// we have not heard from you yet (reminder 1).
	//
	// Fabrikam would like to run this engagement with you: Microsoft Viva workshop.
	//
	// Yes: https://fabrikam.example/consent?answer=AgEGAAcR
	// No:  https://fabrikam.example/consent?answer=AgIGAAcR
	//
	// Please answer before 2 October 2025, 02:00 CEST.
	//
	// Pat
}

// For HTML, the host uses html/template, which escapes each name for its
// context. The two names in this example contain markup.
func ExamplePage_html() {
	words := htmltemplate.Must(htmltemplate.New("mail").Parse(`<p title="{{.Company}}">Dear {{.To.Name}},</p>
<p>{{.Company}} asks for your consent.
<a href="{{.Accept}}">Yes</a> or <a href="{{.Decline}}">no</a>,
before <time datetime="{{.Before.Format "2006-01-02T15:04:05Z07:00"}}">{{.Before.Format "2 January, 15:04"}}</time></p>
`))
	hostile := reminderTo(`Alex <script>alert("hi")</script>`, `Fabrikam" onmouseover="steal()`)
	if err := words.Execute(os.Stdout, hostile); err != nil {
		log.Fatal(err)
	}
	// Output:
	// <p title="Fabrikam&#34; onmouseover=&#34;steal()">Dear Alex &lt;script&gt;alert(&#34;hi&#34;)&lt;/script&gt;,</p>
	// <p>Fabrikam&#34; onmouseover=&#34;steal() asks for your consent.
	// <a href="https://fabrikam.example/consent?answer=AgEGAAcR">Yes</a> or <a href="https://fabrikam.example/consent?answer=AgIGAAcR">no</a>,
	// before <time datetime="2025-10-02T02:00:00&#43;02:00">2 October, 02:00</time></p>
}
