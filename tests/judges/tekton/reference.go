package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// reference is one $(...) that Tekton may replace, taken apart.
type reference struct {
	text  string   // as it is written
	parts []string // params.x, params["x"] and params['x'] give params, x
	index string   // what stands in brackets at the end: *, or a number
}

var (
	candidate = regexp.MustCompile(`\$\(([a-z]+)([.\[][^)\n]*)\)`)
	part      = regexp.MustCompile(`^(?:\.([-\w]+)|\["([^"\]]+)"\]|\['([^'\]]+)'\])`)
	lastIndex = regexp.MustCompile(`^\[(\*|\d+)\]$`)
	roots     = strings.Fields("artifacts context credentials finally inputs outputs params" +
		" results step steps tasks workspaces")
)

// references finds what stands where Tekton replaces. A reference that cannot
// be read has no parts.
func references(text string) (found []reference) {
	for _, match := range candidate.FindAllStringSubmatch(text, -1) {
		if slices.Contains(roots, match[1]) {
			found = append(found, readReference(match[0], match[1], match[2]))
		}
	}
	return found
}

func readReference(text, root, rest string) reference {
	r := reference{text: text, parts: []string{root}}
	for rest != "" {
		if match := lastIndex.FindStringSubmatch(rest); match != nil {
			r.index = match[1]
			return r
		}
		match := part.FindStringSubmatch(rest)
		if match == nil {
			return reference{text: text}
		}
		r.parts = append(r.parts, match[1]+match[2]+match[3])
		rest = rest[len(match[0]):]
	}
	return r
}

// is tells whether the parts are these; * stands for any.
func (r reference) is(parts ...string) bool {
	return slices.EqualFunc(r.parts, parts, func(is, want string) bool {
		return want == "*" || is == want
	})
}

// whole tells whether a text is one reference to a whole array or object.
func whole(text string) bool {
	found := references(text)
	return len(found) == 1 && found[0].text == text && found[0].index == "*"
}

// eachText visits the texts in a value, with their paths below it.
func eachText(path string, value any, visit func(path, text string)) {
	switch value := value.(type) {
	case string:
		visit(path, value)
	case []any:
		for i, entry := range value {
			eachText(fmt.Sprintf("%s[%d]", path, i), entry, visit)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			eachText(path+"."+key, value[key], visit)
		}
	}
}

// asMap gives the fields of a struct by the names they have in a manifest,
// without those that are not looked at.
func asMap(value any, without ...string) map[string]any {
	var fields map[string]any
	asJSON, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(asJSON, &fields)
	}
	if err != nil {
		panic(err) // it came from JSON
	}
	for _, key := range without {
		delete(fields, key)
	}
	return fields
}
