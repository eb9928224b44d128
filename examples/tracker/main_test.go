package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		if lines, err := strconv.Atoi(os.Getenv(dying)); err == nil {
			os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, &mortal{os.Stdout, lines}, os.Stderr}, time.Now))
		}
		main()
	}
	for name, value := range map[string]string{"HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "AppData": "/nowhere", "TRACKER_CONFIG": ""} {
		if err := os.Setenv(name, value); err != nil { // ignore the settings of the user who runs the tests
			fmt.Println(err)
			os.Exit(1)
		}
	}
	os.Exit(clustertest.Run(m))
}
