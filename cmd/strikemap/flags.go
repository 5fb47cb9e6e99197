package main

import (
	"strings"

	"github.com/alecthomas/kong"

	"strikemap/server"
)

// manualCommands lists the commands and their flags for the manual, read from the
// one struct that defines them.
func manualCommands() []server.Command {
	var cli commands
	parser, err := kong.New(&cli, kong.Name("strikemap"), kong.DefaultEnvars(envPrefix))
	if err != nil {
		return nil // main has made the same parser before
	}
	var list []server.Command
	for _, node := range parser.Model.Children {
		command := server.Command{Name: node.Name, Help: node.Help}
		for _, f := range node.Flags {
			command.Flags = append(command.Flags, server.Flag{Name: f.Name, Env: strings.Join(f.Envs, ", "), Default: f.Default, Help: f.Help})
		}
		list = append(list, command)
	}
	return list
}
