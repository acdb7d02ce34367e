package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// The young generation of V8 is limited to 2 MB per half-space: 101 instead of 129 MB with 1,000 queues and a day of history,
// without a measurable cost (docs/benchmarks.md).
const semiSpace = "--max-semi-space-size=2"

// program is where the parts of an unpacked archive lie.
type program struct {
	// node is the unmodified binary of Node.js.
	node string
	// loader and libraries are the dynamic linker and the C libraries that come along on Linux, where the host may have none or others.
	// Both are empty elsewhere.
	loader, libraries string
	// script is the entry point of the bundle.
	script string
	// cache holds the compiled bundle. It may be read-only or missing.
	cache string
}

// packaged returns the parts of the archive that is unpacked in folder.
func packaged(folder string) program {
	parts := filepath.Join(folder, "node")
	found := program{
		node:   filepath.Join(parts, "node"),
		script: filepath.Join(folder, "backend", "main.mjs"),
		cache:  filepath.Join(parts, "cache"),
	}
	switch runtime.GOOS {
	case "linux":
		found.libraries = filepath.Join(parts, "lib")
		found.loader = filepath.Join(found.libraries, "ld.so")
	case "windows":
		found.node += ".exe"
	}
	return found
}

// check says which part is missing or cannot be executed, and what to do about it.
func (p program) check() error {
	executables := []string{p.node}
	if p.loader != "" {
		executables = append(executables, p.loader)
	}
	for _, path := range append(executables, p.script) {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s is missing. Unpack the whole archive of the plugin again", path)
		case err != nil:
			return fmt.Errorf("%s cannot be read (%w). The user that runs Grafana needs read access to the plugin's folder", path, err)
		case info.IsDir():
			return fmt.Errorf("%s is a folder, expected a file. Unpack the whole archive of the plugin again", path)
		}
	}
	if runtime.GOOS == "windows" {
		return nil
	}
	for _, path := range executables {
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 == 0 {
			return fmt.Errorf("%s is not executable. Run: chmod 0755 %s", path, path)
		}
	}
	return nil
}

// command is the path of what to execute, followed by its arguments.
func (p program) command(arguments []string) []string {
	node := append([]string{p.node, semiSpace, p.script}, arguments...)
	if p.loader == "" {
		return node
	}
	// The host's own libraries, and what LD_LIBRARY_PATH names, play no part.
	return append([]string{p.loader, "--library-path", p.libraries}, node...)
}

// environment is that of Grafana, with the compiled bundle.
func environment(p program, given []string) []string {
	kept := make([]string, 0, len(given)+2)
	for _, entry := range given {
		// What changes the loader or Node of the host was not meant for those in the archive.
		if !hasName(entry, "LD_LIBRARY_PATH", "LD_PRELOAD", "NODE_COMPILE_CACHE", "NODE_COMPILE_CACHE_PORTABLE") {
			kept = append(kept, entry)
		}
	}
	return append(kept, "NODE_COMPILE_CACHE="+p.cache, "NODE_COMPILE_CACHE_PORTABLE=1")
}

func hasName(entry string, names ...string) bool {
	for _, name := range names {
		if strings.HasPrefix(entry, name+"=") {
			return true
		}
	}
	return false
}
