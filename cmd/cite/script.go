package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// scripts are the programs that ask as a client does, with what they share in
// checks.py. They print a line of JSON for each check.
//
//go:embed clients/*.py clients/*.R journey.py
var scripts embed.FS

// said is one line of a script.
type said struct {
	Check   string
	Outcome outcome
	Said    string
}

// script runs the script of a suite on each of its records.
func (b *bench) script(s suite) ([]result, error) {
	if err := b.unpack(); err != nil {
		return nil, err
	}
	if len(s.Records) == 0 {
		s.Records = []record{starter}
	}
	var results []result
	for _, name := range s.Records {
		server, err := b.server(name)
		if err != nil {
			return nil, err
		}
		missing, err := b.download(server, s.Formats)
		if err != nil {
			return nil, err
		}
		for _, m := range missing {
			results = append(results, result{s.Name, "download", failed, m})
		}
		found, err := b.client(s, server, name)
		results = append(results, found...)
		if err != nil {
			return results, err
		}
	}
	return results, nil
}

// unpack writes the scripts into the run's folder.
func (b *bench) unpack() error {
	for _, folder := range []string{"clients", "."} {
		entries, err := scripts.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			text, err := scripts.ReadFile(filepath.ToSlash(filepath.Join(folder, e.Name())))
			if err == nil {
				err = os.WriteFile(b.within(e.Name()), text, 0o644)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// download saves the incidents in some formats as incidents.{format} in the run's
// folder, and returns what could not be had.
func (b *bench) download(s *server, formats []string) (missing []string, err error) {
	for _, format := range formats {
		file := b.within("incidents." + format)
		address := s.root() + "/collections/incidents/download." + format
		response, err := httpClient.Get(address)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return nil, err
		}
		if response.StatusCode != http.StatusOK {
			missing = append(missing, fmt.Sprintf("%s answers %s", address, response.Status))
			_ = os.Remove(file)
			continue
		}
		if err := os.WriteFile(file, body, 0o644); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// client runs a script to its end. One that ends otherwise than by itself is a
// failure with what it wrote.
func (b *bench) client(s suite, on *server, what record) ([]result, error) {
	interpreter := map[program]string{python: b.python, systemPython: b.debian, rscript: "Rscript"}[s.By]
	path, err := filepath.Abs(b.program)
	if err != nil {
		return nil, err
	}
	var out, complaints bytes.Buffer
	c := exec.CommandContext(b.ctx, interpreter, b.within(s.Script), on.root())
	c.Dir = b.folder
	c.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen", "PYTHONDONTWRITEBYTECODE=1", "STRIKEMAP="+path, "RECORD="+on.record,
		"XDG_CONFIG_HOME="+b.within("config"), "XDG_DATA_HOME="+b.within("share"))
	c.Stdout, c.Stderr = &out, &complaints
	ended := c.Run()
	if b.ctx.Err() != nil {
		return nil, b.ctx.Err()
	}
	var results []result
	for line := range strings.Lines(out.String()) {
		var one said
		if err := json.Unmarshal([]byte(line), &one); err != nil || one.Check == "" {
			continue // a library that talks
		}
		results = append(results, result{s.Name, one.Check + " (" + string(what) + ")", one.Outcome, one.Said})
	}
	if ended == nil && len(results) == 0 {
		ended = errors.New("it checked nothing")
	}
	if ended != nil {
		text := strings.TrimSpace(complaints.String())
		results = append(results, result{s.Name, s.Script + " (" + string(what) + ")", failed, fmt.Sprintf("%v\n%s", ended, text[max(0, len(text)-1500):])})
	}
	return results, nil
}
