package main

import (
	"context"

	"github.com/expr-lang/expr/ast"
)

// phases is a set of the ways in which a task can end.
type phases map[string]bool

// truth is what a condition can come to.
type truth struct{ yes, no bool }

// outcome evaluates a condition over sets of phases. It takes each task's
// results for independent, and so may find a little too much possible.
func outcome(node ast.Node, possible map[string]phases) truth {
	switch node := node.(type) {
	case nil:
		return truth{yes: true}
	case *ast.UnaryNode:
		t := outcome(node.Node, possible)
		return truth{t.no, t.yes}
	case *ast.BinaryNode:
		left, right := outcome(node.Left, possible), outcome(node.Right, possible)
		switch node.Operator {
		case "&&", "and":
			return truth{left.yes && right.yes, left.no || right.no}
		case "||", "or":
			return truth{left.yes || right.yes, left.no && right.no}
		}
	case *ast.MemberNode:
		return result(node, possible)
	}
	return truth{true, true}
}

// result evaluates TASK.Result.
func result(node *ast.MemberNode, possible map[string]phases) truth {
	name, _ := spelled(node.Node)
	property, _ := node.Property.(*ast.StringNode)
	if property == nil || property.Value == "AnySucceeded" || property.Value == "AllFailed" {
		return truth{true, true}
	}
	ends := possible[name]
	is := ends[property.Value]
	return truth{is, !is || len(ends) > 1}
}

// simulation is how the tasks can end, and which of them can run, when one of
// them has ended in a given way.
type simulation struct {
	ends map[string]phases // by the name that conditions use
	runs map[string]truth
}

func (g *graph) simulate(fixed, phase string) simulation {
	sim := simulation{map[string]phases{}, map[string]truth{}}
	for _, name := range g.order {
		run := outcome(g.logic[name], sim.ends)
		sim.runs[name] = run
		if name == fixed {
			sim.ends[evaluated(name)] = phases{phase: true}
		} else {
			sim.ends[evaluated(name)] = g.endings(name, run)
		}
	}
	return sim
}

func (g *graph) endings(name string, run truth) phases {
	ends := phases{}
	if run.no {
		ends["Omitted"] = true
	}
	if !run.yes {
		return ends
	}
	ends["Succeeded"], ends["Failed"], ends["Errored"] = true, true, true
	task := (tasks{g.s.t}).GetTask(context.Background(), name)
	if task.When != "" || loops(task) {
		ends["Skipped"] = true
	}
	if callee := g.callees[name]; callee != nil && callee.IsDaemon() {
		ends["Daemoned"] = true
	}
	return ends
}

// missing names a way in which a task can end without outputs while the reader
// still runs, or "". The outputs of the DAG are read when it succeeds.
func (g *graph) missing(task, reader string) string {
	ends := g.simulate("", "").ends[evaluated(task)]
	for _, phase := range []string{"Skipped", "Omitted", "Failed", "Errored"} {
		if !ends[phase] {
			continue
		}
		sim := g.simulate(task, phase)
		if reader != "" && sim.runs[reader].yes || reader == "" && g.canSucceed(sim) {
			return phase
		}
	}
	return ""
}

// canSucceed tells whether every task that nothing waits for can end well.
func (g *graph) canSucceed(sim simulation) bool {
	waited := map[string]bool{}
	for _, dependencies := range g.waits {
		for _, name := range dependencies {
			waited[name] = true
		}
	}
	for _, name := range g.order {
		ends := sim.ends[evaluated(name)]
		if !waited[name] && !ends["Succeeded"] && !ends["Skipped"] && !ends["Daemoned"] {
			return false
		}
	}
	return true
}

// checkReachable finds tasks that wait for what never comes.
func (g *graph) checkReachable() {
	sim := g.simulate("", "")
	for _, name := range g.order {
		if !sim.runs[name].yes {
			g.s.r.bad(g.s.path+".dag.tasks["+name+"].depends", "can never be true")
		}
	}
}
