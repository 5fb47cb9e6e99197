package main

import (
	"context"
	"fmt"
	"strings"
)

// heap looks at the memory of the server after all the reading.
func heap(ctx context.Context, b *bench) ([]result, error) {
	live, err := b.server.heap(ctx)
	if err != nil {
		return nil, err
	}
	var shares []string
	for _, share := range []struct{ name, words string }{
		{"RssAnon", "own memory"}, {"RssFile", "mapped files"}, {"VmHWM", "the most of both so far"},
	} {
		n, err := memory(b.server.pid(), share.name)
		if err != nil {
			return nil, err
		}
		shares = append(shares, fmt.Sprintf("%s %s MB", share.words, figure(float64(n)/1e6)))
	}
	r := result{Note: "resident: " + strings.Join(shares, ", ")}
	return []result{r.judge(live/1e6, goal{unit: "MB", most: 450})}, nil
}
