// Command judge judges Tekton manifests with Tekton's own admission code, and
// then looks for what admission leaves to the run.
//
//	judge FILE...
//
// A file is any number of YAML documents. A Pipeline, PipelineRun or Task of
// tekton.dev/v1 must decode strictly, have metadata that the API server
// accepts, pass the validation of the admission webhook with default feature
// flags as if it were being created, and then hold together with the others
// of its file (see the files named check). A CronJob (batch/v1) or ConfigMap
// (v1) must decode strictly and have good metadata; Tekton objects written
// out in a ConfigMap's entries are judged too. Any other kind is bad.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: judge FILE...")
		os.Exit(2)
	}
	exit := 0
	for _, name := range os.Args[1:] {
		body, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		verdicts := judge(body)
		for _, verdict := range verdicts {
			fmt.Printf("%s: bad: %s\n", name, oneLine(verdict))
			exit = 1
		}
		if len(verdicts) == 0 {
			fmt.Printf("%s: ok\n", name)
		}
	}
	os.Exit(exit)
}

// judge tells all that is wrong with the documents of a file.
func judge(body []byte) []string {
	objects, bad := admitAll(withDefaultFlags(), body)
	if len(objects) == 0 && len(bad) == 0 {
		return []string{"holds no document"}
	}
	return append(bad, checkTogether(objects, len(bad) == 0)...)
}

// admitAll gives the objects that were admitted, and what is wrong with the
// others.
func admitAll(ctx context.Context, body []byte) (objects []object, bad []string) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(body)))
	for i := 1; ; i++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return objects, bad
		}
		if err != nil {
			return objects, append(bad, fmt.Sprintf("document %d: %v", i, err))
		}
		asJSON, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			bad = append(bad, fmt.Sprintf("document %d: %v", i, err))
		} else if string(asJSON) != "null" { // not empty, nor comments only
			admitted, wrong := admit(ctx, asJSON)
			objects = append(objects, admitted...)
			bad = append(bad, wrong...)
		}
	}
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
