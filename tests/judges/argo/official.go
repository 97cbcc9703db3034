package main

import (
	"context"
	"fmt"
	_ "time/tzdata" // so that a CronWorkflow is judged alike on every machine

	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// checkOfficial asks Argo's validator of the kind, in lint mode, and the API
// server's rules for metadata. A Workflow must also pass as it would on
// submission, when every argument needs a value.
func checkOfficial(ctx context.Context, r *report, d *document, lib library) {
	if err := validateMeta(d); err != nil {
		r.bad("", "%v", err)
	}
	err := validateAs(ctx, d, lib, validate.ValidateOpts{Lint: true})
	if err != nil {
		r.bad("", "%v", err)
		return
	}
	if d.kind != workflow.WorkflowKind {
		return
	}
	if err := validateAs(ctx, d, lib, validate.ValidateOpts{}); err != nil {
		r.bad("", "on submission: %v", err)
	}
}

func validateAs(ctx context.Context, d *document, lib library, opts validate.ValidateOpts) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the validator panicked: %v", p)
		}
	}()
	object, err := parse(ctx, d.text) // afresh, since validators change what they are given
	if err != nil {
		return err
	}
	templates, clusterTemplates := templateGetter{lib, d}, clusterTemplateGetter{lib, d}
	switch o := object.(type) {
	case *wfv1.Workflow:
		return validate.ValidateWorkflow(ctx, templates, clusterTemplates, o, nil, opts)
	case *wfv1.WorkflowTemplate:
		return validate.ValidateWorkflowTemplate(ctx, templates, clusterTemplates, o, nil, opts)
	case *wfv1.ClusterWorkflowTemplate:
		return validate.ValidateClusterWorkflowTemplate(ctx, templates, clusterTemplates, o, nil, opts)
	case *wfv1.CronWorkflow:
		return validate.ValidateCronWorkflow(ctx, templates, clusterTemplates, o, nil)
	}
	return fmt.Errorf("unexpected type %T", object)
}

// validateMeta checks the metadata as the API server does for these kinds.
func validateMeta(d *document) error {
	meta := metav1.ObjectMeta{
		Name:            d.object.GetName(),
		GenerateName:    d.object.GetGenerateName(),
		Namespace:       d.object.GetNamespace(),
		Labels:          d.object.GetLabels(),
		Annotations:     d.object.GetAnnotations(),
		Finalizers:      d.object.GetFinalizers(),
		OwnerReferences: d.object.GetOwnerReferences(),
	}
	if meta.Name == "" && meta.GenerateName != "" {
		meta.Name = meta.GenerateName + "abcde"
	}
	namespaced := d.kind != workflow.ClusterWorkflowTemplateKind
	if namespaced && meta.Namespace == "" {
		meta.Namespace = metav1.NamespaceDefault
	}
	return validation.ValidateObjectMeta(&meta, namespaced, validation.NameIsDNSSubdomain,
		field.NewPath("metadata")).ToAggregate()
}

// library holds every document that can be referred to.
type library []*document

// find returns the document that a reference in from means, or nil.
func (lib library) find(from *document, kind, namespace, name string) *document {
	var found *document
	for _, d := range lib {
		if d.kind != kind || d.object.GetName() != name || d.object.GetNamespace() != namespace {
			continue
		}
		if d.file == from.file {
			return d
		}
		if found == nil {
			found = d
		}
	}
	return found
}

// callee returns the template that a task calls, or nil.
func (lib library) callee(from *document, task *wfv1.DAGTask) *wfv1.Template {
	ref := task.TemplateRef
	if ref == nil {
		return from.template(task.Template)
	}
	kind, namespace := workflow.WorkflowTemplateKind, from.object.GetNamespace()
	if ref.ClusterScope {
		kind, namespace = workflow.ClusterWorkflowTemplateKind, ""
	}
	if d := lib.find(from, kind, namespace, ref.Name); d != nil {
		return d.template(ref.Template)
	}
	return nil
}

type templateGetter struct {
	lib  library
	from *document
}

func (g templateGetter) Get(_ context.Context, name string) (*wfv1.WorkflowTemplate, error) {
	namespace := g.from.object.GetNamespace()
	if d := g.lib.find(g.from, workflow.WorkflowTemplateKind, namespace, name); d != nil {
		return d.object.(*wfv1.WorkflowTemplate).DeepCopy(), nil
	}
	return nil, fmt.Errorf("no WorkflowTemplate %q in namespace %q among the files given", name, namespace)
}

type clusterTemplateGetter struct {
	lib  library
	from *document
}

func (g clusterTemplateGetter) Get(_ context.Context, name string) (*wfv1.ClusterWorkflowTemplate, error) {
	if d := g.lib.find(g.from, workflow.ClusterWorkflowTemplateKind, "", name); d != nil {
		return d.object.(*wfv1.ClusterWorkflowTemplate).DeepCopy(), nil
	}
	return nil, fmt.Errorf("no ClusterWorkflowTemplate %q among the files given", name)
}
