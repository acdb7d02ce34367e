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
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
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

// start starts a plugin as Grafana does. The caller kills d.client.
func start(exe string) (d driver, rpc plugin.ClientProtocol, conn *grpc.ClientConn, err error) {
	d.log = &logBuffer{}
	d.client = plugin.NewClient(&plugin.ClientConfig{
		Cmd:              exec.Command(exe),
		HandshakeConfig:  plugin.HandshakeConfig{ProtocolVersion: 2, MagicCookieKey: "grafana_plugin_type", MagicCookieValue: "datasource"},
		VersionedPlugins: map[int]plugin.PluginSet{2: {"data": service{}}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: d.log, JSONFormat: true}),
	})
	if rpc, err = d.client.Client(); err != nil {
		return
	}
	raw, err := rpc.Dispense("data")
	if err != nil {
		return
	}
	conn = raw.(*grpc.ClientConn)
	d.data, d.resource, d.stream = pluginv2.NewDataClient(conn), pluginv2.NewResourceClient(conn), pluginv2.NewStreamClient(conn)
	return
}

func drive(exe string) error {
	d, rpc, _, err := start(exe)
	defer d.client.Kill()
	if err != nil {
		return err
	}
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
