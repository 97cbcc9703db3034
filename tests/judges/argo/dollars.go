package main

import "strings"

// maxArgument is what the kernel takes as one argument.
const maxArgument = 131071

// What a container is told is expanded once more where it starts: $(NAME) by
// the variables of the container, $$ to one $.

// checkContainers looks at the commands and the environments of a template.
func checkContainers(s subject, p place) {
	walk(s.path, s.tree, func(path string, node any) bool {
		fields, ok := node.(map[string]any)
		if ok && fields["image"] != nil {
			q := p
			q.path = path
			q.checkContainer(fields)
		}
		return true
	})
}

func (p place) checkContainer(fields map[string]any) {
	declared := map[string]bool{}
	for i, variable := range list(fields, "env") {
		name, _ := at(variable, "name").(string)
		if value, ok := at(variable, "value").(string); ok {
			q := p
			q.path = p.path + ".env[" + label(variable, i) + "].value"
			q.checkExpanded(value, declared)
		}
		declared[name] = true
	}
	if fields["envFrom"] != nil {
		return // its variables are not known
	}
	for _, key := range []string{"command", "args"} {
		texts(join(p.path, key), fields[key], func(path, text string) {
			q := p
			q.path = path
			q.checkExpanded(text, declared)
			if len(text) > maxArgument {
				q.bad("%d bytes are more than one argument can hold", len(text))
			}
		})
	}
}

// checkExpanded wants every $( to be either doubled or a variable that is
// there, in the text and in whatever its expressions give.
func (p place) checkExpanded(text string, declared map[string]bool) {
	found, _ := tags(text)
	from := 0
	for _, t := range found {
		p.checkLiteral(text[from:t.start], declared, true)
		from = t.end
		if expression, ok := t.expression(); ok {
			p.checkGiven(expression)
		}
	}
	p.checkLiteral(text[from:], declared, false)
}

// carried tells of a text that reaches the pod inside a variable of the
// environment, with the whole template, and so is expanded, too.
func carried(path string) bool {
	return last(path) == "data" && under(path, "raw") ||
		last(path) == "source" && under(path, "script")
}

// references lists what a text refers to as $(NAME); the last one may be open.
func references(text string) (names []string, open bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '$' {
			continue
		}
		rest := text[i+1:]
		switch {
		case rest == "":
			open = true
		case rest[0] == '$':
			i++
		case rest[0] == '(':
			name, _, closed := strings.Cut(rest[1:], ")")
			if closed {
				names = append(names, name)
			} else {
				open = true
			}
		}
	}
	return names, open
}

func (p place) checkLiteral(text string, declared map[string]bool, tagFollows bool) {
	names, open := references(text)
	for _, name := range names {
		if !declared[name] {
			p.bad("$(%s) is no variable that was set before: double the '$'", name)
		}
	}
	if open && tagFollows {
		p.bad("what a tag gives could end the '$' before it: double the '$'")
	}
}

func (p place) checkGiven(expression string) {
	for _, sample := range []string{"$(X)", `"$(X)"`} {
		text, ok := p.run(expression, sample)
		if names, _ := references(text); ok && len(names) > 0 {
			p.bad("expression '%s' gives $(%s) when a variable holds it: double the '$'",
				expression, names[0])
			return
		}
	}
}
