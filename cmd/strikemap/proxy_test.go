package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Behind a proxy under a path of its own, every link a client may follow must lead
// back through the proxy, whether the proxy strips the path or keeps it.
func TestLinksHoldBehindNginxUnderAPath(t *testing.T) {
	for name, c := range map[string]struct {
		pass    string // of nginx, behind the address of the server
		headers string
		args    func(public string) []string
	}{
		"prefix stripped, told by headers": {"/", "proxy_set_header X-Forwarded-Prefix /strikes;", func(string) []string {
			return []string{"--behind-proxy"}
		}},
		"prefix stripped, told by the base URL": {"/", "", func(public string) []string {
			return []string{"--base-url", public}
		}},
		"prefix kept": {"", "", func(public string) []string {
			return []string{"--base-url", public}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			nginx := tool(t, "nginx")
			front := freeAddress(t)
			_, port, _ := strings.Cut(front, ":")
			public := "https://localhost:" + port + "/strikes"
			in := serve(t, tempDB(t), c.args(public)...)
			startNginx(t, nginx, port, in.URL+c.pass, c.headers)
			client := &http.Client{
				Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // a certificate made for this test
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			fetch := func(url string) (int, string, http.Header) {
				response, err := client.Get(url)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				body, err := io.ReadAll(response.Body)
				if err != nil {
					t.Fatal(err)
				}
				return response.StatusCode, string(body), response.Header
			}
			for _, path := range []string{"/api/v1", "/api/v1/collections", "/api/v1/collections/incidents", "/api/v1/collections/incidents/items?limit=3", "/feeds/v1/all-latest.geojson"} {
				status, body, _ := fetch(public + path)
				if status != http.StatusOK {
					t.Fatalf("%s answers %d: %s", path, status, body)
				}
				if strings.Contains(body, in.URL) {
					t.Errorf("%s tells the address behind the proxy", path)
				}
				for _, href := range hrefs(t, body) {
					if !strings.HasPrefix(href, public+"/") {
						t.Errorf("%s links to %s", path, href)
					} else if status, _, _ := fetch(href); status != http.StatusOK {
						t.Errorf("%s links to %s, which answers %d", path, href, status)
					}
				}
			}
			status, page, _ := fetch(public + "/")
			if status != http.StatusOK {
				t.Fatalf("the page answers %d", status)
			}
			for _, ref := range regexp.MustCompile(`(?:href|src)="(/[^"]*)"`).FindAllStringSubmatch(page, 200) {
				if !strings.HasPrefix(ref[1], "/strikes/") && ref[1] != "/strikes" {
					t.Errorf("the page refers to %s", ref[1])
				}
			}
			if status, _, header := fetch(public + "/incidents/temryuk-port-2025-12-25"); status != http.StatusPermanentRedirect || !strings.Contains(header.Get("Location"), "/strikes/incidents/") {
				t.Errorf("the slug answers %d to %q", status, header.Get("Location"))
			}
			if status, _, _ := fetch(public + "/basemap/3/4/2.mvt"); status != http.StatusOK {
				t.Errorf("a basemap tile answers %d", status)
			}
		})
	}
}

// hrefs returns every link in a JSON document.
func hrefs(t *testing.T, body string) []string {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatal(err)
	}
	var found []string
	var visit func(any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if href, ok := v["href"].(string); ok && v["rel"] != "license" {
				found = append(found, href)
			}
			for _, child := range v {
				visit(child)
			}
		case []any:
			for _, child := range v {
				visit(child)
			}
		}
	}
	visit(document)
	return found
}

func startNginx(t *testing.T, nginx, port, upstream, headers string) {
	t.Helper()
	folder := t.TempDir()
	writeCertificate(t, folder)
	config := fmt.Sprintf(`
daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error.log;
events {}
http {
  access_log off;
  client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s; uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
  server {
    listen 127.0.0.1:%[2]s ssl;
    ssl_certificate %[1]s/cert.pem; ssl_certificate_key %[1]s/key.pem;
    location /strikes/ {
      proxy_pass %[3]s;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-For $remote_addr;
      %[4]s
    }
  }
}`, folder, port, upstream, headers)
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(nginx, "-c", file, "-e", filepath.Join(folder, "error.log"))
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
	})
	eventually(t, 5*time.Second, "nginx answers", func() bool {
		connection, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{InsecureSkipVerify: true}) // as above
		if err == nil {
			connection.Close()
		}
		return err == nil
	})
}

func writeCertificate(t *testing.T, folder string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: pkcs8},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
