// Desk is a web application for a partner's team: the pages of Partner Center
// that partners know, in a browser, on the claims that the team keeps in a file
// of SQLite or in a PostgreSQL database.
//
// README.md beside this file shows how to run it, and what the pages are.
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
