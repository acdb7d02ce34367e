package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc/codes"
)

func padded(size int) string {
	return fmt.Sprintf(`{"do":"length","size":%d,"padding":"%s"}`, size, strings.Repeat("x", size))
}

func (d driver) large(ctx context.Context) error {
	if err := d.rows(ctx, padded(16<<20-1000), 1); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	return d.rows(ctx, `{"do":"numbers","size":2097152}`, 2097152)
}

func (d driver) tooLarge(ctx context.Context) error {
	_, err := d.query(ctx, padded(17<<20))
	if err := expectCode(err, codes.ResourceExhausted); err != nil {
		return err
	}
	return d.rows(ctx, `{"do":"numbers","size":3}`, 3)
}

func parallel(n, workers int, run func() error) error {
	var failed atomic.Int64
	var first atomic.Value
	var wg sync.WaitGroup
	jobs := make(chan struct{})
	for range workers {
		wg.Go(func() {
			for range jobs {
				if err := run(); err != nil {
					failed.Add(1)
					first.CompareAndSwap(nil, err.Error())
				}
			}
		})
	}
	for range n {
		jobs <- struct{}{}
	}
	close(jobs)
	wg.Wait()
	if failed.Load() > 0 {
		return fmt.Errorf("%d of %d calls failed: %v", failed.Load(), n, first.Load())
	}
	return nil
}

func (d driver) hundred(ctx context.Context) error {
	return parallel(2000, 100, func() error { return d.rows(ctx, `{"do":"numbers","size":7}`, 7) })
}

// underWay has 40 answers of 3 MB on the wire at a time.
func (d driver) underWay(ctx context.Context) error {
	return parallel(80, 40, func() error { return d.rows(ctx, `{"do":"numbers","size":393216}`, 393216) })
}

// pressure opens a stream that sends as fast as it may and does not read from it.
func (d driver) pressure(ctx context.Context) error {
	ctx2, cancel := context.WithCancel(ctx)
	defer cancel()
	before, err := d.state(ctx)
	if err != nil {
		return err
	}
	stream, err := d.stream.RunStream(ctx2, &pluginv2.RunStreamRequest{Path: "flood"})
	if err != nil {
		return err
	}
	last, same := -1, 0
	if err := d.until(ctx, "the sender to pause", func(s pluginState) bool {
		if s.Sent == last && s.Running == 1 {
			same++
		} else {
			same = 0
		}
		last = s.Sent
		return same == 10
	}); err != nil {
		return err
	}
	if ahead := last - before.Sent; ahead > 400 {
		return fmt.Errorf("expected the sender to be at most 400 packets of 64 kB (Go opens its window to 16 MB) ahead, got %d", ahead)
	}
	for range 500 {
		if _, err := stream.Recv(); err != nil {
			return err
		}
	}
	cancel()
	return d.until(ctx, "the stream to end", func(s pluginState) bool { return s.Running == 0 })
}
