package translate

import (
	"transcoder/lexers"
)

// streamed reads what C++ sends to its output. Each end of a line ends a
// statement, and so does the last text, which is what Python prints as its end.
func (r *plainReader) streamed() []plainStatement {
	r.at++
	var all []plainStatement
	s := plainStatement{kind: plainPrint}
	for !r.failed && r.take("<<") {
		if r.take("endl") {
			s.newline = true
			all, s = append(all, s), plainStatement{kind: plainPrint}
			continue
		}
		part := r.binary(precedence["+"])
		if part.kind == plainLiteral && (part.text == "STR_NEWLINE" || part.text == "CHR_NEWLINE") {
			s.newline = true
			all, s = append(all, s), plainStatement{kind: plainPrint}
			continue
		}
		s.parts = append(s.parts, part)
	}
	if len(s.parts) > 0 {
		all = append(all, s)
	}
	r.expect(lexers.EndOfLine)
	return all
}

// printed reads what Java prints, behind System.out and its dot.
func (r *plainReader) printed() plainStatement {
	s := plainStatement{kind: plainPrint, newline: r.peek(0) == "println"}
	if !s.newline && r.peek(0) != "print" {
		r.fail()
	}
	r.at++
	r.expect("(")
	s.parts = r.arguments(")")
	if len(s.parts) == 1 && s.parts[0].kind == plainJoin {
		s.parts = s.parts[0].args
	}
	r.expect(lexers.EndOfLine)
	return s
}

// pythonPrint reads the arguments of Python's print. Texts between the parts are
// parts, and so is the end, where it is no line end.
func (r *plainReader) pythonPrint() plainStatement {
	s := plainStatement{kind: plainPrint, newline: true}
	text := func(token string) plain {
		return plain{kind: plainLiteral, text: asText(token), typ: typeName{name: "string"}}
	}
	separator, end := "STR_SPACE", ""
	var arguments []plain
	for !r.failed && !r.take(")") {
		name, value := r.peek(0), r.peek(2)
		switch {
		case !r.follows("sep", "=") && !r.follows("end", "="):
			arguments = append(arguments, r.expression())
		case !isTextToken(value):
			r.fail()
		case name == "sep":
			separator = asText(value)
			r.at += 3
		default:
			s.newline, end = false, asText(value)
			r.at += 3
		}
		if !r.take(",") && r.peek(0) != ")" {
			r.fail()
		}
	}
	r.expect(lexers.EndOfLine)
	for i, e := range arguments {
		if i > 0 && separator != "STR_EMPTY" {
			s.parts = append(s.parts, text(separator))
		}
		if e.kind == plainJoin {
			s.parts = append(s.parts, e.args...)
			continue
		}
		s.parts = append(s.parts, e)
	}
	if end != "" && end != "STR_EMPTY" {
		s.parts = append(s.parts, text(end))
	}
	return s
}
