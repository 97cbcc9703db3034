package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// walk visits every value below a node, parents first and keys in order. An
// element of a list is called by its name where it has one. The visitor tells
// whether to go deeper.
func walk(path string, node any, visit func(path string, node any) bool) {
	if !visit(path, node) {
		return
	}
	switch node := node.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(node)) {
			walk(join(path, key), node[key], visit)
		}
	case []any:
		for i, element := range node {
			walk(path+"["+label(element, i)+"]", element, visit)
		}
	}
}

// texts visits the strings below a node.
func texts(path string, node any, visit func(path, text string)) {
	walk(path, node, func(path string, node any) bool {
		if text, ok := node.(string); ok {
			visit(path, text)
		}
		return true
	})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func label(element any, i int) string {
	if fields, ok := element.(map[string]any); ok {
		if name, ok := fields["name"].(string); ok {
			return name
		}
	}
	return fmt.Sprint(i)
}

// under tells whether a path lies within a key of any depth, like "args".
func under(path, key string) bool {
	return slices.ContainsFunc(strings.Split(path, "."), func(part string) bool {
		name, _, _ := strings.Cut(part, "[")
		return name == key
	})
}

// last is the key a path ends with, without an index.
func last(path string) string {
	path = path[strings.LastIndex(path, ".")+1:]
	name, _, _ := strings.Cut(path, "[")
	return name
}

func at(node any, keys ...string) any {
	for _, key := range keys {
		fields, _ := node.(map[string]any)
		node = fields[key]
	}
	return node
}

func list(node any, keys ...string) []any {
	elements, _ := at(node, keys...).([]any)
	return elements
}
