package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/argoproj/argo-workflows/v4/util/expr/env"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
)

// samples are the texts that variables are tried with.
var samples = []string{"7", "true", "text", `{"a": 1}`, `["a"]`}

// controllerEnv is what the controller compiles and runs an expression with.
func (s *scope) controllerEnv(sample string) map[string]any {
	if made := s.envs[sample]; made != nil {
		return made
	}
	variables := map[string]any{}
	for name, k := range s.kinds {
		variables[name] = sample
		if k == status {
			variables[name] = "Succeeded"
		}
	}
	s.envs[sample] = env.GetFuncMap(variables)
	return s.envs[sample]
}

// typedEnv is the same with the types and the names fixed. The controller's own
// finds a wrong name below the first level, or a text where a number belongs,
// only when it runs.
func (s *scope) typedEnv() types.Map {
	return typesOf(s.controllerEnv("text"), "", s)
}

func typesOf(values map[string]any, prefix string, s *scope) types.Map {
	m := types.Map{}
	for name, value := range values {
		path := join(prefix, name)
		if below, ok := value.(map[string]any); ok {
			m[name] = typesOf(below, path, s)
		} else if k := s.kinds[path]; k == anything || k == artifact {
			m[name] = types.Any
		} else {
			m[name] = types.TypeOf(value)
		}
	}
	return m
}

// compile checks an expression, without the braces around it. Its type is of
// use where one is expected; it is nil when the expression is wrong.
func (p place) compile(text string) ast.Node {
	if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
		p.bad("expression '%s' holds a pair of braces", text)
		return nil
	}
	tree, err := parser.Parse(text)
	if err != nil {
		p.bad("expression '%s': %v", text, err)
		return nil
	}
	if newer := newerThanOldest(tree.Node); newer != "" {
		p.bad("expression '%s' uses %s, which the oldest release lacks", text, newer)
	}
	if !p.checkReads(text, tree.Node) {
		return nil
	}
	if _, err := expr.Compile(text, expr.Env(p.scope.controllerEnv("text"))); err != nil {
		p.bad("expression '%s': %v", text, err)
		return nil
	}
	program, err := expr.Compile(text, expr.Env(p.scope.typedEnv()))
	if err != nil {
		p.bad("expression '%s': %v", text, err)
		return nil
	}
	p.tryOut(text, tree.Node)
	return program.Node()
}

// checkReads looks at the variables that an expression spells in full.
func (p place) checkReads(text string, root ast.Node) bool {
	for _, name := range reads(root) {
		if !p.scope.waits(name) {
			p.bad("expression '%s' reads a task that is not waited for", text)
			return false
		}
		p.use(name)
	}
	return true
}

// tryOut runs an expression: one that fails whatever its variables hold is
// wrong. What looks into JSON depends on the text too much to be tried.
func (p place) tryOut(text string, root ast.Node) {
	if calls(root, "fromJSON", "fromJson", "jsonpath", "mustFromJson") {
		return
	}
	for _, sample := range samples {
		if _, ok := p.run(text, sample); ok {
			return
		}
	}
	p.bad("expression '%s' fails whatever its variables hold", text)
}

// run gives the text that an expression leaves behind when all variables hold
// the sample.
func (p place) run(text, sample string) (string, bool) {
	variables := p.scope.controllerEnv(sample)
	program, err := expr.Compile(text, expr.Env(variables))
	if err != nil {
		return "", false
	}
	result, err := expr.Run(program, variables)
	if err != nil || result == nil {
		return "", false
	}
	if text, ok := result.(string); ok {
		return text, true
	}
	asJSON, err := json.Marshal(result)
	return string(asJSON), err == nil
}

// visitor makes a function walk a tree.
type visitor func(node ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

// reads lists the variables of a tree: a.b['c'] is a.b.c, and a.b as well.
func reads(root ast.Node) []string {
	names := map[string]bool{}
	ast.Walk(&root, visitor(func(node ast.Node) {
		if name, ok := spelled(node); ok {
			names[name] = true
		}
	}))
	return slices.Sorted(maps.Keys(names))
}

func spelled(node ast.Node) (string, bool) {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		return node.Value, true
	case *ast.MemberNode:
		base, ok := spelled(node.Node)
		property, isText := node.Property.(*ast.StringNode)
		if ok && isText {
			return base + "." + property.Value, true
		}
	}
	return "", false
}

func calls(root ast.Node, names ...string) bool {
	found := false
	ast.Walk(&root, visitor(func(node ast.Node) {
		called := ""
		switch node := node.(type) {
		case *ast.BuiltinNode:
			called = node.Name
		case *ast.CallNode:
			called = fmt.Sprint(node.Callee)
		}
		for _, name := range names {
			found = found || called == name || strings.HasSuffix(called, "."+name)
		}
	}))
	return found
}
