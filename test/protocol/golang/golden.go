package main

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func ptr[T any](v T) *T { return &v }

// goldenFrames builds the frames of ../golden/frames.ts with the SDK's own constructors.
func goldenFrames() data.Frames {
	at := time.UnixMilli(1_700_000_000_000).UTC()
	times := data.NewField("time", nil, []time.Time{at, at.Add(10 * time.Second), at.Add(20 * time.Second)})
	one := data.NewField("value", data.Labels{"broker": "b", "name": "one"}, []*float64{ptr(1.0), nil, ptr(3.5)})
	one.Config = &data.FieldConfig{Unit: "short", DisplayNameFromDS: "one"}
	two := data.NewField("value", data.Labels{"broker": "b", "name": "é🙂"}, []*float64{ptr(0.0), ptr(-1.0), ptr(1e300)})
	wide := data.NewFrame("wide", times, one, two)
	wide.RefID = "A"
	wide.Meta = &data.FrameMeta{
		Type: data.FrameTypeTimeSeriesWide, TypeVersion: data.FrameTypeVersion{0, 1}, Channel: "ds/abc/history/1",
		ExecutedQueryString: "max(waiting)", Custom: map[string]string{"quality": "exact"},
		Notices: []data.Notice{{Severity: data.NoticeSeverityWarning, Text: "no value since 10:00 – “gap”", Link: "/help"}},
	}

	value := data.NewField("value", nil, []*float64{ptr(0.0), ptr(12.0), nil})
	value.Config = (&data.FieldConfig{Unit: "s"}).SetDecimals(0)
	long := data.NewFrame("long",
		data.NewField("broker", nil, []*string{ptr("b"), ptr("b"), nil}),
		data.NewField("name", nil, []*string{ptr("one"), ptr(""), ptr("é🙂")}),
		data.NewField("open", nil, []*bool{ptr(true), nil, ptr(false)}),
		value)
	long.RefID = "B"
	long.Meta = &data.FrameMeta{Type: data.FrameTypeNumericLong, TypeVersion: data.FrameTypeVersion{0, 1}}

	empty := data.NewFrame("empty", data.NewField("value", nil, []*float64{}))
	empty.RefID = "C"
	empty.Meta = &data.FrameMeta{}

	holes := data.NewFrame("")
	holes.RefID = "D"
	for i := range 3 {
		column := make([]*float64, 70)
		for row := range column {
			if row%(i+2) != 0 {
				column[row] = ptr(float64(row))
			}
		}
		holes.Fields = append(holes.Fields, data.NewField("c"+string(rune('0'+i)), nil, column))
	}
	return data.Frames{wide, long, empty, holes}
}
