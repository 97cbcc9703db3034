package main

import (
	"fmt"
	"reflect"

	"github.com/Knetic/govaluate"
)

// hostile are texts that a condition must survive.
var hostile = []string{"7", "text", "true", "", "it's", `a-b "c"`}

// checkWhen evaluates a condition as the controller does, with all variables
// holding one text after the other.
func (p place) checkWhen(text string) {
	found, _ := tags(text)
	for _, t := range found {
		expression, ok := t.expression()
		if !ok {
			p.checkSimple(t.body)
			continue
		}
		node := p.compile(expression)
		if node == nil {
			return
		}
		wholly := t.end-t.start == len(text)
		if typ := node.Type(); wholly && typ != nil &&
			typ.Kind() != reflect.Bool && typ.Kind() != reflect.Interface {
			p.bad("expression '%s' gives no bool", expression)
			return
		}
	}
	for _, sample := range hostile {
		condition, ok := p.substitute(text, sample)
		if !ok {
			continue
		}
		if err := evaluate(condition); err != nil {
			p.bad("'%s' becomes '%s': %v", text, condition, err)
			return
		}
	}
}

// evaluate does what the controller does with a condition once its tags are
// gone: words that are no operators are texts.
func evaluate(condition string) error {
	expression, err := govaluate.NewEvaluableExpression(condition)
	if err != nil {
		return err
	}
	tokens := expression.Tokens()
	for i := range tokens {
		if tokens[i].Kind == govaluate.VARIABLE {
			tokens[i].Kind = govaluate.STRING
		}
	}
	expression, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	if err != nil {
		return err
	}
	result, err := expression.Evaluate(nil)
	if err != nil {
		return err
	}
	if _, ok := result.(bool); !ok {
		return fmt.Errorf("%v is no bool", result)
	}
	return nil
}
