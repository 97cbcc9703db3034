package main

import (
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

// wrong tells what is wrong with a reference in a text of a pipeline, outside
// of the steps of its tasks.
func (p *pipeline) wrong(path string, r reference) string {
	switch {
	case r.is("params", "*"), r.is("params", "*", "*"):
		if p.isOfRun(path, r.parts[1]) {
			return known(len(r.parts) == 2 && r.index == "", "is a string")
		}
		return wrongUse(p.param(r.parts[1]), r)
	case r.is("context", "*", "*"):
		return known(slices.Contains(runContexts, strings.Join(r.parts[1:], ".")), "no such fact of a run")
	case r.is("workspaces", "*", "bound"):
		return known(p.declares(r.parts[1]), "no such workspace")
	case r.is("tasks", "status"), r.is("tasks", "*", "status"), r.is("tasks", "*", "reason"):
		return p.wrongStatus(path, r)
	case r.is("tasks", "*", "matrix", "length"), r.is("tasks", "*", "matrix", "*", "length"):
		return p.wrongLength(path, r)
	case r.is("tasks", "*", "results", "*"), r.is("tasks", "*", "results", "*", "*"):
		return p.wrongResult(p.Tasks, r)
	case r.is("finally", "*", "results", "*"), r.is("finally", "*", "results", "*", "*"):
		return p.wrongResult(p.Finally, r)
	}
	return "is not replaced here"
}

// param finds a parameter of the pipeline, or of the run that embeds it.
func (p *pipeline) param(name string) *v1.ParamSpec {
	if own := findParam(p.Params, name); own != nil || p.run == nil {
		return own
	}
	if given := findGiven(p.run.Spec.Params, name); given != nil {
		return &v1.ParamSpec{Name: name, Type: given.Value.Type}
	}
	return nil
}

// isOfRun tells whether a name is that of a parameter of one run of a matrix,
// which the title of the run may show.
func (p *pipeline) isOfRun(path, name string) bool {
	title := strings.HasSuffix(path, ".displayName") || strings.HasSuffix(path, ".name")
	if !title || p.task == nil || p.task.Matrix == nil {
		return false
	}
	params := slices.Concat(p.task.Params, p.task.Matrix.Params)
	for _, include := range p.task.Matrix.Include {
		params = append(params, include.Params...)
	}
	return findGiven(params, name) != nil
}

func findTask(among []v1.PipelineTask, name string) *v1.PipelineTask {
	for i := range among {
		if among[i].Name == name {
			return &among[i]
		}
	}
	return nil
}

func (p *pipeline) wrongStatus(path string, r reference) string {
	if !p.finally || !under(path, "params", "when", "matrix") {
		return "is known in the params and conditions of final tasks only"
	}
	return known(len(r.parts) == 2 || findTask(p.Tasks, r.parts[1]) != nil, "no such task")
}

func (p *pipeline) wrongLength(path string, r reference) string {
	task := findTask(p.Tasks, r.parts[1])
	if task == nil || !task.IsMatrixed() {
		return "no such task with a matrix"
	}
	return known(under(path, "params"), "is known in params only")
}

func (p *pipeline) wrongResult(among []v1.PipelineTask, r reference) string {
	task := findTask(among, r.parts[1])
	if task == nil {
		return "no such task"
	}
	if task.IsMatrixed() {
		return known(r.index == "*", "is a list, one value of each run of the matrix")
	}
	spec := p.specOf(task)
	if spec == nil {
		return fine // a task of somebody else's
	}
	for _, result := range spec.Results {
		if result.Name == r.parts[3] {
			return wrongShape(string(result.Type), r.index, r.parts[4:])
		}
	}
	return "no such result of the task"
}
