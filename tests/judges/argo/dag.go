package main

import (
	"context"
	"slices"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
)

func checkDAG(ctx context.Context, s subject) {
	g, ok := newGraph(ctx, s)
	if !ok {
		return
	}
	trees := list(s.tree, "dag", "tasks")
	for i := range s.t.DAG.Tasks {
		tree, _ := trees[i].(map[string]any)
		checkTask(s, g, &s.t.DAG.Tasks[i], tree)
	}
	checkOutputs(s, g)
	checkRest(s)
}

// checkRest looks at the texts beside the tasks and the outputs.
func checkRest(s subject) {
	p := place{r: s.r, scope: inDAG(globals(s.d), s.t)}
	for key, node := range s.tree {
		if key != "dag" && key != "outputs" {
			p.path = join(s.path, key)
			p.checkTexts(node)
		}
	}
}

// ---- tasks -------------------------------------------------------------------

func checkTask(s subject, g *graph, task *wfv1.DAGTask, tree map[string]any) {
	p := place{r: s.r, path: s.path + ".dag.tasks[" + task.Name + "]"}
	p.scope = g.scope(task.Name)
	p.used = func(name string) { g.checkRead(p, name, task.Name) }
	before := p.scope
	if loops(task) {
		p.strict = true
		p.scope = before.copy()
		addItem(p.scope, task)
	}
	for key, node := range tree {
		q := p
		q.path = join(p.path, key)
		switch key {
		case "withItems", "withParam", "withSequence":
			q.scope = before
		case "hooks":
			q.scope = p.scope.copy()
			delete(q.scope.unwaited, task.Name)
			addTask(q.scope, task, g.callees[task.Name])
		}
		q.checkTexts(node)
	}
	if task.When != "" {
		q := p
		q.path = join(p.path, "when")
		q.checkWhen(task.When)
	}
	checkArguments(s, g, task, p.path)
	for name, hook := range task.Hooks {
		checkHook(s, g, task.Name, hook, p.path+".hooks."+string(name))
	}
}

func addItem(s *scope, task *wfv1.DAGTask) {
	s.add(anything, "item")
	for _, item := range task.WithItems {
		for key := range item.GetMapVal() {
			s.add(anything, "item."+key)
		}
	}
}

// checkArguments wants exactly what the callee takes: Argo drops the rest.
func checkArguments(s subject, g *graph, task *wfv1.DAGTask, path string) {
	callee := s.lib.callee(s.d, task)
	if callee == nil {
		s.r.bad(path, "calls a template that is not here")
		return
	}
	path += ".arguments"
	for _, p := range task.Arguments.Parameters {
		if callee.Inputs.GetParameterByName(p.Name) == nil {
			s.r.bad(path, "template '%s' has no parameter '%s'", callee.Name, p.Name)
		}
	}
	for _, a := range task.Arguments.Artifacts {
		input := callee.Inputs.GetArtifactByName(a.Name)
		if input == nil {
			s.r.bad(path, "template '%s' has no artifact '%s'", callee.Name, a.Name)
			continue
		}
		checkFrom(place{r: s.r, path: path + ".artifacts[" + a.Name + "]"}, a.From)
		if name := a.From; name != "" && !input.Optional && !a.Optional {
			g.checkArtifact(place{r: s.r, path: path}, name, task.Name)
		}
	}
}

// checkHook looks at a hook as at a task, and wants all arguments: Argo's
// validator does not look at hooks.
func checkHook(s subject, g *graph, task string, hook wfv1.LifecycleHook, path string) {
	call := &wfv1.DAGTask{Name: task, Template: hook.Template,
		TemplateRef: hook.TemplateRef, Arguments: hook.Arguments}
	checkArguments(s, g, call, path)
	callee := s.lib.callee(s.d, call)
	if callee == nil {
		return
	}
	for _, p := range callee.Inputs.Parameters {
		if p.Value == nil && p.Default == nil && p.ValueFrom == nil &&
			hook.Arguments.GetParameterByName(p.Name) == nil {
			s.r.bad(path, "parameter '%s' of template '%s' is not given", p.Name, callee.Name)
		}
	}
}

func checkFrom(p place, from string) {
	if _, simple := whole(from); from != "" && !simple {
		p.bad("from '%s' is not one simple tag", from)
	}
}

// ---- outputs -----------------------------------------------------------------

func checkOutputs(s subject, g *graph) {
	p := place{r: s.r, path: s.path + ".outputs", scope: g.scope("")}
	p.checkTexts(at(s.tree, "outputs", "artifacts"))
	for i, tree := range list(s.tree, "outputs", "parameters") {
		o := s.t.Outputs.Parameters[i]
		q := p
		q.path += ".parameters[" + o.Name + "]"
		if o.ValueFrom != nil && o.ValueFrom.Default == nil {
			q.used = func(name string) { g.checkRead(q, name, "") }
		}
		q.checkTexts(tree)
		checkOutput(q, o)
	}
	for _, a := range s.t.Outputs.Artifacts {
		q := p
		q.path += ".artifacts[" + a.Name + "]"
		checkFrom(q, a.From)
		if a.From != "" && !a.Optional {
			g.checkArtifact(q, a.From, "")
		}
	}
}

func checkOutput(p place, o wfv1.Parameter) {
	from := o.ValueFrom
	if from == nil {
		p.bad("a dag cannot give a constant: it fails when it runs")
		return
	}
	if from.Parameter == "" {
		return
	}
	name, simple := whole(from.Parameter)
	if !simple || !strings.HasPrefix(name, "tasks.") {
		p.bad("valueFrom.parameter '%s' is no output of a task", from.Parameter)
	}
}

// ---- what may be missing -----------------------------------------------------

// split takes tasks.T.outputs.parameters.P apart.
func split(name, what string) (task, port string, ok bool) {
	parts := strings.Split(name, ".")
	if len(parts) != 5 || parts[0] != "tasks" || parts[2] != "outputs" || parts[3] != what {
		return "", "", false
	}
	return parts[1], parts[4], true
}

// checkRead wants a default for an output that is read although its task may
// not have succeeded. The reader is a task, or "" for the outputs of the DAG.
func (g *graph) checkRead(p place, name, reader string) {
	task, port, ok := split(name, "parameters")
	if !ok || g.hasDefault(task, port) {
		return
	}
	if missing := g.missing(task, reader); missing != "" {
		p.bad("output '%s' of task '%s' has no default and is read when that task is %s",
			port, task, missing)
	}
}

func (g *graph) checkArtifact(p place, from, reader string) {
	name, _ := whole(from)
	task, port, ok := split(name, "artifacts")
	if !ok {
		return
	}
	if missing := g.missing(task, reader); missing != "" {
		p.bad("artifact '%s' of task '%s' is not optional and is read when that task is %s",
			port, task, missing)
	}
}

func (g *graph) hasDefault(task, port string) bool {
	callee := g.callees[task]
	return callee == nil || slices.ContainsFunc(callee.Outputs.Parameters, func(p wfv1.Parameter) bool {
		return p.Name == port && p.ValueFrom != nil && p.ValueFrom.Default != nil
	})
}
