package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tektoncd/pipeline/pkg/apis/config"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"knative.dev/pkg/apis"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

type object = metav1.Object

// admissible is what the admission webhook asks of the objects it handles.
type admissible interface {
	apis.Defaultable
	apis.Validatable
}

func withDefaultFlags() context.Context {
	defaults := config.FromContextOrDefaults(context.Background())
	return apis.WithinCreate(config.ToContext(context.Background(), defaults))
}

// admit gives an object with its defaults set and the objects written out in
// it, or what is wrong.
func admit(ctx context.Context, asJSON []byte) ([]object, []string) {
	var meta struct {
		metav1.TypeMeta
		Metadata struct{ Name, GenerateName string }
	}
	if err := json.Unmarshal(asJSON, &meta); err != nil {
		return nil, []string{err.Error()}
	}
	title := meta.Kind + " " + meta.Metadata.Name + meta.Metadata.GenerateName
	admitted := newObject(meta.TypeMeta)
	if admitted == nil {
		return nil, []string{fmt.Sprintf("%s: apiVersion %q, kind %q is not what a Tekton manifest holds",
			title, meta.APIVersion, meta.Kind)}
	}
	bad := problems(ctx, admitted, asJSON)
	for i := range bad {
		bad[i] = title + ": " + bad[i]
	}
	if len(bad) > 0 {
		return nil, bad
	}
	if m, ok := admitted.(*corev1.ConfigMap); ok {
		inside, bad := admitEntries(ctx, m)
		return append(inside, m), bad
	}
	return []object{admitted}, nil
}

func newObject(of metav1.TypeMeta) object {
	switch of.APIVersion + " " + of.Kind {
	case "tekton.dev/v1 Pipeline":
		return &v1.Pipeline{}
	case "tekton.dev/v1 PipelineRun":
		return &v1.PipelineRun{}
	case "tekton.dev/v1 Task":
		return &v1.Task{}
	case "batch/v1 CronJob":
		return &batchv1.CronJob{}
	case "v1 ConfigMap":
		return &corev1.ConfigMap{}
	}
	return nil
}

func problems(ctx context.Context, o object, asJSON []byte) (bad []string) {
	defer func() {
		if p := recover(); p != nil {
			bad = []string{fmt.Sprintf("the validator panicked: %v", p)}
		}
	}()
	strictErrs, err := kjson.UnmarshalStrict(asJSON, o)
	if err = errors.Join(append(strictErrs, err)...); err != nil {
		return strings.Split(err.Error(), "\n")
	}
	if err := validateMeta(o); err != nil {
		return []string{err.Error()}
	}
	if o, ok := o.(admissible); ok {
		o.SetDefaults(ctx)
		if fieldErr := o.Validate(ctx); fieldErr != nil { // a nil *FieldError is not a nil error
			return strings.Split(fieldErr.Error(), "\n")
		}
	}
	return nil
}

// admitEntries admits the entries of a ConfigMap that hold Tekton objects.
func admitEntries(ctx context.Context, m *corev1.ConfigMap) (objects []object, bad []string) {
	for _, key := range slices.Sorted(maps.Keys(m.Data)) {
		var meta metav1.TypeMeta
		entry := []byte(m.Data[key])
		if yaml.Unmarshal(entry, &meta) != nil || !strings.HasPrefix(meta.APIVersion, "tekton.dev/") {
			continue
		}
		admitted, wrong := admitAll(ctx, entry)
		objects = append(objects, admitted...)
		for _, what := range wrong {
			bad = append(bad, fmt.Sprintf("ConfigMap %s: data[%s]: %s", m.Name, key, what))
		}
	}
	return objects, bad
}

// validateMeta checks the metadata as the API server does, and as it does
// turns generateName into a name, which Validate wants.
func validateMeta(o object) error {
	if o.GetName() == "" && o.GetGenerateName() != "" {
		o.SetName(o.GetGenerateName() + "abcde")
	}
	if o.GetNamespace() == "" {
		o.SetNamespace(metav1.NamespaceDefault)
	}
	return validation.ValidateObjectMetaAccessor(o, true, validation.NameIsDNSSubdomain,
		field.NewPath("metadata")).ToAggregate()
}
