package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// document is one strictly decoded object of a file.
type document struct {
	file   string
	kind   string
	text   []byte
	json   []byte
	tree   map[string]any
	object metav1.Object // as written; never given to a validator
}

func (d *document) String() string {
	name := d.object.GetName()
	if name == "" {
		name = d.object.GetGenerateName()
	}
	return d.kind + " " + name
}

func (d *document) spec() *wfv1.WorkflowSpec {
	switch o := d.object.(type) {
	case *wfv1.Workflow:
		return &o.Spec
	case *wfv1.WorkflowTemplate:
		return &o.Spec
	case *wfv1.ClusterWorkflowTemplate:
		return &o.Spec
	case *wfv1.CronWorkflow:
		return &o.Spec.WorkflowSpec
	}
	return &wfv1.WorkflowSpec{}
}

// specTree is what spec returns, as it was written.
func (d *document) specTree() map[string]any {
	spec, _ := d.tree["spec"].(map[string]any)
	if d.kind == workflow.CronWorkflowKind {
		spec, _ = spec["workflowSpec"].(map[string]any)
	}
	return spec
}

func (d *document) template(name string) *wfv1.Template {
	templates := d.spec().Templates
	for i := range templates {
		if templates[i].Name == name {
			return &templates[i]
		}
	}
	return nil
}

// separator is where Argo itself splits a file.
var separator = regexp.MustCompile(`\n---`)

func read(ctx context.Context, file string) (documents []*document, found []string) {
	body, err := os.ReadFile(file)
	if err != nil {
		return nil, []string{err.Error()}
	}
	for i, text := range separator.Split(string(body), -1) {
		d, err := decode(ctx, file, []byte(text))
		if err != nil {
			found = append(found, oneLine(fmt.Sprintf("document %d: %v", i+1, err)))
		} else if d != nil {
			documents = append(documents, d)
		}
	}
	if len(documents) == 0 && len(found) == 0 {
		found = append(found, "holds no document")
	}
	return documents, found
}

func judged(kind string) bool {
	switch kind {
	case workflow.WorkflowKind, workflow.WorkflowTemplateKind,
		workflow.ClusterWorkflowTemplateKind, workflow.CronWorkflowKind:
		return true
	}
	return false
}

// decode returns nil for a document that is empty or has only comments.
func decode(ctx context.Context, file string, text []byte) (*document, error) {
	// ParseObjects drops, without an error, what is not YAML, what has a
	// duplicate key and what has no kind; so look for these first.
	asJSON, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, err
	}
	if string(asJSON) == "null" {
		return nil, nil
	}
	d := &document{file: file, text: text, json: asJSON}
	if err := json.Unmarshal(asJSON, &d.tree); err != nil {
		return nil, err
	}
	if version, _ := d.tree["apiVersion"].(string); version != workflow.APIVersion {
		return nil, fmt.Errorf("apiVersion is %q, not %q", version, workflow.APIVersion)
	}
	d.kind, _ = d.tree["kind"].(string)
	if !judged(d.kind) {
		return nil, fmt.Errorf("kind %q is not one of Argo's", d.kind)
	}
	d.object, err = parse(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.kind, err)
	}
	return d, nil
}

func parse(ctx context.Context, text []byte) (metav1.Object, error) {
	results := common.ParseObjects(ctx, text, true)
	if len(results) != 1 {
		return nil, fmt.Errorf("Argo reads %d objects here, not 1", len(results))
	}
	return results[0].Object, results[0].Err
}
