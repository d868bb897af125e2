package translate

import (
	"slices"

	"transcoder/lexers"
	"transcoder/translate/infer"
)

// inference is what a program of Python tells of the types that it does not state.
type inference struct {
	types     *infer.Types
	functions map[*unit]*infer.Function
}

// inferred infers the types of the file.
func (a *assembly) inferred() *inference {
	if a.inference != nil {
		return a.inference
	}
	in := &inference{functions: map[*unit]*infer.Function{}}
	a.inference = in
	p := &infer.Program{Stated: map[infer.Place]infer.Type{}}
	for _, k := range a.classes {
		p.Classes = append(p.Classes, k.Name)
		for _, f := range k.fields {
			if t, ok := a.typeNamed(f.Type); ok {
				p.Stated[infer.Place{Class: k.Name, Name: f.Name}] = inferType(t)
			}
		}
	}
	for _, v := range a.globals {
		if t, ok := a.typeNamed(v.Type); ok {
			p.Stated[infer.Place{Name: v.Name}] = inferType(t)
		}
	}
	for _, u := range a.units {
		if u.reading == nil {
			continue
		}
		f := &infer.Function{Canonical: u.reading.canonical, Name: u.name, Stated: map[string]infer.Type{}}
		if u.class != nil {
			f.Class = u.class.Name
		}
		f.Stands = func(name string) (infer.Place, bool) {
			v, ok := u.parameters[name]
			return a.placeOf(u, v), ok && v.Name != lexers.ObjectName
		}
		if u.function != nil {
			if t, ok := a.typeNamed(u.function.Return); ok {
				f.Result = inferType(t)
			}
			for _, parameter := range u.function.Parameters {
				if t, ok := a.typeNamed(parameter.Type); ok {
					f.Stated[parameter.Name] = inferType(t)
				}
			}
		}
		in.functions[u] = f
		p.Functions = append(p.Functions, f)
	}
	in.types = infer.Infer(p)
	return in
}

// placeOf is the field of a unit's class, or of one that it inherits from, or the global variable.
func (a *assembly) placeOf(u *unit, v lexers.Variable) infer.Place {
	if u.class != nil {
		for _, k := range a.ancestry(u.class) {
			for _, f := range k.fields {
				if f.Name == v.Name {
					return infer.Place{Class: k.Name, Name: v.Name}
				}
			}
		}
	}
	return infer.Place{Name: v.Name}
}

// inferType is a type that a source states.
func inferType(t typeName) infer.Type {
	out := infer.Type{Name: t.name}
	for _, arg := range t.args {
		out.Args = append(out.Args, inferType(arg))
	}
	return out
}

// typeOf is an inferred type as the target can state it; one without a name where
// nothing is known, or where the target can't hold None.
func (a *assembly) typeOf(t infer.Type) typeName {
	class := a.declaredClasses[t.Name]
	if t.Name == "" || t.Null && !class {
		return typeName{}
	}
	out := typeName{name: t.Name, pointer: class}
	for _, arg := range t.Args {
		part := a.typeOf(arg)
		if part.name == "" {
			return typeName{}
		}
		out.args = append(out.args, part)
	}
	if t.Name == "list" && !t.Grown && a.request.To == lexers.Java && (len(out.args[0].args) == 0 || out.args[0].name == "array") {
		out.name = "array"
	}
	return out
}

// inferredField is the type of a field of Python that the program tells; one without a name where it does
// not. A character is a text there: the next one may be longer.
func (a *assembly) inferredField(f *field) typeName {
	if a.request.From != lexers.Python {
		return typeName{}
	}
	for _, k := range a.classes {
		if slices.Contains(k.fields, f) {
			t := a.inferred().types.At(infer.Place{Class: k.Name, Name: f.Name})
			if t.Name == "char" {
				t.Name = "string"
			}
			return a.typeOf(t)
		}
	}
	return typeName{}
}

// inferHead states the types of a head of Python that follow from the rest of the program. A function
// that nothing in the file calls is left to the model, which knows what such functions take.
func (a *assembly) inferHead(u *unit, types *statedTypes) {
	in := a.inferred()
	f := in.functions[u]
	if f == nil || !in.types.Called(f) || u.role == constructor {
		return
	}
	state := func(t infer.Type) []string {
		if named := a.typeOf(t); named.name != "" {
			return typeTokens(a.request.To, named.in(a.request.To))
		}
		return nil
	}
	if types.result == nil {
		types.result = state(in.types.Result(f))
	}
	_, parameters, _, _ := headerOf(f.Canonical.Tokens)
	for k, p := range parameters {
		if p.id < 0 {
			continue
		}
		if name := f.Canonical.Names[p.id]; types.parameters[name] == nil {
			types.parameters[name] = state(in.types.Parameter(f, k))
		}
	}
}
