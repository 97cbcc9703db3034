package main

import (
	"context"
	"strings"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/expr/argoexpr"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// results is what the controller lets a depends expression see of a task.
type results struct {
	Succeeded, Failed, Errored, Skipped, Omitted, Daemoned bool
	AnySucceeded, AllFailed                                bool
}

// graph is a DAG with its conditions.
type graph struct {
	s         subject
	callees   map[string]*wfv1.Template
	waits     map[string][]string // a task's own dependencies
	ancestors map[string]map[string]bool
	logic     map[string]ast.Node // nil for a task that waits for nothing
	order     []string
}

// tasks lets Argo's own code look up the tasks of a template.
type tasks struct{ t *wfv1.Template }

func (c tasks) GetTask(_ context.Context, name string) *wfv1.DAGTask {
	for i := range c.t.DAG.Tasks {
		if c.t.DAG.Tasks[i].Name == name {
			return &c.t.DAG.Tasks[i]
		}
	}
	return &wfv1.DAGTask{}
}

func (c tasks) GetTaskDependencies(context.Context, string) []string { return nil }

func (c tasks) GetTaskFinishedAtTime(context.Context, string) time.Time { return time.Time{} }

// newGraph reads all conditions. It gives false when they are no use: Argo's
// validator has told why.
func newGraph(ctx context.Context, s subject) (*graph, bool) {
	g := &graph{s: s, callees: map[string]*wfv1.Template{}, waits: map[string][]string{},
		ancestors: map[string]map[string]bool{}, logic: map[string]ast.Node{}}
	for i := range s.t.DAG.Tasks {
		task := &s.t.DAG.Tasks[i]
		g.callees[task.Name] = s.lib.callee(s.d, task)
		if !g.readCondition(ctx, task) {
			return nil, false
		}
	}
	for _, task := range s.t.DAG.Tasks {
		if !g.sort(task.Name, map[string]bool{}) {
			return nil, false
		}
	}
	g.checkReachable()
	return g, true
}

// readCondition compiles and evaluates a condition as the controller does.
func (g *graph) readCondition(ctx context.Context, task *wfv1.DAGTask) bool {
	path := g.s.path + ".dag.tasks[" + task.Name + "].depends"
	dependencies, logic := common.GetTaskDependencies(ctx, task, tasks{g.s.t})
	scope := map[string]results{}
	for name := range dependencies {
		if (tasks{g.s.t}).GetTask(ctx, name).Name == "" {
			g.s.r.bad(path, "'%s' is no task", name)
			return false
		}
		g.waits[task.Name] = append(g.waits[task.Name], name)
		scope[evaluated(name)] = results{}
	}
	if logic == "" {
		return true
	}
	logic = evaluated(logic)
	if _, err := argoexpr.EvalBool(logic, scope); err != nil {
		g.s.r.bad(path, "'%s': %v", task.Depends, err)
		return false
	}
	tree, err := parser.Parse(logic)
	if err != nil {
		g.s.r.bad(path, "'%s': %v", task.Depends, err)
		return false
	}
	g.logic[task.Name] = tree.Node
	return true
}

// evaluated is how the controller spells names in a condition.
func evaluated(text string) string {
	return strings.ReplaceAll(text, "-", "_")
}

// sort appends a task to the order after all that it waits for.
func (g *graph) sort(name string, entered map[string]bool) bool {
	if g.ancestors[name] != nil {
		return true
	}
	if entered[name] {
		return false
	}
	entered[name] = true
	above := map[string]bool{}
	for _, dependency := range g.waits[name] {
		if !g.sort(dependency, entered) {
			return false
		}
		above[dependency] = true
		for ancestor := range g.ancestors[dependency] {
			above[ancestor] = true
		}
	}
	g.ancestors[name] = above
	g.order = append(g.order, name)
	return true
}

// scope is what a task may read, or with "" the outputs of the DAG.
func (g *graph) scope(reader string) *scope {
	s := inDAG(globals(g.s.d), g.s.t)
	for i := range g.s.t.DAG.Tasks {
		task := &g.s.t.DAG.Tasks[i]
		if reader == "" || g.ancestors[reader][task.Name] {
			addTask(s, task, g.callees[task.Name])
		} else {
			s.unwaited[task.Name] = true
		}
	}
	return s
}
