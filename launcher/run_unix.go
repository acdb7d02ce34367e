//go:build unix

package main

import (
	"errors"
	"fmt"
	"syscall"
)

// run replaces this program by Node: signals and the exit code need no passing on, Grafana is Node's parent, and Node ends by itself
// when Grafana is gone (it watches its parent's process id).
func run(command, environment []string) (int, error) {
	err := syscall.Exec(command[0], command, environment)
	switch {
	case errors.Is(err, syscall.EACCES):
		return 0, fmt.Errorf("%s cannot be executed (%w). Is its file system mounted with noexec, or does a security profile forbid it", command[0], err)
	case errors.Is(err, syscall.ENOEXEC):
		return 0, fmt.Errorf("%s is not for this system (%w). Install the archive of this operating system and processor", command[0], err)
	}
	return 0, fmt.Errorf("%s cannot be executed: %w", command[0], err)
}
