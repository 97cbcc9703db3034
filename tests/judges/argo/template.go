package main

import (
	"context"

	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
)

// subject is one template with all that a rule may want to know of it.
type subject struct {
	r    *report
	d    *document
	lib  library
	t    *wfv1.Template
	tree map[string]any
	path string
}

func (d *document) specPath() string {
	if d.kind == workflow.CronWorkflowKind {
		return "spec.workflowSpec"
	}
	return "spec"
}

func checkTemplate(ctx context.Context, r *report, d *document, lib library, i int) {
	t := &d.spec().Templates[i]
	tree, _ := list(d.specTree(), "templates")[i].(map[string]any)
	s := subject{r, d, lib, t, tree, d.specPath() + ".templates[" + t.Name + "]"}
	checkLimits(s)
	switch {
	case t.DAG != nil:
		checkDAG(ctx, s)
	case t.Steps != nil:
		r.bad(s.path, "steps are not judged: write a dag")
	default:
		checkLeaf(s)
		checkVolumes(s)
	}
}

// checkOutside looks at what stands beside the templates.
func checkOutside(r *report, d *document, lib library) {
	p := place{r: r, scope: globals(d)}
	for key, node := range d.specTree() {
		if key != "templates" {
			p.path = join(d.specPath(), key)
			p.checkTexts(node)
		}
	}
	s := subject{r: r, d: d, lib: lib}
	for name, hook := range d.spec().Hooks {
		checkHook(s, &graph{}, "", hook, d.specPath()+".hooks."+string(name))
	}
}

func checkLeaf(s subject) {
	p := place{r: s.r, path: s.path, scope: inLeaf(globals(s.d), s.t)}
	metrics := inMetrics(globals(s.d), s.t)
	for key, node := range s.tree {
		q := p
		q.path = join(s.path, key)
		if key == "metrics" {
			q.scope = metrics
		}
		q.checkTexts(node)
	}
	checkMemoize(s, p)
	checkContainers(s, p)
}

// checkTexts checks every text below a node. What has a grammar of its own,
// depends and when, is left to others.
func (p place) checkTexts(node any) {
	texts(p.path, node, func(path, text string) {
		q := p
		q.path = path
		switch last(path) {
		case "depends", "when":
		case "expression", "fromExpression":
			q.scope = p.scope.inExpression(path)
			q.compile(text)
		default:
			q.checkText(text)
			if carried(path) {
				q.checkExpanded(text, nil)
			}
		}
	})
}

// inExpression is the scope of an expression that has no braces around it.
func (s *scope) inExpression(path string) *scope {
	switch {
	case under(path, "retryStrategy"):
		retry := newScope()
		addRetry(retry)
		return retry
	case under(path, "hooks"):
		return s
	}
	return s.without("workflow.")
}
