// Command launcher starts the plugin's Node program with the Node that lies beside it, so that nothing is needed on the host.
//
// It is packaged twice: as gpx_backlog_<os>_<arch>, which Grafana starts without arguments, and as backlog, the command line.
// Grafana also checks that a backend is a Go binary, which this is.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	code, err := start()
	if err != nil {
		fmt.Fprintf(os.Stderr, "Backlog cannot start: %v\n", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// start runs Node in the place of this program where the system can do that, and otherwise waits for it and returns its exit code.
func start() (int, error) {
	self, err := ownPath()
	if err != nil {
		return 0, fmt.Errorf("its own path is unknown: %w", err)
	}
	program := packaged(filepath.Dir(self))
	if err := program.check(); err != nil {
		return 0, err
	}
	return run(program.command(arguments(self, os.Args[1:])), environment(program, os.Environ()))
}

// ownPath leads to the folder of the plugin, also through a link such as /usr/local/bin/backlog.
func ownPath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		// Linux tells by /proc, which a bare container may lack. Grafana starts a plugin by its whole path.
		if self, err = filepath.Abs(os.Args[0]); err != nil {
			return "", err
		}
	}
	return filepath.EvalSymlinks(self)
}

// arguments for the Node program. Without any it is the plugin; the command line shows its help instead.
func arguments(self string, given []string) []string {
	if len(given) == 0 && !strings.HasPrefix(filepath.Base(self), "gpx_") {
		return []string{"help"}
	}
	return given
}
