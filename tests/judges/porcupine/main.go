// Porcupine's word on histories that windtunnel wrote: go run . history.json ...
//
// A judge from another house (github.com/anishathalye/porcupine): registers, partitioned by key, from the JSON of
// docs/histories.md. A failed operation did not happen and is left out; one that nobody knows the end of is open
// until the end of time, and a read of that kind says nothing. Versions, which no client sees, are not read.
// Run by hand; docs/histories.md has the commands and what was seen.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

const (
	nothing  = math.MinInt64 // before the first write
	patience = 60 * time.Second
)

type event struct {
	Process int             `json:"process"`
	Type    string          `json:"type"`
	F       string          `json:"f"`
	Value   json.RawMessage `json:"value"`
	Time    int64           `json:"time"`
}

type operation struct {
	f               string
	key             int64
	value, expected int64
}

func number(value any) int64 {
	if value == nil {
		return nothing
	}
	return int64(value.(float64))
}

// [key, value], and [key, [expected, value]] of a compare-and-set.
func asked(e event) (operation, error) {
	var pair []any
	if err := json.Unmarshal(e.Value, &pair); err != nil {
		return operation{}, err
	}
	if len(pair) != 2 {
		return operation{}, fmt.Errorf("%s of %s is no pair", e.Value, e.F)
	}
	o := operation{f: e.F, key: number(pair[0])}
	switch e.F {
	case "read", "write":
		o.value = number(pair[1])
	case "cas":
		both := pair[1].([]any)
		o.expected, o.value = number(both[0]), number(both[1])
	default:
		return o, fmt.Errorf("%s is no operation of a register", e.F)
	}
	return o, nil
}

func history(file string) ([]porcupine.Operation, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var events []event
	if err := json.Unmarshal(text, &events); err != nil {
		return nil, err
	}
	open := map[int]event{}
	var all []porcupine.Operation
	end := func(begun event, output any, at int64) error {
		input, err := asked(begun)
		all = append(all, porcupine.Operation{
			ClientId: begun.Process, Input: input, Call: begun.Time, Output: output, Return: at})
		return err
	}
	for _, e := range events {
		begun := open[e.Process]
		switch e.Type {
		case "invoke":
			open[e.Process] = e
		case "fail":
			delete(open, e.Process)
		case "ok":
			delete(open, e.Process)
			told, err := asked(e)
			if err == nil {
				err = end(begun, told.value, e.Time)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	for _, begun := range open {
		if begun.F == "read" {
			continue
		}
		if err := end(begun, nil, math.MaxInt64); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func byKey(all []porcupine.Operation) [][]porcupine.Operation {
	of := map[int64][]porcupine.Operation{}
	for _, each := range all {
		key := each.Input.(operation).key
		of[key] = append(of[key], each)
	}
	var keys []int64
	for key := range of {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	var parts [][]porcupine.Operation
	for _, key := range keys {
		parts = append(parts, of[key])
	}
	return parts
}

// A compare-and-set of which nobody knows the end may have done nothing, and then may as well never have been.
func step(state, input, output any) []any {
	holds, o := state.(int64), input.(operation)
	switch {
	case o.f == "read" && output.(int64) == holds:
		return []any{holds}
	case o.f == "write":
		return []any{o.value}
	case o.f == "cas" && holds == o.expected:
		return []any{o.value}
	case o.f == "cas" && output == nil:
		return []any{holds}
	}
	return nil
}

func main() {
	model := (&porcupine.NondeterministicModel{
		Partition: byKey,
		Init:      func() []any { return []any{int64(nothing)} },
		Step:      step,
	}).ToModel()
	for _, file := range os.Args[1:] {
		all, err := history(file)
		if err != nil {
			fmt.Printf("%s: %v\n", file, err)
			os.Exit(2)
		}
		began := time.Now()
		verdict := porcupine.CheckOperationsTimeout(model, all, patience)
		fmt.Printf("%s: %d operations: %s (%.1f s)", file, len(all), verdict, time.Since(began).Seconds())
		if verdict == porcupine.Illegal {
			var keys []string
			for _, part := range byKey(all) {
				if porcupine.CheckOperationsTimeout(model, part, patience) == porcupine.Illegal {
					keys = append(keys, fmt.Sprint(part[0].Input.(operation).key))
				}
			}
			fmt.Printf(", keys %s", strings.Join(keys, " "))
		}
		fmt.Println()
	}
}
