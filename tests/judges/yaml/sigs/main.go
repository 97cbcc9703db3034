// Command sigs prints the events of files (see events.h) as a client of
// Kubernetes sees them: documents split as kubectl does, each turned into JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	for _, name := range os.Args[1:] {
		body, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		printText(out, "file", name)
		if err := printDocuments(out, body); err != nil {
			printText(out, "error", err.Error())
		}
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func printDocuments(out io.Writer, body []byte) error {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(body)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		value, err := decode(document)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "doc")
		printValue(out, value)
	}
}

func decode(document []byte) (value any, err error) {
	asJSON, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(asJSON))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

func printValue(out io.Writer, value any) {
	switch value := value.(type) {
	case nil:
		fmt.Fprintln(out, "null")
	case bool:
		fmt.Fprintln(out, "boolean", value)
	case json.Number:
		fmt.Fprintln(out, "number", value)
	case string:
		printText(out, "string", value)
	case []any:
		fmt.Fprintln(out, "seq")
		for _, entry := range value {
			printValue(out, entry)
		}
		fmt.Fprintln(out, "end")
	case map[string]any:
		fmt.Fprintln(out, "map")
		for key, entry := range value {
			printText(out, "string", key)
			printValue(out, entry)
		}
		fmt.Fprintln(out, "end")
	}
}

func printText(out io.Writer, word, value string) {
	spelled, err := json.Marshal(value)
	if err != nil {
		panic(err) // a string can always be spelled
	}
	fmt.Fprintf(out, "%s %s\n", word, spelled)
}
