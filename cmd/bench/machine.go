package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// describe says where the bench runs. What cannot be found out stays empty.
func describe() machine {
	cpus, _ := os.ReadFile("/proc/cpuinfo")
	memory, _ := os.ReadFile("/proc/meminfo")
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	total, _ := kilobytes(string(memory), "MemTotal")
	return machine{
		Processor: modelName(string(cpus)), Cores: runtime.NumCPU(), Memory: total,
		Kernel: release(string(kernel)), Go: runtime.Version(), Nginx: nginxVersion(),
	}
}

// release keeps the numbers of a kernel's release, without what its builder added.
func release(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end < 0 {
		return text
	}
	return text[:end]
}

// modelName finds the first model in /proc/cpuinfo.
func modelName(text string) string {
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return "unknown processor"
}

// commit names the state of the source: the last commit, and whether there is more.
func commit(ctx context.Context) string {
	head, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(head))
	if exec.CommandContext(ctx, "git", "diff", "--quiet", "HEAD").Run() != nil {
		name = fmt.Sprintf("%s with changes", name)
	}
	return name
}
