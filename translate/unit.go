package translate

import (
	"context"
	"slices"
	"strings"

	"transcoder/lexers"
)

// canonical returns the canonical form of a unit, lifted where it uses members or
// constants, with the line of the file of each token; or why there is none.
func (u *unit) canonical(ctx context.Context, a *assembly) (c *lexers.Canonical, lines []int, refusal string) {
	if u.refusal != "" {
		return nil, nil, u.refusal
	}
	function := u.function
	if u.body != nil {
		file, err := lexers.Parse(ctx, lexers.Python, []byte(u.body.text))
		if err != nil {
			return nil, nil, err.Error()
		}
		functions := file.Functions()
		if len(functions) == 0 { // of what is no statement
			return nil, nil, "the code outside functions is no Python"
		}
		if function = functions[0]; function.Problem != "" {
			return nil, nil, function.Problem
		}
	}
	if !a.request.codeAlone {
		u.comments = function.Comments()
		for i := range u.comments {
			u.comments[i].Line = u.fileLines([]int{u.comments[i].Line})[0]
		}
	}
	if u.class == nil && len(a.globals) == 0 {
		c, lines, err := function.CanonicalLines()
		if err != nil {
			return nil, nil, err.Error()
		}
		return u.beginning(c), u.fileLines(lines), ""
	}
	options := lexers.LiftOptions{Globals: a.globals}
	if u.class != nil {
		options.Methods, options.Object = map[string]bool{}, u.class.Name
		if p := u.class.TypeParameters; len(p) > 0 && a.request.From != lexers.Python {
			options.Object += "<" + strings.Join(p, ", ") + ">"
		}
		if a.request.From == lexers.CPP {
			options.Object += "*"
		}
		for _, base := range u.class.Bases {
			options.Bases = append(options.Bases, base, bareName(base))
		}
		for _, k := range a.ancestry(u.class) {
			options.Inherits = options.Inherits || k.foreign
			for _, f := range k.fields {
				options.Fields = append(options.Fields, f.Variable)
			}
			for _, e := range k.elements {
				if e.declared != nil {
					options.Methods[e.declared.Name] = true
				}
			}
			for _, other := range a.units {
				if other.class == k && other.role != constructor {
					options.Methods[other.name] = true
				}
			}
		}
	}
	lifted, err := function.Lift(ctx, options)
	if err != nil {
		if u.role != constructor && (u.class == nil || u.function.Kind == lexers.Standalone) {
			if c, lines, err = function.CanonicalLines(); err == nil {
				return u.beginning(c), u.fileLines(lines), ""
			}
		}
		return nil, nil, err.Error()
	}
	u.parameters, u.inherited, u.super = lifted.Parameters, lifted.Inherited, lifted.Super
	if lifted.UsesObject && u.role == staticMethod && !u.declaredStatic(a.request.From) {
		u.role = objectMethod
		delete(a.owners, u.name)
	}
	return u.beginning(lifted.Canonical), u.fileLines(lifted.Lines), ""
}

// fileLines turns lines of the unit's text into lines of the file.
func (u *unit) fileLines(lines []int) []int {
	if u.body != nil {
		for i, line := range lines {
			lines[i] = u.body.lines[min(line, len(u.body.lines))-1]
		}
	}
	return lines
}

// ancestry is a class and those that it inherits from.
func (a *assembly) ancestry(k *class) []*class {
	all := []*class{k}
	for i := 0; i < len(all); i++ {
		for _, base := range all[i].bases {
			for _, other := range a.classes {
				if other.Name == base && !slices.Contains(all, other) {
					all = append(all, other)
				}
			}
		}
	}
	return all
}
