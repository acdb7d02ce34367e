package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// ask starts a plugin as Grafana does and prints its health and its answer to one query of three points in three seconds.
func ask(exe string) error {
	d, _, conn, err := start(exe)
	defer d.client.Kill()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	who := &pluginv2.PluginContext{OrgId: 1}
	health, err := pluginv2.NewDiagnosticsClient(conn).CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: who})
	if err != nil {
		return err
	}
	query := &pluginv2.DataQuery{RefId: "A", MaxDataPoints: 3, IntervalMS: 1000, TimeRange: &pluginv2.TimeRange{ToEpochMS: 3000}, Json: []byte("{}")}
	res, err := d.data.QueryData(ctx, &pluginv2.QueryDataRequest{PluginContext: who, Queries: []*pluginv2.DataQuery{query}})
	if err != nil {
		return err
	}
	answer := res.Responses["A"]
	if answer == nil || answer.Error != "" {
		return fmt.Errorf("expected an answer to A, got %v", res.Responses)
	}
	frames, err := data.UnmarshalArrowFrames(answer.Frames)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"health": health.Status.String(), "message": health.Message, "frames": frames})
}
