package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type service struct{ plugin.NetRPCUnsupportedPlugin }

func (service) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return errors.New("client only") }

func (service) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return c, nil
}

// logBuffer is written by go-plugin while the scenarios read it.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

type driver struct {
	data     pluginv2.DataClient
	resource pluginv2.ResourceClient
	stream   pluginv2.StreamClient
	log      *logBuffer
	client   *plugin.Client
}

func drive(exe string) error {
	log := &logBuffer{}
	client := plugin.NewClient(&plugin.ClientConfig{
		Cmd:              exec.Command(exe),
		HandshakeConfig:  plugin.HandshakeConfig{ProtocolVersion: 2, MagicCookieKey: "grafana_plugin_type", MagicCookieValue: "datasource"},
		VersionedPlugins: map[int]plugin.PluginSet{2: {"data": service{}}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: log, JSONFormat: true}),
	})
	defer client.Kill()
	rpc, err := client.Client()
	if err != nil {
		return err
	}
	raw, err := rpc.Dispense("data")
	if err != nil {
		return err
	}
	conn := raw.(*grpc.ClientConn)
	d := driver{pluginv2.NewDataClient(conn), pluginv2.NewResourceClient(conn), pluginv2.NewStreamClient(conn), log, client}
	outcomes := map[string]string{}
	for _, scenario := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"health", func(context.Context) error { return rpc.Ping() }},
		{"golden", d.golden}, {"failures", d.failures}, {"deadline", d.deadline}, {"cancel", d.cancel}, {"unknown", d.unknown},
		{"large", d.large}, {"tooLarge", d.tooLarge}, {"hundred", d.hundred}, {"underWay", d.underWay}, {"pressure", d.pressure}, {"burst", d.burst},
		{"logs", d.logs}, {"shutdown", d.shutdown},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
		outcomes[scenario.name] = "ok"
		if err := scenario.run(ctx); err != nil {
			outcomes[scenario.name] = err.Error()
		}
		cancel()
	}
	return json.NewEncoder(os.Stdout).Encode(outcomes)
}

func (d driver) query(ctx context.Context, queries ...string) (map[string]*pluginv2.DataResponse, error) {
	req := &pluginv2.QueryDataRequest{PluginContext: &pluginv2.PluginContext{OrgId: 1}}
	for i, q := range queries {
		req.Queries = append(req.Queries, &pluginv2.DataQuery{RefId: string(rune('A' + i)), Json: []byte(q), TimeRange: &pluginv2.TimeRange{}})
	}
	res, err := d.data.QueryData(ctx, req)
	return res.GetResponses(), err
}

func (d driver) rows(ctx context.Context, query string, want int) error {
	res, err := d.query(ctx, query)
	if err != nil {
		return err
	}
	frames, err := data.UnmarshalArrowFrames(res["A"].Frames)
	if err != nil {
		return err
	}
	if got, _ := frames[0].RowLen(); got != want {
		return fmt.Errorf("expected %d rows, got %d", want, got)
	}
	return nil
}

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
	res, err := d.query(ctx, `{"do":"numbers","size":2}`, `{"do":"refuse"}`, `{"do":"throw"}`, `{`)
	if err != nil {
		return err
	}
	got := ""
	for _, ref := range []string{"A", "B", "C", "D"} {
		got += fmt.Sprintf("%s %d %s %d;", ref, res[ref].Status, res[ref].ErrorSource, len(res[ref].Frames))
	}
	if want := "A 200  1;B 502 downstream 0;C 500 plugin 0;D 400 plugin 0;"; got != want {
		return fmt.Errorf("expected %s got %s", want, got)
	}
	return nil
}

func expectCode(err error, want codes.Code) error {
	if got := status.Code(err); got != want {
		return fmt.Errorf("expected %v, got %v: %v", want, got, err)
	}
	return nil
}

// pluginState is what the test plugin says of itself.
type pluginState struct{ Running, Aborted, Sent int }

func (d driver) state(ctx context.Context) (s pluginState, err error) {
	stream, err := d.resource.CallResource(ctx, &pluginv2.CallResourceRequest{Path: "state", Url: "state", Method: "GET"})
	if err != nil {
		return s, err
	}
	res, err := stream.Recv()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(res.Body, &s)
}

// until asks for the plugin's state until it is as wanted.
func (d driver) until(ctx context.Context, what string, ok func(pluginState) bool) error {
	for {
		s, err := d.state(ctx)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", what, err)
		}
		if ok(s) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
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

// logs holds go-plugin to having understood every line the plugin wrote.
func (d driver) logs(context.Context) error {
	understood := 0
	for line := range strings.Lines(d.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			return err
		}
		if entry["stack"] != nil && entry["@level"] == "error" {
			understood++
		}
		if message, _ := entry["@message"].(string); strings.HasPrefix(message, "{") {
			return fmt.Errorf("not understood: %s", message)
		}
	}
	if understood != 1 {
		return fmt.Errorf("expected one logged error, got %d: %s", understood, d.log.String())
	}
	return nil
}

func (d driver) shutdown(context.Context) error {
	d.client.Kill()
	if !d.client.Exited() || strings.Contains(d.log.String(), "failed to exit gracefully") {
		return fmt.Errorf("expected a graceful exit: %s", d.log.String())
	}
	return nil
}
