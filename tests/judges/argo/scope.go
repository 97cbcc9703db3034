package main

import (
	"maps"
	"regexp"
	"strings"

	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
)

// kind tells what a variable holds.
type kind int

const (
	textual  kind = iota // any text
	status               // a phase of a node
	anything             // a loop's item: a text or a map
	artifact             // only whole, and only where an artifact is named
)

// scope is the variables that exist at one place of a manifest.
type scope struct {
	kinds map[string]kind
	// Tasks that are there, but may still run when this place is read.
	unwaited map[string]bool
	// What expressions are given, by the sample; made when first asked for,
	// after which nothing is added.
	envs map[string]map[string]any
}

func newScope() *scope {
	return &scope{map[string]kind{}, map[string]bool{}, map[string]map[string]any{}}
}

func (s *scope) copy() *scope {
	return &scope{maps.Clone(s.kinds), maps.Clone(s.unwaited), map[string]map[string]any{}}
}

func (s *scope) add(k kind, names ...string) {
	for _, name := range names {
		s.kinds[name] = k
	}
}

func (s *scope) addEach(prefix string, names ...string) {
	for _, name := range names {
		s.kinds[prefix+name] = textual
	}
}

// without leaves out the variables that begin with the prefix.
func (s *scope) without(prefix string) *scope {
	s = s.copy()
	maps.DeleteFunc(s.kinds, func(name string, _ kind) bool {
		return strings.HasPrefix(name, prefix)
	})
	return s
}

// has knows the variables that Argo makes for any spelling, too.
func (s *scope) has(name string) (kind, bool) {
	if k, ok := s.kinds[name]; ok {
		return k, true
	}
	_, workflow := s.kinds["workflow.creationTimestamp"]
	return textual, workflow && strings.HasPrefix(name, "workflow.creationTimestamp.")
}

// waits tells, for a variable of a task, whether that task is over.
func (s *scope) waits(name string) bool {
	parts := strings.Split(name, ".")
	return len(parts) < 2 || parts[0] != "tasks" || !s.unwaited[parts[1]]
}

// reserved are the texts that Argo takes for variables, now or in a later pass.
var reserved = regexp.MustCompile(
	`^(item|steps|tasks|inputs|outputs|pod|workflow|node|retries|lastRetry|cronworkflow)(\.|\[|$)`)

// globals are the variables of every place.
func globals(d *document) *scope {
	s := newScope()
	s.addEach("workflow.", "name", "namespace", "uid", "mainEntrypoint",
		"serviceAccountName", "creationTimestamp", "duration", "parameters",
		"parameters.json", "labels.json", "annotations.json")
	s.add(status, "workflow.status")
	spec := d.spec()
	for _, p := range spec.Arguments.Parameters {
		s.addEach("workflow.parameters.", p.Name)
	}
	for key := range d.object.GetLabels() {
		s.addEach("workflow.labels.", key)
	}
	for key := range d.object.GetAnnotations() {
		s.addEach("workflow.annotations.", key)
	}
	if spec.Priority != nil {
		s.addEach("workflow.", "priority")
	}
	if d.kind == workflow.CronWorkflowKind {
		s.addEach("workflow.", "scheduledTime")
	}
	if spec.OnExit != "" || len(spec.Hooks) > 0 {
		s.addEach("workflow.", "failures")
	}
	addExported(s, spec)
	return s
}

func addExported(s *scope, spec *wfv1.WorkflowSpec) {
	for _, t := range spec.Templates {
		for _, p := range t.Outputs.Parameters {
			if p.GlobalName != "" {
				s.addEach("workflow.outputs.parameters.", p.GlobalName)
			}
		}
	}
}

// inTemplate adds what every body of a template sees.
func inTemplate(s *scope, t *wfv1.Template) *scope {
	s = s.copy()
	s.addEach("", "node.name", "tasks.name")
	if len(t.Inputs.Parameters) > 0 {
		s.addEach("", "inputs.parameters")
	}
	for _, p := range t.Inputs.Parameters {
		s.addEach("inputs.parameters.", p.Name)
	}
	return s
}

// inLeaf is the scope of a template that becomes a pod, or nearly so.
func inLeaf(s *scope, t *wfv1.Template) *scope {
	s = inTemplate(s, t)
	if t.Suspend == nil {
		s.addEach("", "pod.name")
	}
	for _, a := range t.Inputs.Artifacts {
		s.addEach("inputs.artifacts.", a.Name+".path")
	}
	for _, a := range t.Outputs.Artifacts {
		s.addEach("outputs.artifacts.", a.Name+".path")
	}
	for _, p := range t.Outputs.Parameters {
		s.addEach("outputs.parameters.", p.Name+".path")
	}
	if t.RetryStrategy != nil {
		addRetry(s)
	}
	return s
}

func addRetry(s *scope) {
	s.addEach("", "retries")
	s.addEach("lastRetry.", "exitCode", "duration", "message")
	s.add(status, "lastRetry.status")
}

// inMetrics is the scope of a template's metrics.
func inMetrics(s *scope, t *wfv1.Template) *scope {
	s = inLeaf(s, t)
	s.addEach("", "duration", "exitCode", "retries", "outputs.result",
		"resourcesDuration.cpu", "resourcesDuration.memory")
	s.add(status, "status")
	for _, p := range t.Outputs.Parameters {
		s.addEach("outputs.parameters.", p.Name)
	}
	return s
}

// inDAG is the scope of a DAG before any of its tasks has run.
func inDAG(s *scope, t *wfv1.Template) *scope {
	s = inTemplate(s, t)
	for _, a := range t.Inputs.Artifacts {
		s.add(artifact, "inputs.artifacts."+a.Name)
	}
	return s
}

// addTask adds what a finished task leaves behind.
func addTask(s *scope, task *wfv1.DAGTask, callee *wfv1.Template) {
	prefix := "tasks." + task.Name + "."
	s.addEach(prefix, "id", "startedAt", "finishedAt", "hostNodeName")
	s.add(status, prefix+"status")
	if callee == nil {
		return
	}
	if callee.IsPodType() || callee.HTTP != nil || callee.Plugin != nil {
		s.addEach(prefix, "outputs.result", "exitCode")
	}
	if callee.IsDaemon() {
		s.addEach(prefix, "ip")
	}
	for _, p := range callee.Outputs.Parameters {
		s.addEach(prefix, "outputs.parameters."+p.Name)
	}
	if loops(task) {
		// Artifacts of a loop are not gathered.
		s.addEach(prefix, "outputs.parameters")
		return
	}
	for _, a := range callee.Outputs.Artifacts {
		s.add(artifact, prefix+"outputs.artifacts."+a.Name)
	}
}

func loops(task *wfv1.DAGTask) bool {
	return task.WithItems != nil || task.WithParam != "" || task.WithSequence != nil
}
