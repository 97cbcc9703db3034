#ifndef BACKENDS_K8S_K8S_H
#define BACKENDS_K8S_K8S_H

#include "base/doc.h"
#include "ir/ir.h"

/*
 * Kubernetes parts that Argo and Tekton share. Functions return fragments; the
 * back end places them. Nothing here knows Argo or Tekton.
 */

/* The container that is being made; spelling a word may add to it. */
typedef struct k8s_container {
    arena *arena;
    const ir_node *task;
    doc *env;          /* entries of the container, in order */
    bool needs_dollar; /* a word uses the helper variable */
    str dollar_name;   /* what the helper variable is called */
    void *target;      /* what the back end's spell function needs */
} k8s_container;

/* How one target writes a text of pieces into command, args or env, so that
 * after its own substitution and the kubelet's the program gets it exactly. */
typedef str k8s_spell(k8s_container *into, const ir_text *text);

/*
 * image, command, args, workingDir, env, resources and securityContext of a
 * task's container, in this order; `all` are the settings for every pod.
 * volumeMounts are the caller's (k8s_mounts). resources_key is "resources" or
 * Tekton's "computeResources". Conditions in words must be resolved before.
 */
typedef struct k8s_container_form {
    k8s_spell *spell;
    const char *resources_key;
    str dollar_name;  /* name of the helper variable, or empty */
    str dollar_value; /* what it holds; "$" when empty */
    void *target;
} k8s_container_form;

/* wanted, or wanted_2 and so on: no variable of the task has this name. */
str k8s_free_env_name(arena *a, const ir_node *task, const ir_pod *all,
                      str wanted);

doc *k8s_container_fields(arena *a, doc *onto, const ir_node *task,
                          const ir_pod *all, const k8s_container_form *form);

/* requests and limits, or NULL; gpu counts go to the limits. */
doc *k8s_resources(arena *a, const ir_pod *pod);
/* Mounts and volumes of `volumes:`, pushed to lists (made when NULL). Volume
 * names are derived from their object, unique in the list. */
doc *k8s_mounts(arena *a, doc *mounts, const ir_pod *pod, const ir_pod *all);
doc *k8s_volumes(arena *a, doc *volumes, const ir_pod *pod, const ir_pod *all);
/* Node selector with the GKE accelerator of a gpu type, or NULL. */
doc *k8s_node_selector(arena *a, const ir_pod *pod);
/* The node selector of a task laid over the one of all pods, or NULL. */
doc *k8s_merged_node_selector(arena *a, const ir_pod *pod, const ir_pod *all);
/* Tolerations of the task, then those of all pods, or NULL. */
doc *k8s_merged_tolerations(arena *a, const ir_pod *pod, const ir_pod *all);
/* The task's keys laid over those of all pods, or NULL. */
doc *k8s_merged_security(arena *a, const ir_pod *pod, const ir_pod *all);
/* Tolerations as written, or NULL. */
doc *k8s_tolerations(arena *a, const ir_pod *pod);
/* A map of labels or annotations, or NULL. */
doc *k8s_pairs(arena *a, const ir_pair *pairs);
/* The pod's and the container's part of a security-context, or NULL. */
doc *k8s_pod_security(arena *a, const doc *security_context);
doc *k8s_container_security(arena *a, const doc *security_context);
/* The constant text of a value (pod scalars), empty when it is none. */
str k8s_text(const ir_value *v);

#endif
