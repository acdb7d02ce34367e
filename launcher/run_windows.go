package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"unsafe"

	"golang.org/x/sys/windows"
)

// run starts Node in a job object, which ends Node with this program, waits, and returns Node's exit code. It ends when Grafana does:
// on Windows a process keeps the id of its dead parent, so Node cannot notice that itself.
func run(command, environment []string) (int, error) {
	job, err := killingJob()
	if err != nil {
		return 0, fmt.Errorf("no job object: %w", err)
	}
	parent, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(os.Getppid()))
	if err != nil {
		return 0, fmt.Errorf("the program that started it cannot be watched: %w", err)
	}
	// Ctrl-C reaches every process of a console. Node decides when to end.
	signal.Ignore(os.Interrupt)
	node := exec.Command(command[0], command[1:]...)
	node.Env, node.Stdin, node.Stdout, node.Stderr = environment, os.Stdin, os.Stdout, os.Stderr
	if err := node.Start(); err != nil {
		return 0, fmt.Errorf("%s cannot be started: %w", command[0], err)
	}
	if err := assign(job, node.Process.Pid); err != nil {
		_ = node.Process.Kill()
		return 0, fmt.Errorf("Node cannot be tied to this program: %w", err)
	}
	go func() {
		_, _ = windows.WaitForSingleObject(parent, windows.INFINITE)
		os.Exit(1) // and the job ends Node
	}()
	var exit *exec.ExitError
	if err := node.Wait(); err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	return node.ProcessState.ExitCode(), nil
}

// killingJob is a job whose processes end when its last handle is closed, that is, when this program ends in any way.
func killingJob() (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, err
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	return job, err
}

func assign(job windows.Handle, pid int) error {
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(pid))
	if err != nil {
		return err
	}
	defer windows.CloseHandle(process)
	return windows.AssignProcessToJobObject(job, process)
}
