package main

import "strings"

// tag is what stands between two pairs of braces.
type tag struct {
	body       string
	start, end int // of the whole, braces included
}

func (t tag) expression() (string, bool) {
	return strings.CutPrefix(t.body, "=")
}

// tags finds the tags of a text as Argo does: the first closing pair ends one.
// open tells of a pair that the text never closes.
func tags(text string) (found []tag, open bool) {
	for from := 0; ; {
		start := strings.Index(text[from:], "{{")
		if start < 0 {
			return found, false
		}
		start += from
		length := strings.Index(text[start+2:], "}}")
		if length < 0 {
			return found, true
		}
		from = start + 2 + length + 2
		found = append(found, tag{text[start+2 : from-2], start, from})
	}
}

// place is where a text stands.
type place struct {
	r     *report
	path  string
	scope *scope
	// Nothing that stays unresolved is let through here.
	strict bool
	// Where it is not nil it is told every variable that is read.
	used func(name string)
}

func (p place) bad(format string, args ...any) {
	p.r.bad(p.path, format, args...)
}

func (p place) use(name string) {
	if p.used != nil {
		p.used(name)
	}
}

// checkText looks at all tags of a text.
func (p place) checkText(text string) {
	found, open := tags(text)
	if open {
		p.bad("opens braces that only another field can close")
	}
	for _, t := range found {
		if expression, ok := t.expression(); ok {
			p.compile(expression)
		} else {
			p.checkSimple(t.body)
		}
	}
}

func (p place) checkSimple(body string) {
	name := strings.TrimSpace(body)
	k, known := p.scope.has(name)
	switch {
	case strings.LastIndex(body, "{{") > 0:
		p.bad("tag {{%s}} holds another one", body)
	case known && name != body:
		p.bad("tag {{%s}} has white space, which not every release trims", body)
	case known && k == artifact && last(p.path) != "from":
		p.bad("tag {{%s}} is an artifact, where a text was expected", body)
	case known && k == anything && name != "item":
		p.bad("tag {{%s}} inserts a field as JSON escapes it", body)
	case known:
		p.use(name)
	case !p.scope.waits(name):
		p.bad("tag {{%s}} reads a task that is not waited for", body)
	case reserved.MatchString(name):
		p.bad("tag {{%s}} is not defined here", body)
	case p.strict:
		p.bad("tag {{%s}} stays unresolved, which a loop does not allow", body)
	}
}

// whole returns the name of the one simple tag that a text is made of.
func whole(text string) (string, bool) {
	found, _ := tags(text)
	if len(found) != 1 || found[0].end-found[0].start != len(text) {
		return "", false
	}
	_, expression := found[0].expression()
	return found[0].body, !expression
}

// substitute replaces every tag as Argo would if all variables held the sample.
// An expression that fails at this sample gives false.
func (p place) substitute(text, sample string) (string, bool) {
	var b strings.Builder
	from := 0
	found, _ := tags(text)
	for _, t := range found {
		b.WriteString(text[from:t.start])
		from = t.end
		value, ok := p.value(t, sample)
		if !ok {
			return "", false
		}
		b.WriteString(value)
	}
	b.WriteString(text[from:])
	return b.String(), true
}

func (p place) value(t tag, sample string) (string, bool) {
	if expression, ok := t.expression(); ok {
		return p.run(expression, sample)
	}
	k, ok := p.scope.has(t.body)
	if !ok {
		return "{{" + t.body + "}}", true
	}
	if k == status {
		return "Succeeded", true
	}
	return sample, true
}
