package main

import (
	"strings"

	"github.com/alecthomas/kong"

	"strikemap/server"
)

// manualFlags lists the flags of serve for the manual, read from the one struct
// that defines them.
func manualFlags() []server.Flag {
	var cli commands
	parser, err := kong.New(&cli, kong.Name("strikemap"), kong.DefaultEnvars(envPrefix))
	if err != nil {
		return nil // main has made the same parser before
	}
	var flags []server.Flag
	for _, command := range parser.Model.Children {
		if command.Name != "serve" {
			continue
		}
		for _, f := range command.Flags {
			flags = append(flags, server.Flag{Name: f.Name, Env: strings.Join(f.Envs, ", "), Default: f.Default, Help: f.Help})
		}
	}
	return flags
}
