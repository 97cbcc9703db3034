// Command judge reads Argo Workflows manifests as Argo does, and more closely.
//
//	judge FILE...
//
// It prints one line "FILE: ok" for a file, or lines "FILE: bad: WHAT", and
// exits 1 if any file is bad. It needs neither a cluster nor the network.
//
// A file is one JSON object or any number of YAML documents, each of them a
// Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow. Each is
// decoded strictly and given to Argo's own validator (official.go); then comes
// what that validator never looks at: tags and expressions in every place
// (tags.go, expression.go), the conditions of tasks (depends.go, when.go), what
// is newer than the oldest release we write for (version.go), and what only a
// running cluster would find (lint.go, dollars.go).
//
// A template that is referred to is looked up in the same file, then in the
// other files named, and never elsewhere.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/argoproj/argo-workflows/v4/util/logging"
)

// report collects what is wrong with one document.
type report struct {
	place string
	found []string
}

func (r *report) bad(path, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if path != "" {
		what = path + ": " + what
	}
	r.found = append(r.found, oneLine(r.place+": "+what))
}

func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool {
		return c == '\n' || c == '\r'
	}), "; ")
}

// judge gives every rule a look at one document.
func judge(ctx context.Context, d *document, lib library) []string {
	r := &report{place: d.String()}
	checkOfficial(ctx, r, d, lib)
	checkVersion(r, d)
	checkSize(r, d)
	checkTypes(r, d.tree)
	for i := range d.spec().Templates {
		checkTemplate(ctx, r, d, lib, i)
	}
	checkOutside(r, d, lib)
	slices.Sort(r.found)
	return slices.Compact(r.found)
}

func judgeFiles(ctx context.Context, files []string) bool {
	// Read everything first: a template may be defined after its use.
	var lib library
	documents := make([][]*document, len(files))
	found := make([][]string, len(files))
	for i, file := range files {
		documents[i], found[i] = read(ctx, file)
		lib = append(lib, documents[i]...)
	}
	good := true
	for i, file := range files {
		for _, d := range documents[i] {
			found[i] = append(found[i], judge(ctx, d, lib)...)
		}
		for _, what := range found[i] {
			fmt.Printf("%s: bad: %s\n", file, what)
		}
		if len(found[i]) == 0 {
			fmt.Printf("%s: ok\n", file)
		}
		good = good && len(found[i]) == 0
	}
	return good
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: judge FILE...")
		os.Exit(2)
	}
	// The library panics if the context carries no logger.
	ctx := logging.WithLogger(context.Background(),
		logging.NewSlogLoggerCustom(logging.Error, logging.JSON, io.Discard))
	if !judgeFiles(ctx, os.Args[1:]) {
		os.Exit(1)
	}
}
