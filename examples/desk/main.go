// Desk is a web application for a partner's team. It shows the pages that
// partners know from Partner Center, for the claims that the team keeps in an
// SQLite file or in a PostgreSQL database.
//
// README.md beside this file shows how to run it, and lists the pages.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/mci-go/incentives/examples/desk/pages"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := pages.Run(ctx, os.Args[1:], os.Stderr, time.Now)
	stop()
	os.Exit(status)
}
