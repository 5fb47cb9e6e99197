package main

import (
	"fmt"
	"runtime"
)

// version and commit are set when the binary is linked.
var (
	version = "dev"
	commit  string
)

type versionCommand struct{}

func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintf(s.Out, "strikemap %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
