package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
)

// round is what one server did in one turn.
type round struct {
	P50       float64 `json:"p50"` // milliseconds
	PerSecond float64 `json:"perSecond"`
	Failed    int     `json:"failed"`
	Bytes     int     `json:"bytes"` // of the frames of one answer
}

// bench sends the QueryDataRequest in a file to each server in turn, A B A B …, and prints the rounds of each.
func bench(args []string) error {
	if len(args) < 5 {
		return fmt.Errorf("expected REQUEST ROUNDS CALLS AT-A-TIME ADDRESS…, got %q", args)
	}
	raw, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	req := &pluginv2.QueryDataRequest{}
	if err := proto.Unmarshal(raw, req); err != nil {
		return err
	}
	var n [3]int
	for i := range n {
		if n[i], err = strconv.Atoi(args[i+1]); err != nil {
			return err
		}
	}
	rounds, calls, atATime := n[0], n[1], n[2]
	servers := make([]pluginv2.DataClient, len(args)-4)
	for i, address := range args[4:] {
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return err
		}
		defer conn.Close()
		servers[i] = pluginv2.NewDataClient(conn)
		turn(servers[i], req, calls, atATime) // warm
	}
	results := make([][]round, len(servers))
	for range rounds {
		for i, server := range servers {
			results[i] = append(results[i], turn(server, req, calls, atATime))
		}
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

func turn(server pluginv2.DataClient, req *pluginv2.QueryDataRequest, calls, atATime int) round {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var result round
	times := make([]float64, 0, calls)
	jobs := make(chan struct{})
	began := time.Now()
	for range atATime {
		wg.Go(func() {
			for range jobs {
				t := time.Now()
				answer, err := server.QueryData(context.Background(), req, grpc.MaxCallRecvMsgSize(64<<20))
				took := float64(time.Since(t).Microseconds()) / 1000
				bytes, bad := 0, err != nil
				for _, response := range answer.GetResponses() {
					bad = bad || response.Error != ""
					for _, frame := range response.Frames {
						bytes += len(frame)
					}
				}
				mu.Lock()
				times = append(times, took)
				result.Bytes = bytes
				if bad {
					result.Failed++
				}
				mu.Unlock()
			}
		})
	}
	for range calls {
		jobs <- struct{}{}
	}
	close(jobs)
	wg.Wait()
	result.PerSecond = float64(calls) / time.Since(began).Seconds()
	slices.Sort(times)
	result.P50 = times[len(times)/2]
	return result
}
