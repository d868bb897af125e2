package translate

import (
	"slices"

	"transcoder/lexers"
)

// given is the type of the literals that the calls of a Python class's constructor
// give a field, where it stores a parameter in it; one without a name where there
// are none, or they are of several types.
func (a *assembly) given(f *field) typeName {
	if a.request.From != lexers.Python {
		return typeName{}
	}
	if a.givenTypes == nil {
		a.givenTypes = map[*field]typeName{}
		for _, u := range a.units {
			if u.role == constructor && u.reading != nil && u.class != nil {
				a.readGiven(u)
			}
		}
	}
	return a.givenTypes[f]
}

// readGiven looks at all calls of a constructor.
func (a *assembly) readGiven(u *unit) {
	stores, parameters, ok := a.stores(u)
	if !ok {
		return
	}
	kinds := map[int]string{} // by placeholder of the parameter
	for _, other := range a.units {
		if other.reading == nil {
			continue
		}
		c := other.reading.canonical
		for i, token := range c.Tokens {
			if token != u.class.Name || i+1 >= len(c.Tokens) || c.Tokens[i+1] != "(" || i > 0 && c.Tokens[i-1] == "." {
				continue
			}
			for k, argument := range lexers.CallArguments(c.Tokens[i+1:]) {
				if len(argument) > 2 && argument[1] == "=" { // by its name
					k = slices.IndexFunc(parameters, func(id int) bool { return u.reading.canonical.Names[id] == argument[0] })
					argument = argument[2:]
				}
				if k < 0 || k >= len(parameters) {
					continue
				}
				kind := "mixed"
				if isLiteralValue(argument) {
					if kind = tokenKind(argument[len(argument)-1], c); kind == "char" { // it has strings alone
						kind = "string"
					}
				} else if prefix, _, ok := lexers.SplitPlaceholder(argument[0]); ok && prefix == "ID" {
					continue // a variable may be of the type that the literals have
				}
				kinds[parameters[k]] = wider(kinds[parameters[k]], kind)
			}
		}
	}
	for _, s := range stores {
		if kind := kinds[s.parameter]; s.parameter >= 0 && kind != "" && kind != "mixed" {
			a.givenTypes[s.field] = typeName{name: kind}
		}
	}
}
