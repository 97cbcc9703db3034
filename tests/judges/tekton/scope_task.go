package main

import (
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

const fine = ""

// contexts are the facts of a run: which exist in a Task, and which around an
// embedded one only.
var (
	taskContexts = strings.Fields("taskRun.name taskRun.namespace taskRun.uid task.name task.retry-count")
	runContexts  = strings.Fields("pipelineRun.name pipelineRun.namespace pipelineRun.uid" +
		" pipeline.name pipelineTask.retries")
)

// wrong tells what is wrong with a reference in a text of a task.
func (s scope) wrong(path string, r reference) string {
	switch {
	case r.is("params", "*") || r.is("params", "*", "*"):
		return s.wrongParam(r)
	case r.is("results", "*", "path"):
		return known(s.hasResult(r.parts[1]), "no such result of the task")
	case r.is("step", "results", "*", "path"):
		return known(s.step >= 0 && hasStepResult(s.task.Steps[s.step], r.parts[2]), "no such result of the step")
	case r.is("steps", "*", "results", "*"), r.is("steps", "*", "results", "*", "*"):
		return s.wrongStepResult(path, r)
	case r.is("steps", "*", "exitCode", "path"):
		return known(s.stepBefore(strings.TrimPrefix(r.parts[1], "step-")) != nil, "no such step before this one")
	case r.is("workspaces", "*", "*"):
		return s.wrongWorkspace(r)
	case r.is("context", "*", "*"):
		return s.wrongContext(strings.Join(r.parts[1:], "."))
	case r.is("credentials", "path"):
		return fine
	case r.is("tasks", "*", "results", "*"), r.is("tasks", "*", "results", "*", "*"):
		if s.in != nil {
			return s.in.wrong(path, r)
		}
	}
	return "is not replaced here"
}

func known(ok bool, otherwise string) string {
	if ok {
		return fine
	}
	return otherwise
}

func (s scope) wrongParam(r reference) string {
	param := findParam(s.task.Params, r.parts[1])
	if param == nil && s.in != nil {
		param = s.in.param(r.parts[1])
	}
	return wrongUse(param, r)
}

// wrongUse tells whether a parameter is referred to in a way its type knows.
func wrongUse(param *v1.ParamSpec, r reference) string {
	if param == nil {
		return "no such parameter"
	}
	return wrongShape(string(param.Type), r.index, r.parts[2:])
}

func wrongShape(kind, index string, keys []string) string {
	switch {
	case kind == "string" && (index != "" || len(keys) > 0):
		return "is a string"
	case kind == "array" && (index == "" || len(keys) > 0):
		return "is an array"
	case kind == "object" && (len(keys) > 0) == (index != ""):
		return "is an object"
	}
	return fine
}

func (s scope) hasResult(name string) bool {
	return slices.ContainsFunc(s.task.Results, func(r v1.TaskResult) bool { return r.Name == name })
}

func hasStepResult(step v1.Step, name string) bool {
	return slices.ContainsFunc(step.Results, func(r v1.StepResult) bool { return r.Name == name })
}

// stepBefore finds a step before the one at hand, or any for the texts that
// stand in no step.
func (s scope) stepBefore(name string) *v1.Step {
	before := s.task.Steps
	if s.step >= 0 {
		before = before[:s.step]
	}
	for i := range before {
		if before[i].Name == name {
			return &before[i]
		}
	}
	return nil
}

func (s scope) wrongStepResult(path string, r reference) string {
	if strings.HasSuffix(path, ".script") {
		return "is not replaced in a script"
	}
	step := s.stepBefore(r.parts[1])
	if step == nil {
		return "no such step before this one"
	}
	return known(step.Ref != nil || hasStepResult(*step, r.parts[3]), "no such result of the step")
}

func (s scope) wrongWorkspace(r reference) string {
	if !slices.Contains([]string{"path", "bound", "claim", "volume"}, r.parts[2]) {
		return "is not replaced here"
	}
	own := slices.ContainsFunc(s.task.Workspaces, func(w v1.WorkspaceDeclaration) bool {
		return w.Name == r.parts[1]
	})
	return known(own || s.in.propagates(r.parts[1]), "no such workspace")
}

func (s scope) wrongContext(name string) string {
	ok := slices.Contains(taskContexts, name) || s.in != nil && slices.Contains(runContexts, name)
	return known(ok, "no such fact of a run")
}
