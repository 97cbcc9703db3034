package main

import (
	"fmt"
	"slices"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

func (c *checker) checkRun(run *v1.PipelineRun) {
	p := &pipeline{PipelineSpec: run.Spec.PipelineSpec, c: c, run: run}
	if p.PipelineSpec != nil {
		c.checkPipeline("spec.pipelineSpec", p)
	} else if found := c.pipelines[run.Spec.PipelineRef.Name]; found != nil {
		p.PipelineSpec = &found.Spec
		c.checkRunMatrices(p)
	} else {
		if run.Spec.PipelineRef.Resolver == "" && c.complete {
			c.report("spec.pipelineRef.name", "no Pipeline %q in this file", run.Spec.PipelineRef.Name)
		}
		return
	}
	c.checkRunParams(p)
	c.checkRunWorkspaces(p)
	c.checkTaskRunSpecs(p)
	c.checkRunPods(run)
}

// checkRunMatrices checks the matrices of a Pipeline with the lists of a run.
func (c *checker) checkRunMatrices(p *pipeline) {
	tasks := p.all()
	for i := range tasks {
		if tasks[i].IsMatrixed() {
			c.checkCombinations("spec.params for task "+tasks[i].Name, p, &tasks[i])
		}
	}
}

func (c *checker) checkRunParams(p *pipeline) {
	env := p.variables()
	for i, param := range p.run.Spec.Params {
		at := fmt.Sprintf("spec.params[%d].value", i)
		c.checkLiteral(at, param.Value, env)
		if own := findParam(p.Params, param.Name); own != nil && own.Type != param.Value.Type {
			c.report(at, "%q is of type %s, not %s", param.Name, own.Type, param.Value.Type)
		}
	}
	for _, param := range p.Params {
		if param.Default == nil && findGiven(p.run.Spec.Params, param.Name) == nil {
			c.report("spec.params", "nothing for the pipeline's parameter %q", param.Name)
		}
	}
}

func (c *checker) checkRunWorkspaces(p *pipeline) {
	for _, workspace := range p.Workspaces {
		if !workspace.Optional && !p.propagates(workspace.Name) {
			c.report("spec.workspaces", "nothing for the pipeline's workspace %q", workspace.Name)
		}
	}
	tasks := p.all()
	for i := range tasks {
		claims := p.claims(&tasks[i])
		if len(claims) > 1 {
			c.report("spec.workspaces", "task %q gets two claims, %q and %q: no node is sure to have both",
				tasks[i].Name, claims[0], claims[1])
		}
	}
}

// claims gives the workspaces of the run that a task gets and that are volumes
// of their own, of which the affinity assistant takes one.
func (p *pipeline) claims(task *v1.PipelineTask) []string {
	var names []string
	for _, binding := range task.Workspaces {
		for _, source := range p.run.Spec.Workspaces {
			claim := source.PersistentVolumeClaim != nil || source.VolumeClaimTemplate != nil
			if claim && source.Name == boundTo(binding) && !slices.Contains(names, source.Name) {
				names = append(names, source.Name)
			}
		}
	}
	return names
}

func (c *checker) checkTaskRunSpecs(p *pipeline) {
	for i, spec := range p.run.Spec.TaskRunSpecs {
		path := fmt.Sprintf("spec.taskRunSpecs[%d]", i)
		task := findTask(p.all(), spec.PipelineTaskName)
		if task == nil {
			c.report(path+".pipelineTaskName", "no task %q", spec.PipelineTaskName)
			continue
		}
		own := p.specOf(task)
		if own == nil {
			continue
		}
		for j, step := range spec.StepSpecs {
			if !slices.ContainsFunc(own.Steps, func(s v1.Step) bool { return s.Name == step.Name }) {
				c.report(fmt.Sprintf("%s.stepSpecs[%d].name", path, j), "no step %q", step.Name)
			}
			c.checkResources(fmt.Sprintf("%s.stepSpecs[%d].computeResources", path, j), step.ComputeResources)
		}
		for j, sidecar := range spec.SidecarSpecs {
			if !slices.ContainsFunc(own.Sidecars, func(s v1.Sidecar) bool { return s.Name == sidecar.Name }) {
				c.report(fmt.Sprintf("%s.sidecarSpecs[%d].name", path, j), "no sidecar %q", sidecar.Name)
			}
			c.checkResources(fmt.Sprintf("%s.sidecarSpecs[%d].computeResources", path, j), sidecar.ComputeResources)
		}
		if spec.ComputeResources != nil {
			c.checkTaskResources(path+".computeResources", *spec.ComputeResources, own)
		}
	}
}
