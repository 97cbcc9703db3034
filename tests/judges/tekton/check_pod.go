package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// objectFields name the fields that hold the name of another object, by the
// last two words of their paths.
var objectFields = strings.Fields("secretKeyRef.name configMapKeyRef.name secretRef.name configMapRef.name" +
	" secret.secretName secret.name configMap.name persistentVolumeClaim.claimName")

// keyFields name those that hold a key of a Secret or a ConfigMap.
var keyFields = strings.Fields("secretKeyRef.key configMapKeyRef.key")

// checkPods checks what the API server refuses in the pods of a task.
func (c *checker) checkPods(path string, task *v1.TaskSpec) {
	c.checkNames(path, asMap(task))
	if t := task.StepTemplate; t != nil {
		c.checkTaskResources(path+".stepTemplate.computeResources", t.ComputeResources, task)
	}
	for i, step := range task.Steps {
		c.checkResources(fmt.Sprintf("%s.steps[%d].computeResources", path, i), step.ComputeResources)
	}
	for i, sidecar := range task.Sidecars {
		c.checkResources(fmt.Sprintf("%s.sidecars[%d].computeResources", path, i), sidecar.ComputeResources)
	}
}

func (c *checker) checkRunPods(run *v1.PipelineRun) {
	c.checkNames("spec", asMap(run.Spec, "pipelineSpec", "params"))
	names := map[string]string{"spec.taskRunTemplate": run.Spec.TaskRunTemplate.ServiceAccountName}
	for i, spec := range run.Spec.TaskRunSpecs {
		names[fmt.Sprintf("spec.taskRunSpecs[%d]", i)] = spec.ServiceAccountName
	}
	for _, path := range slices.Sorted(maps.Keys(names)) {
		if names[path] != "" {
			c.checkName(path+".serviceAccountName", names[path], validation.IsDNS1123Subdomain)
		}
	}
}

// checkNames checks the names of the objects that pods use.
func (c *checker) checkNames(path string, fields map[string]any) {
	eachText(path, fields, func(at, text string) {
		switch {
		case endsWith(at, objectFields):
			c.checkName(at, text, validation.IsDNS1123Subdomain)
		case endsWith(at, keyFields):
			c.checkName(at, text, validation.IsConfigMapKey)
		case strings.HasSuffix(at, ".name") && strings.Contains(at, ".env["):
			c.checkName(at, text, validation.IsEnvVarName)
		}
	})
}

func endsWith(path string, fields []string) bool {
	return slices.ContainsFunc(fields, func(field string) bool {
		return strings.HasSuffix(path, "."+field)
	})
}

// checkName checks a name, unless the run will give it.
func (c *checker) checkName(path, name string, wrong func(string) []string) {
	if len(references(name)) > 0 {
		return
	}
	for _, what := range wrong(name) {
		c.report(path, "%q: %s", name, what)
	}
}

// checkTaskResources checks resources that are copied to every step.
func (c *checker) checkTaskResources(path string, of corev1.ResourceRequirements, task *v1.TaskSpec) {
	c.checkResources(path, of)
	for _, name := range sortedNames(of) {
		if isDevice(name) && len(task.Steps) > 1 {
			c.report(path, "each of %d steps gets %s", len(task.Steps), name)
		}
	}
}

func (c *checker) checkResources(path string, of corev1.ResourceRequirements) {
	for _, name := range sortedNames(of) {
		request, requested := of.Requests[name]
		limit, limited := of.Limits[name]
		if requested && limited && request.Cmp(limit) > 0 {
			c.report(path, "the request for %s, %s, is above its limit, %s", name, &request, &limit)
		}
		if request.Sign() < 0 || limit.Sign() < 0 {
			c.report(path, "less than nothing of %s", name)
		}
		if isDevice(name) {
			c.checkDevice(path, name, of)
		}
	}
}

// isDevice tells whether a resource is counted in pieces: a GPU.
func isDevice(name corev1.ResourceName) bool {
	return strings.Contains(string(name), "/")
}

func (c *checker) checkDevice(path string, name corev1.ResourceName, of corev1.ResourceRequirements) {
	limit, limited := of.Limits[name]
	request, requested := of.Requests[name]
	if !limited || requested && request.Cmp(limit) != 0 {
		c.report(path, "%s needs a limit, and no other request", name)
	}
	for _, amount := range []resource.Quantity{request, limit} {
		if amount.MilliValue()%1000 != 0 {
			c.report(path, "%s of %s: a part of a device", &amount, name)
			return
		}
	}
}

func sortedNames(of corev1.ResourceRequirements) []corev1.ResourceName {
	names := map[corev1.ResourceName]bool{}
	for _, list := range []corev1.ResourceList{of.Requests, of.Limits} {
		for name := range list {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// checkVolumes checks that what is mounted exists, once in one place.
func (c *checker) checkVolumes(path string, task *v1.TaskSpec) {
	names := namesOf(task.Volumes, func(v corev1.Volume) string { return v.Name })
	check := func(at string, mounts []corev1.VolumeMount) {
		places := map[string]bool{}
		for i, mount := range mounts {
			mine := fmt.Sprintf("%s.volumeMounts[%d]", at, i)
			if !slices.Contains(names, mount.Name) && len(references(mount.Name)) == 0 {
				c.report(mine+".name", "no volume %q", mount.Name)
			}
			if places[mount.MountPath] {
				c.report(mine+".mountPath", "%q is taken", mount.MountPath)
			}
			places[mount.MountPath] = true
		}
	}
	if task.StepTemplate != nil {
		check(path+".stepTemplate", task.StepTemplate.VolumeMounts)
	}
	for i, step := range task.Steps {
		check(fmt.Sprintf("%s.steps[%d]", path, i), step.VolumeMounts)
	}
	for i, sidecar := range task.Sidecars {
		check(fmt.Sprintf("%s.sidecars[%d]", path, i), sidecar.VolumeMounts)
	}
}
