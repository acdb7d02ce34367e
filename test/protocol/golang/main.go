// Command protocol is the Go half of the protocol tests: Grafana's own SDK on the other end of the wire.
//
//	protocol golden DIR   write the golden frames, as Arrow and as JSON, to DIR/<refId>.{arrow,golden.json}
//	protocol decode FILE… print the frames in Arrow files as a JSON array
//	protocol ask EXE      start a plugin as Grafana does, print its health and its answer to one query as JSON
//	protocol drive EXE    start a plugin as Grafana does, put it through the scenarios that drive.go lists, print their outcomes as JSON
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "protocol:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("expected golden DIR, decode FILE…, ask EXE or drive EXE, got %q", strings.Join(args, " "))
	}
	switch args[0] {
	case "golden":
		return golden(args[1])
	case "decode":
		return decode(args[1:])
	case "ask":
		return ask(args[1])
	case "drive":
		return drive(args[1])
	case "bench":
		return bench(args[1:])
	}
	return fmt.Errorf("expected golden, decode, ask, drive or bench, got %q", args[0])
}

func golden(dir string) error {
	for _, frame := range goldenFrames() {
		arrow, err := frame.MarshalArrow()
		if err != nil {
			return err
		}
		text, err := json.MarshalIndent(frame, "", " ")
		if err != nil {
			return err
		}
		base := filepath.Join(dir, frame.RefID)
		if err := os.WriteFile(base+".arrow", arrow, 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(base+".golden.json", append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func decode(files []string) error {
	frames := data.Frames{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		frame, err := data.UnmarshalArrowFrame(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		frames = append(frames, frame)
	}
	return json.NewEncoder(os.Stdout).Encode(frames)
}
