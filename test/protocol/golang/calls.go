package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (d driver) golden(ctx context.Context) error {
	res, err := d.query(ctx, `{"do":"golden"}`)
	if err != nil {
		return err
	}
	got, err := data.UnmarshalArrowFrames(res["A"].Frames)
	if err != nil {
		return err
	}
	a, _ := json.Marshal(got)
	if b, _ := json.Marshal(goldenFrames()); !bytes.Equal(a, b) {
		return fmt.Errorf("expected %s, got %s", b, a)
	}
	return nil
}

func (d driver) failures(ctx context.Context) error {
	res, err := d.query(ctx, `{"do":"numbers","size":2}`, `{"do":"refuse"}`, `{"do":"throw"}`, `{`, `{"do":"explain"}`)
	if err != nil {
		return err
	}
	got := ""
	for _, ref := range []string{"A", "B", "C", "D", "E"} {
		got += fmt.Sprintf("%s %d %s %d;", ref, res[ref].Status, res[ref].ErrorSource, len(res[ref].Frames))
	}
	if want := "A 200  1;B 502 downstream 0;C 500 plugin 0;D 400 plugin 0;E 502 downstream 1;"; got != want {
		return fmt.Errorf("expected %s got %s", want, got)
	}
	// Alerting and expressions look at the error before they look at frames (pkg/expr/converter.go, getResponseFrame).
	if res["B"].Error == "" || res["B"].Error != res["E"].Error {
		return fmt.Errorf("expected the same error with and without details, got %q and %q", res["B"].Error, res["E"].Error)
	}
	frames, err := data.UnmarshalArrowFrames(res["E"].Frames)
	if err != nil {
		return err
	}
	if len(frames[0].Fields) != 0 || fmt.Sprint(frames[0].Meta.Custom) != "map[reason:busy]" {
		return fmt.Errorf("expected an empty frame with the details, got %v", frames[0].Meta.Custom)
	}
	return nil
}

func expectCode(err error, want codes.Code) error {
	if got := status.Code(err); got != want {
		return fmt.Errorf("expected %v, got %v: %v", want, got, err)
	}
	return nil
}

func (d driver) deadline(ctx context.Context) error {
	before, err := d.state(ctx)
	if err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	_, err = d.query(short, `{"do":"wait"}`)
	if err := expectCode(err, codes.DeadlineExceeded); err != nil {
		return err
	}
	return d.until(ctx, "an abort", func(s pluginState) bool { return s.Aborted == before.Aborted+1 && s.Running == 0 })
}

func (d driver) cancel(ctx context.Context) error {
	before, err := d.state(ctx)
	if err != nil {
		return err
	}
	cancelled, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := d.query(cancelled, `{"do":"wait"}`)
		done <- err
	}()
	if err := d.until(ctx, "a running query", func(s pluginState) bool { return s.Running == 1 }); err != nil {
		return err
	}
	cancel()
	if err := expectCode(<-done, codes.Canceled); err != nil {
		return err
	}
	return d.until(ctx, "an abort", func(s pluginState) bool { return s.Aborted == before.Aborted+1 && s.Running == 0 })
}

// burst cancels more calls at once than Node's HTTP/2 may tolerate on one connection: whatever becomes of it, the next call works.
func (d driver) burst(ctx context.Context) error {
	cancelled, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for range 1500 {
		wg.Go(func() { _, _ = d.query(cancelled, `{"do":"wait"}`) })
	}
	if err := d.until(ctx, "the queries", func(s pluginState) bool { return s.Running == 1500 }); err != nil {
		return err
	}
	cancel()
	wg.Wait()
	var last error
	for range 20 {
		if last = d.rows(ctx, `{"do":"numbers","size":3}`, 3); last == nil {
			return d.until(ctx, "the aborts", func(s pluginState) bool { return s.Running == 0 })
		}
		time.Sleep(100 * time.Millisecond)
	}
	return last
}

func (d driver) unknown(ctx context.Context) error {
	_, err := d.stream.PublishStream(ctx, &pluginv2.PublishStreamRequest{})
	return expectCode(err, codes.Unimplemented)
}
