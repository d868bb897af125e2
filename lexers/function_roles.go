package lexers

import "sync"

// functionRoles holds each grammar's table from symbol to role, so that the
// search for functions compares numbers.
var functionRoles = [LanguageCount]func() []functionRole{
	Python: roleTable(Python, map[string]functionRole{
		"function_definition": roleFunction,
		"class_definition":    roleClass,
		"print_statement":     rolePython2,
		"exec_statement":      rolePython2,
		"<>":                  rolePython2,
		"comment":             roleDocumentation,
	}),
	CPP: roleTable(CPP, map[string]functionRole{
		"function_definition":  roleFunction,
		"class_specifier":      roleClass,
		"struct_specifier":     roleClass,
		"union_specifier":      roleClass,
		"namespace_definition": roleNamespace,
		"comment":              roleDocumentation,
	}),
	Java: roleTable(Java, map[string]functionRole{
		"method_declaration":              roleFunction,
		"constructor_declaration":         roleFunction,
		"compact_constructor_declaration": roleFunction,
		"class_declaration":               roleClass,
		"interface_declaration":           roleClass,
		"annotation_type_declaration":     roleClass,
		"enum_declaration":                roleClass,
		"record_declaration":              roleClass,
		"enum_constant":                   roleClass,
		"object_creation_expression":      roleClass,
		"line_comment":                    roleDocumentation,
		"block_comment":                   roleDocumentation,
	}),
}

func roleTable(language Language, roles map[string]functionRole) func() []functionRole {
	return sync.OnceValue(func() []functionRole {
		symbols := grammars[language]().symbols
		table := make([]functionRole, len(symbols))
		for i, name := range symbols {
			table[i] = roles[name]
		}
		return table
	})
}

// className names a class that functions can lie in; false for a node that is
// none (a mention such as "struct A *p", or new without a body).
func (s *finder) className(i uint32) (string, bool) {
	t := s.tree
	if s.file.Language == Java {
		return t.javaClassName(i)
	}
	if _, ok := t.child(i, "body"); !ok {
		return "", false
	}
	name, ok := t.child(i, "name")
	if !ok {
		return "(anonymous)", true
	}
	if s.file.Language == CPP {
		qualifier, simple := t.cppQualified(name)
		if qualifier != "" {
			return qualifier + "." + simple, true
		}
		return simple, true
	}
	return t.text(name), true
}
