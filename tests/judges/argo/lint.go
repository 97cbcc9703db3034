package main

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	corev1 "k8s.io/api/core/v1"
)

// ---- sizes -------------------------------------------------------------------

const (
	maxJSON       = 1 << 20 // what the controller takes
	maxTemplates  = 200     // this and the rest is what the CRDs take
	maxTasks      = 200
	maxParameters = 500
	maxMetrics    = 100
	maxGenerate   = 58
)

func checkSize(r *report, d *document) {
	if len(d.json) > maxJSON {
		r.bad("", "%d bytes of JSON are more than %d", len(d.json), maxJSON)
	}
	if name := d.object.GetGenerateName(); len(name) > maxGenerate {
		r.bad("metadata.generateName", "leaves no room for a suffix")
	}
	if count := len(d.spec().Templates); count > maxTemplates {
		r.bad(d.specPath()+".templates", "%d templates are more than %d", count, maxTemplates)
	}
}

// ---- values ------------------------------------------------------------------

// texty are the keys whose values must be texts although Argo decodes numbers
// and booleans, too: it would keep 8 of 010, and the schema takes texts only.
var texty = []string{"value", "default", "limit", "factor",
	"activeDeadlineSeconds", "count", "start", "end", "enum"}

func checkTypes(r *report, tree map[string]any) {
	spec, _ := tree["spec"].(map[string]any)
	walk("spec", spec, func(path string, node any) bool {
		_, isText := node.(string)
		_, isList := node.([]any)
		_, isMap := node.(map[string]any)
		fixed := slices.Contains(texty, last(path)) && valued(path)
		if fixed && !isText && !(isList && last(path) == "enum") && !isMap {
			r.bad(path, "is no text")
		}
		if text, ok := node.(string); ok && fixed && unquotable(text) {
			r.bad(path, "holds a control character, which no simple tag can carry")
		}
		return true
	})
}

// valued tells whether a path is one whose type Argo leaves open.
func valued(path string) bool {
	return under(path, "parameters") || under(path, "retryStrategy") ||
		under(path, "withSequence") ||
		under(path, "templates") && last(path) == "activeDeadlineSeconds"
}

// unquotable finds the characters that Go and JSON escape in different ways.
func unquotable(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool {
		return c < ' ' && !strings.ContainsRune("\t\n\r\b\f", c) || c == 0x7f
	})
}

// ---- templates ---------------------------------------------------------------

// words are what the language of conditions keeps for itself.
var words = []string{"and", "or", "not", "in", "matches", "contains", "startsWith",
	"endsWith", "true", "false", "nil", "let", "if", "else"}

var displayName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$`)

func checkLimits(s subject) {
	t := s.t
	if count := len(t.Inputs.Parameters); count > maxParameters {
		s.r.bad(s.path, "%d parameters are more than %d", count, maxParameters)
	}
	if t.Metrics != nil && len(t.Metrics.Prometheus) > maxMetrics {
		s.r.bad(s.path, "more than %d metrics", maxMetrics)
	}
	if name := t.Annotations["workflows.argoproj.io/display-name"]; name != "" &&
		!strings.Contains(name, "{{") && !displayName.MatchString(name) {
		s.r.bad(s.path, "display name '%s' is not legal", name)
	}
	if retry := t.RetryStrategy; retry != nil {
		checkRetry(s, retry)
	}
	if t.DAG != nil {
		checkTaskNames(s)
		return
	}
	if t.Parallelism != nil {
		s.r.bad(s.path, "parallelism is for a dag")
	}
}

func checkTaskNames(s subject) {
	if count := len(s.t.DAG.Tasks); count > maxTasks {
		s.r.bad(s.path, "%d tasks are more than %d", count, maxTasks)
	}
	if s.t.Timeout != "" || s.t.ActiveDeadlineSeconds != nil {
		s.r.bad(s.path, "a dag takes no timeout")
	}
	for _, task := range s.t.DAG.Tasks {
		if slices.Contains(words, task.Name) {
			s.r.bad(s.path, "task name '%s' is a word of the language of conditions", task.Name)
		}
	}
}

func checkRetry(s subject, retry *wfv1.RetryStrategy) {
	if retry.Limit == nil {
		s.r.bad(s.path+".retryStrategy", "has no limit")
	}
	if retry.Backoff == nil {
		return
	}
	for _, text := range []string{retry.Backoff.Duration, retry.Backoff.MaxDuration} {
		if _, err := time.ParseDuration(text); text != "" && err != nil {
			s.r.bad(s.path+".retryStrategy.backoff", "%v", err)
		}
	}
}

// memoKey is what the name of a cache entry must look like in the end.
var memoKey = regexp.MustCompile(`^[a-zA-Z0-9][-a-zA-Z0-9]*$`)

func checkMemoize(s subject, p place) {
	if s.t.Memoize == nil {
		return
	}
	for _, sample := range hostile {
		key, ok := p.substitute(s.t.Memoize.Key, sample)
		if ok && !memoKey.MatchString(key) {
			s.r.bad(s.path+".memoize.key", "'%s' becomes '%s', which is not legal: hash it",
				s.t.Memoize.Key, key)
			return
		}
	}
}

// ---- volumes -----------------------------------------------------------------

// taken are the folders that Argo mounts itself.
var taken = regexp.MustCompile(`^(/var/run/argo|/argo|/mainctrfs|/tmp/argo[^/]*)(/|$)`)

func checkVolumes(s subject) {
	declared := declaredVolumes(s)
	mounts := mountsOf(s.t)
	for _, m := range mounts {
		if !declared[m.Name] {
			s.r.bad(s.path, "volume '%s' is mounted but nowhere defined", m.Name)
		}
		checkTaken(s, m.MountPath)
	}
	for _, a := range s.t.Outputs.Artifacts {
		checkTaken(s, a.Path)
	}
	for _, a := range s.t.Inputs.Artifacts {
		checkTaken(s, a.Path)
		for _, m := range mounts {
			if within(a.Path, m.MountPath) {
				s.r.bad(s.path, "input '%s' lies in the volume '%s'", a.Name, m.Name)
			}
		}
	}
}

func declaredVolumes(s subject) map[string]bool {
	declared := map[string]bool{}
	for _, v := range slices.Concat(s.d.spec().Volumes, s.t.Volumes) {
		declared[v.Name] = true
	}
	for _, claim := range s.d.spec().VolumeClaimTemplates {
		declared[claim.Name] = true
	}
	return declared
}

func mountsOf(t *wfv1.Template) []corev1.VolumeMount {
	var mounts []corev1.VolumeMount
	if t.Container != nil {
		mounts = append(mounts, t.Container.VolumeMounts...)
	}
	if t.Script != nil {
		mounts = append(mounts, t.Script.VolumeMounts...)
	}
	if t.ContainerSet != nil {
		mounts = append(mounts, t.ContainerSet.VolumeMounts...)
	}
	for _, c := range slices.Concat(t.InitContainers, t.Sidecars) {
		mounts = append(mounts, c.VolumeMounts...)
	}
	return mounts
}

func checkTaken(s subject, folder string) {
	if taken.MatchString(path.Clean(folder)) {
		s.r.bad(s.path, "path '%s' is Argo's own", folder)
	}
}

func within(file, folder string) bool {
	return strings.HasPrefix(path.Clean(file)+"/", path.Clean(folder)+"/")
}
