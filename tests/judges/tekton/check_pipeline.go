package main

import (
	"fmt"
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

// mostCombinations is how many runs of one task a matrix may make.
const mostCombinations = 256

// pipeline is a pipeline's specification and what is around it.
type pipeline struct {
	*v1.PipelineSpec
	c       *checker
	run     *v1.PipelineRun  // that embeds it, or nil
	task    *v1.PipelineTask // at hand
	finally bool             // it is a final one
}

func (c *checker) checkPipeline(path string, p *pipeline) {
	p.c = c
	c.checkUnique(path+".results", namesOf(p.Results, func(r v1.PipelineResult) string { return r.Name }))
	c.checkCase(path+".params", namesOf(p.Params, paramName))
	c.checkDefaults(path+".params", p.Params, p.variables())
	for i := range p.Tasks {
		c.checkPipelineTask(fmt.Sprintf("%s.tasks[%d]", path, i), p, &p.Tasks[i])
	}
	p.finally = true
	for i := range p.Finally {
		c.checkPipelineTask(fmt.Sprintf("%s.finally[%d]", path, i), p, &p.Finally[i])
	}
	p.task = nil
	results := map[string]any{"results": asMap(p.PipelineSpec)["results"]}
	c.checkTexts(path, results, p.wrong)
}

// specOf gives the steps of a task of the pipeline; nil where they are not to
// be seen.
func (p *pipeline) specOf(task *v1.PipelineTask) *v1.TaskSpec {
	if task.TaskSpec != nil && !task.TaskSpec.IsCustomTask() {
		return &task.TaskSpec.TaskSpec
	}
	if task.TaskRef != nil && task.TaskRef.APIVersion == "" {
		if found := p.c.tasks[task.TaskRef.Name]; found != nil {
			return &found.Spec
		}
	}
	return nil
}

func (p *pipeline) all() []v1.PipelineTask {
	return slices.Concat(p.Tasks, p.Finally)
}

func (p *pipeline) variables() map[string]bool {
	names := map[string]bool{}
	tasks := p.all()
	for i := range tasks {
		if spec := p.specOf(&tasks[i]); spec != nil {
			for name := range variables(spec) {
				names[name] = true
			}
		}
	}
	return names
}

func (c *checker) checkPipelineTask(path string, p *pipeline, task *v1.PipelineTask) {
	p.task = task
	if task.Retries < 0 {
		c.report(path+".retries", "%d is negative", task.Retries)
	}
	c.checkTexts(path, asMap(task, "taskSpec", "pipelineSpec", "description"), p.wrong)
	spec := p.specOf(task)
	if spec == nil {
		c.checkTaskRef(path+".taskRef", task.TaskRef)
		return
	}
	if task.TaskSpec != nil {
		c.checkTask(path+".taskSpec", spec, scope{task: spec, in: p})
		c.checkShadows(path+".taskSpec.params", p, task)
	}
	c.checkGiven(path, task, spec)
	c.checkValues(path, task, variables(spec))
	c.checkMatrix(path+".matrix", p, task, spec)
	c.checkTaskWorkspaces(path, p, task, spec)
}

// checkTaskRef checks a reference to a Task that was not found.
func (c *checker) checkTaskRef(path string, ref *v1.TaskRef) {
	ours := ref != nil && ref.APIVersion == "" && ref.Resolver == ""
	if ours && c.complete {
		c.report(path+".name", "no Task %q in this file", ref.Name)
	}
}

// checkShadows reports the parameters of an embedded task that get the value
// of a pipeline's parameter of the same name, whatever they are given.
func (c *checker) checkShadows(path string, p *pipeline, task *v1.PipelineTask) {
	for i, param := range task.TaskSpec.Params {
		if p.param(param.Name) != nil && findGiven(task.Params, param.Name) == nil {
			c.report(fmt.Sprintf("%s[%d].name", path, i),
				"gets the value of the pipeline's parameter %q", param.Name)
		}
	}
}

// checkGiven checks that a task gets the parameters it has, of their types.
func (c *checker) checkGiven(path string, task *v1.PipelineTask, spec *v1.TaskSpec) {
	given := slices.Clone(task.Params)
	if task.Matrix != nil {
		given = append(given, task.Matrix.Params...)
		for _, include := range task.Matrix.Include {
			given = append(given, include.Params...)
		}
	}
	for _, param := range given {
		if findParam(spec.Params, param.Name) == nil {
			c.report(path+".params", "the task has no parameter %q", param.Name)
		}
	}
	for _, param := range spec.Params {
		if param.Default == nil && findGiven(given, param.Name) == nil {
			c.report(path+".params", "nothing for the task's parameter %q", param.Name)
		}
		if value := findGiven(task.Params, param.Name); value != nil && !fits(value.Value, param.Type) {
			c.report(path+".params", "what %q gets is not of type %s", param.Name, param.Type)
		}
	}
}

func fits(value v1.ParamValue, as v1.ParamType) bool {
	if value.Type == v1.ParamTypeString && whole(value.StringVal) {
		return as != v1.ParamTypeString
	}
	return value.Type == as
}

// checkValues checks what the kubelet would change in the values of a task.
func (c *checker) checkValues(path string, task *v1.PipelineTask, env map[string]bool) {
	fields := asMap(task)
	for _, key := range []string{"params", "matrix"} {
		eachText(path+"."+key, fields[key], func(at, text string) {
			c.checkDollars(at, text, env)
		})
	}
}

func (c *checker) checkMatrix(path string, p *pipeline, task *v1.PipelineTask, spec *v1.TaskSpec) {
	if !task.IsMatrixed() {
		return
	}
	c.checkCombinations(path, p, task)
	for i, param := range task.Matrix.Params {
		at := fmt.Sprintf("%s.params[%d].value", path, i)
		if param.Value.Type == v1.ParamTypeString && !whole(param.Value.StringVal) {
			c.report(at, "a matrix runs over a list, not over a string")
		}
		if own := findParam(spec.Params, param.Name); own != nil && own.Type != v1.ParamTypeString {
			c.report(at, "the task's parameter %q is of type %s, not string", param.Name, own.Type)
		}
	}
	for _, result := range spec.Results {
		if result.Type != v1.ResultsTypeString {
			c.report(path, "result %q of a task with a matrix is of type %s, not string", result.Name, result.Type)
		}
	}
}

func (c *checker) checkCombinations(path string, p *pipeline, task *v1.PipelineTask) {
	combinations := 1
	for _, param := range task.Matrix.Params {
		combinations *= max(1, len(p.listOf(param.Value)))
	}
	if combinations > mostCombinations {
		c.report(path, "%d combinations, at most %d can be made", combinations, mostCombinations)
	}
}

// listOf gives the list that a matrix runs over, as far as it is written.
func (p *pipeline) listOf(value v1.ParamValue) []string {
	if value.Type != v1.ParamTypeString || !whole(value.StringVal) {
		return value.ArrayVal
	}
	r := references(value.StringVal)[0]
	if !r.is("params", "*") {
		return nil
	}
	if p.run != nil {
		if given := findGiven(p.run.Spec.Params, r.parts[1]); given != nil {
			return given.Value.ArrayVal
		}
	}
	if param := findParam(p.Params, r.parts[1]); param != nil && param.Default != nil {
		return param.Default.ArrayVal
	}
	return nil
}

// propagates tells whether a workspace of the run reaches embedded tasks that
// do not declare it.
func (p *pipeline) propagates(workspace string) bool {
	return p != nil && p.run != nil && slices.ContainsFunc(p.run.Spec.Workspaces,
		func(w v1.WorkspaceBinding) bool { return w.Name == workspace })
}

func (p *pipeline) declares(workspace string) bool {
	return p.propagates(workspace) || slices.ContainsFunc(p.Workspaces,
		func(w v1.PipelineWorkspaceDeclaration) bool { return w.Name == workspace })
}

func (c *checker) checkTaskWorkspaces(path string, p *pipeline, task *v1.PipelineTask, spec *v1.TaskSpec) {
	declared := namesOf(spec.Workspaces, func(w v1.WorkspaceDeclaration) string { return w.Name })
	bound := namesOf(task.Workspaces, func(w v1.WorkspacePipelineTaskBinding) string { return w.Name })
	for i, binding := range task.Workspaces {
		at := fmt.Sprintf("%s.workspaces[%d]", path, i)
		if !slices.Contains(declared, binding.Name) {
			c.report(at, "the task has no workspace %q", binding.Name)
		}
		if name := boundTo(binding); !p.declares(name) {
			c.report(at, "no workspace %q", name)
		}
	}
	for _, workspace := range spec.Workspaces {
		reached := slices.Contains(bound, workspace.Name) ||
			task.TaskSpec != nil && p.propagates(workspace.Name)
		if !workspace.Optional && !reached {
			c.report(path+".workspaces", "nothing for the task's workspace %q", workspace.Name)
		}
	}
}

func boundTo(binding v1.WorkspacePipelineTaskBinding) string {
	if binding.Workspace != "" {
		return binding.Workspace
	}
	return binding.Name
}

// under tells whether a path lies in one of the fields named.
func under(path string, fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool {
		return strings.Contains(path, "]."+field)
	})
}
