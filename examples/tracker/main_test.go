package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	for name, value := range map[string]string{"HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "AppData": "/nowhere", "TRACKER_CONFIG": ""} {
		if err := os.Setenv(name, value); err != nil { // the settings of whoever runs the tests do not count
			fmt.Println(err)
			os.Exit(1)
		}
	}
	os.Exit(clustertest.Run(m))
}
