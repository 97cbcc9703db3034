package main

import (
	"github.com/expr-lang/expr/ast"
)

// We write for Argo Workflows 3.6 and later. The library is a later one and
// knows more, so this names what is newer, in manifests and in expressions.

// newerFields are the keys, with the key they stand under, that 3.6 does not
// know.
var newerFields = map[[2]string]string{
	{"backoff", "cap"}:            "3.7",
	{"mutexes", "database"}:       "3.7",
	{"semaphores", "database"}:    "3.7",
	{"artifacts", "plugin"}:       "4.0",
	{"archiveLocation", "plugin"}: "4.0",
}

// newerFunctions are built into the expressions of 3.7 and later only.
var newerFunctions = []string{"flatten", "uniq"}

func checkVersion(r *report, d *document) {
	walk("spec", d.tree["spec"], func(path string, node any) bool {
		fields, ok := node.(map[string]any)
		if !ok {
			return true
		}
		for place, release := range newerFields {
			if _, there := fields[place[1]]; there && last(path) == place[0] {
				r.bad(join(path, place[1]), "is new in Argo Workflows %s", release)
			}
		}
		return true
	})
}

// newerThanOldest names a construct of the expression language that the oldest
// release either lacks or evaluates in another way.
func newerThanOldest(root ast.Node) string {
	newer := ""
	ast.Walk(&root, visitor(func(node ast.Node) {
		switch node := node.(type) {
		case *ast.BinaryNode:
			if node.Operator == "??" {
				newer = "'??'"
			}
		case *ast.MemberNode:
			if node.Optional {
				newer = "'?.'"
			}
		case *ast.ConditionalNode:
			if !node.Ternary {
				newer = "'if'"
			}
		case *ast.SequenceNode:
			newer = "';'"
		}
	}))
	for _, name := range newerFunctions {
		if newer == "" && calls(root, name) {
			newer = "'" + name + "'"
		}
	}
	return newer
}
