package main

import (
	"fmt"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

// checker looks for what admission does not see: it fails only when the run
// has begun, or changes a value in silence.
type checker struct {
	tasks     map[string]*v1.Task
	pipelines map[string]*v1.Pipeline
	complete  bool   // no object of the file is missing here
	title     string // of the object at hand
	bad       []string
}

func (c *checker) report(path, format string, args ...any) {
	c.bad = append(c.bad, c.title+": "+path+": "+fmt.Sprintf(format, args...))
}

// checkTogether checks the objects of one file, of which some may have been
// refused.
func checkTogether(objects []object, complete bool) []string {
	c := &checker{
		tasks:     map[string]*v1.Task{},
		pipelines: map[string]*v1.Pipeline{},
		complete:  complete,
	}
	for _, o := range objects {
		switch o := o.(type) {
		case *v1.Task:
			c.tasks[o.Name] = o
		case *v1.Pipeline:
			c.pipelines[o.Name] = o
		}
	}
	for _, o := range objects {
		c.check(o)
	}
	return c.bad
}

func (c *checker) check(o object) {
	switch o := o.(type) {
	case *v1.Task:
		c.title = "Task " + o.Name
		c.checkTask("spec", &o.Spec, scope{task: &o.Spec})
	case *v1.Pipeline:
		c.title = "Pipeline " + o.Name
		c.checkPipeline("spec", &pipeline{PipelineSpec: &o.Spec})
	case *v1.PipelineRun:
		c.title = "PipelineRun " + o.Name
		c.checkRun(o)
	}
}

// checkUnique reports the names that stand twice in a list.
func (c *checker) checkUnique(path string, names []string) {
	seen := map[string]bool{}
	for i, name := range names {
		if seen[name] {
			c.report(fmt.Sprintf("%s[%d].name", path, i), "duplicate name %q", name)
		}
		seen[name] = true
	}
}

func namesOf[T any](entries []T, name func(T) string) []string {
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, name(entry))
	}
	return names
}

func paramName(p v1.ParamSpec) string { return p.Name }

func findParam(among v1.ParamSpecs, name string) *v1.ParamSpec {
	for i := range among {
		if among[i].Name == name {
			return &among[i]
		}
	}
	return nil
}

func findGiven(among v1.Params, name string) *v1.Param {
	for i := range among {
		if among[i].Name == name {
			return &among[i]
		}
	}
	return nil
}
