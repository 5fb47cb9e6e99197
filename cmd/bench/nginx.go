package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// nginxProgram is where Debian puts it; it is not in the path of all users.
const nginxProgram = "/usr/sbin/nginx"

// nginx sends files as they are: what every answer is measured against.
type nginx struct {
	*process
	address string
	root    string // of the files, one folder for each row
}

// nginxConfig is what a careful operator would set for files that do not change:
// they are sent from the page cache by the kernel, kept open, and not logged.
const nginxConfig = `daemon off;
%s
worker_processes auto;
pid %[2]s/nginx.pid;
error_log %[2]s/nginx-error.log warn;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	etag on;
	keepalive_timeout 10m;
	keepalive_requests 1000000000;
	open_file_cache max=20000 inactive=1h;
	open_file_cache_valid 1h;
	client_body_temp_path %[2]s/nginx-temp;
	proxy_temp_path %[2]s/nginx-temp;
	fastcgi_temp_path %[2]s/nginx-temp;
	uwsgi_temp_path %[2]s/nginx-temp;
	scgi_temp_path %[2]s/nginx-temp;
	types {
		application/geo+json geojson;
		application/vnd.mapbox-vector-tile mvt;
	}
	server {
		listen %[3]s;
		root %[4]s;
	}
}
`

// startNginx serves the files below a new folder in work.
func startNginx(ctx context.Context, work string) (*nginx, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	n := &nginx{address: address, root: filepath.Join(work, "site")}
	if err := os.RemoveAll(n.root); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(n.root, 0o755); err != nil {
		return nil, err
	}
	user := ""
	if os.Getuid() == 0 { // its workers would not be let into the folder otherwise
		user = "user root;"
	}
	config := filepath.Join(work, "nginx.conf")
	text := fmt.Sprintf(nginxConfig, user, work, address, n.root)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		return nil, err
	}
	n.process, err = start(ctx, filepath.Join(work, "nginx.log"), nginxProgram, "-p", work, "-c", config)
	if err != nil {
		return nil, err
	}
	err = n.await(ctx, 10*time.Second, func() bool {
		w, err := dial(address)
		if err == nil {
			w.close()
		}
		return err == nil
	})
	if err != nil {
		n.stop()
		return nil, err
	}
	return n, nil
}

// nginxVersion returns what nginx calls itself, such as "nginx/1.22.1".
func nginxVersion() string {
	out, err := exec.Command(nginxProgram, "-v").CombinedOutput()
	if err != nil {
		return ""
	}
	_, version, _ := strings.Cut(strings.TrimSpace(string(out)), ": ")
	return version
}
