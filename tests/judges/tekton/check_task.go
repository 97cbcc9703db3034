package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	corev1 "k8s.io/api/core/v1"
)

// mostArgument is what Linux takes as one argument or variable.
const mostArgument = 128<<10 - 1

// scope is what the texts of a task may refer to.
type scope struct {
	task *v1.TaskSpec
	step int       // the step they stand in; -1 for no step
	in   *pipeline // around an embedded task; nil for a Task
}

func (c *checker) checkTask(path string, task *v1.TaskSpec, s scope) {
	c.checkUnique(path+".results", namesOf(task.Results, func(r v1.TaskResult) string { return r.Name }))
	c.checkCase(path+".params", namesOf(task.Params, paramName))
	c.checkDefaults(path+".params", task.Params, variables(task))
	c.checkVolumes(path, task)
	s.step = -1
	c.checkTexts(path, asMap(task, "description", "displayName", "params", "steps"), s.wrong)
	for i := range task.Steps {
		s.step = i
		at := fmt.Sprintf("%s.steps[%d]", path, i)
		c.checkTexts(at, asMap(task.Steps[i], "displayName"), s.wrong)
		c.checkStep(at, task, &task.Steps[i])
	}
	c.checkPods(path, task)
}

// checkTexts has every reference in the texts of a value checked.
func (c *checker) checkTexts(path string, value map[string]any, wrong func(path string, r reference) string) {
	eachText(path, value, func(at, text string) {
		for _, r := range references(text) {
			if what := wrong(at, r); what != "" {
				c.report(at, "%s: %s", r.text, what)
			}
		}
	})
}

func (c *checker) checkStep(path string, task *v1.TaskSpec, step *v1.Step) {
	template := task.StepTemplate
	c.checkUnique(path+".results", namesOf(step.Results, func(r v1.StepResult) string { return r.Name }))
	var env []corev1.EnvVar
	if template != nil {
		env = append(env, template.Env...)
	}
	own := len(env)
	env = append(env, step.Env...)
	c.checkExpansions(path+".command", step.Command, env)
	c.checkExpansions(path+".args", step.Args, env)
	for i := own; i < len(env); i++ {
		at := fmt.Sprintf("%s.env[%d].value", path, i-own)
		c.checkExpansion(at, env[i].Value, env[:i])
	}
}

func (c *checker) checkExpansions(path string, words []string, env []corev1.EnvVar) {
	for i, word := range words {
		c.checkExpansion(fmt.Sprintf("%s[%d]", path, i), word, env)
	}
}

var variable = regexp.MustCompile(`\$\(([A-Za-z_][A-Za-z0-9_]*)\)`)

// checkExpansion checks what the kubelet makes of a word.
func (c *checker) checkExpansion(path, word string, env []corev1.EnvVar) {
	if len(word) > mostArgument {
		c.report(path, "%d bytes, at most %d can be passed", len(word), mostArgument)
	}
	if strings.Contains(word, "$$") {
		c.report(path, "$$ reaches the program as one $")
	}
	for _, match := range variable.FindAllStringSubmatch(word, -1) {
		known := func(v corev1.EnvVar) bool { return v.Name == match[1] }
		if !slices.ContainsFunc(env, known) {
			c.report(path, "%s: no such variable is set before", match[0])
		}
	}
}

// variables gives the names of all variables that a task sets.
func variables(task *v1.TaskSpec) map[string]bool {
	names := map[string]bool{}
	add := func(env []corev1.EnvVar) {
		for _, v := range env {
			names[v.Name] = true
		}
	}
	if task.StepTemplate != nil {
		add(task.StepTemplate.Env)
	}
	for i := range task.Steps {
		add(task.Steps[i].Env)
	}
	return names
}

// checkDefaults checks that defaults are not replaced once more when they have
// been put in their places.
func (c *checker) checkDefaults(path string, params v1.ParamSpecs, env map[string]bool) {
	for i, param := range params {
		if param.Default != nil {
			at := fmt.Sprintf("%s[%d].default", path, i)
			c.checkLiteral(at, *param.Default, env)
		}
	}
}

func (c *checker) checkLiteral(path string, value v1.ParamValue, env map[string]bool) {
	eachText(path, asMap(struct {
		Value v1.ParamValue `json:"value"`
	}{value})["value"], func(at, text string) {
		for _, r := range references(text) {
			c.report(at, "%s: a value is replaced once more where it is used", r.text)
		}
		c.checkDollars(at, text, env)
	})
}

// checkDollars reports what the kubelet changes in a value, wherever in
// command, args or env the value ends up.
func (c *checker) checkDollars(path, text string, env map[string]bool) {
	if strings.Contains(text, "$$") {
		c.report(path, "$$ in a value reaches the program as one $")
	}
	for _, match := range variable.FindAllStringSubmatch(text, -1) {
		if env[match[1]] {
			c.report(path, "%s: a value is expanded by the kubelet", match[0])
		}
	}
}

// checkCase reports names that differ only by case, which Tekton's
// documentation takes for the same.
func (c *checker) checkCase(path string, names []string) {
	seen := map[string]string{}
	for i, name := range names {
		lower := strings.ToLower(name)
		if other, ok := seen[lower]; ok && other != name {
			c.report(fmt.Sprintf("%s[%d].name", path, i), "%q and %q differ only by case", other, name)
		}
		seen[lower] = name
	}
}
