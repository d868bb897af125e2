package source

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// maxLicenseSize bounds the licence files that are read; the longest known, the
// GPL's and CPython's, have 35 kB.
const maxLicenseSize = 256 << 10

// Class says what a licence asks for, as far as it matters to training data.
type Class string

// The classes of licences.
const (
	Permissive   Class = "permissive" // at most attribution and notices
	Copyleft     Class = "copyleft"   // derived works under the same terms, or no commercial use
	Unlicensed   Class = "none"       // nothing states a licence
	Unrecognized Class = "unknown"    // what states it is not known here
)

// License is a licence and its class.
type License struct {
	ID    string // SPDX identifier; "A OR B" for a choice; "none", "unknown"
	Class Class
}

const (
	noLicense      = "none"
	unknownLicense = "unknown"
)

// classes are the licences known by SPDX identifier, in lower case as BigQuery's
// tables write them.
var classes = map[string]License{
	"0bsd":         {"0BSD", Permissive},
	"apache-2.0":   {"Apache-2.0", Permissive},
	"artistic-2.0": {"Artistic-2.0", Permissive},
	"bsd-2-clause": {"BSD-2-Clause", Permissive},
	"bsd-3-clause": {"BSD-3-Clause", Permissive},
	"bsd-4-clause": {"BSD-4-Clause", Permissive},
	"bsl-1.0":      {"BSL-1.0", Permissive},
	"cc-by-4.0":    {"CC-BY-4.0", Permissive},
	"cc0-1.0":      {"CC0-1.0", Permissive},
	"isc":          {"ISC", Permissive},
	"mit":          {"MIT", Permissive},
	"mit-0":        {"MIT-0", Permissive},
	"mulanpsl-2.0": {"MulanPSL-2.0", Permissive},
	"psf-2.0":      {"PSF-2.0", Permissive},
	"python-2.0":   {"PSF-2.0", Permissive},
	"unlicense":    {"Unlicense", Permissive},
	"upl-1.0":      {"UPL-1.0", Permissive},
	"wtfpl":        {"WTFPL", Permissive},
	"zlib":         {"Zlib", Permissive},

	"agpl-3.0":        {"AGPL-3.0", Copyleft},
	"cc-by-nc-4.0":    {"CC-BY-NC-4.0", Copyleft},
	"cc-by-nc-nd-4.0": {"CC-BY-NC-ND-4.0", Copyleft},
	"cc-by-nc-sa-4.0": {"CC-BY-NC-SA-4.0", Copyleft},
	"cc-by-nd-4.0":    {"CC-BY-ND-4.0", Copyleft},
	"cc-by-sa-4.0":    {"CC-BY-SA-4.0", Copyleft},
	"epl-1.0":         {"EPL-1.0", Copyleft},
	"epl-2.0":         {"EPL-2.0", Copyleft},
	"gpl-2.0":         {"GPL-2.0", Copyleft},
	"gpl-3.0":         {"GPL-3.0", Copyleft},
	"lgpl-2.1":        {"LGPL-2.1", Copyleft},
	"lgpl-3.0":        {"LGPL-3.0", Copyleft},
	"mpl-2.0":         {"MPL-2.0", Copyleft},

	noLicense: {noLicense, Unlicensed},
}

// LicenseOf returns the licence with an SPDX identifier or expression, whatever
// its case. Of "A OR B" the more permissive part counts, of "A AND B" the less; an
// exception ("A WITH B") is not looked at.
func LicenseOf(expression string) License {
	expression = strings.Trim(strings.TrimSpace(expression), "()")
	if parts := splitFold(expression, " or "); len(parts) > 1 {
		best := LicenseOf(parts[0])
		for _, p := range parts[1:] {
			if l := LicenseOf(p); l.Class == Permissive && best.Class != Permissive || best.Class == Unrecognized {
				best = l
			}
		}
		return License{expression, best.Class}
	}
	if parts := splitFold(expression, " and "); len(parts) > 1 {
		worst := LicenseOf(parts[0])
		for _, p := range parts[1:] {
			if l := LicenseOf(p); worst.Class == Permissive {
				worst = l
			}
		}
		return License{expression, worst.Class}
	}
	id := strings.ToLower(splitFold(expression, " with ")[0])
	for _, suffix := range []string{"", "-only", "-or-later", "+"} {
		if short, ok := strings.CutSuffix(id, suffix); ok {
			if l, ok := classes[short]; ok {
				return l
			}
		}
	}
	if expression == "" {
		return License{noLicense, Unlicensed}
	}
	return License{expression, Unrecognized}
}

// splitFold splits s at separators of any case.
func splitFold(s, separator string) []string {
	var parts []string
	for {
		i := strings.Index(strings.ToLower(s), separator)
		if i < 0 || len(strings.ToLower(s)) != len(s) {
			return append(parts, strings.TrimSpace(s))
		}
		parts = append(parts, strings.TrimSpace(s[:i]))
		s = s[i+len(separator):]
	}
}

// licensePhrases tell licence texts apart. The phrase that comes first in a text
// decides, of those at one place the earlier one here; with also, another phrase
// has to be somewhere in the text. Phrases are as normalizeText leaves them.
var licensePhrases = []struct{ id, phrase, also string }{
	{"AGPL-3.0", "gnu affero general public license", ""},
	{"LGPL-2.1", "gnu lesser general public license", "version 2.1"},
	{"LGPL-3.0", "gnu lesser general public license", ""},
	{"LGPL-2.1", "gnu library general public license", ""},
	{"GPL-2.0", "gnu general public license version 2", ""},
	{"GPL-3.0", "gnu general public license", ""},
	{"MPL-2.0", "mozilla public license", ""},
	{"EPL-2.0", "eclipse public license v 2.0", ""},
	{"EPL-1.0", "eclipse public license", ""},
	{"BSD-3-Clause", "eclipse distribution license", ""},
	{"Apache-2.0", "apache license version 2.0", ""},
	{"Apache-2.0", "www.apache.org/licenses/license 2.0", ""},
	{"BSL-1.0", "boost software license", ""},
	{"Unlicense", "this is free and unencumbered software released into the public domain", ""},
	{"CC0-1.0", "cc0 1.0 universal", ""},
	{"CC0-1.0", "creative commons legal code cc0", ""},
	{"CC-BY-NC-SA-4.0", "attribution noncommercial sharealike", ""},
	{"CC-BY-NC-ND-4.0", "attribution noncommercial noderivatives", ""},
	{"CC-BY-NC-4.0", "attribution noncommercial", ""},
	{"CC-BY-SA-4.0", "attribution sharealike", ""},
	{"CC-BY-ND-4.0", "attribution noderivatives", ""},
	{"CC-BY-4.0", "attribution 4.0 international", ""},
	{"PSF-2.0", "python software foundation license", ""},
	{"UPL-1.0", "universal permissive license", ""},
	{"MulanPSL-2.0", "mulan permissive software license", ""},
	{"MulanPSL-2.0", "mulan psl v2", ""},
	{"MulanPSL-2.0", "木兰宽松许可证", ""},
	{"WTFPL", "do what the fuck you want to public license", ""},
	{"Artistic-2.0", "the artistic license 2.0", ""},
	{"MIT-0", "permission is hereby granted free of charge to any person obtaining a copy of this software", "mit no attribution"},
	{"MIT", "permission is hereby granted free of charge to any person obtaining a copy of this software", ""},
	{"ISC", "permission to use copy modify and/or distribute this software for any purpose with or without fee is hereby granted provided that the above copyright notice", ""},
	{"0BSD", "permission to use copy modify and/or distribute this software for any purpose with or without fee is hereby granted", ""},
	{"BSD-4-Clause", "redistribution and use in source and binary forms", "all advertising materials"},
	{"BSD-3-Clause", "redistribution and use in source and binary forms", "to endorse or promote"},
	{"BSD-2-Clause", "redistribution and use in source and binary forms", ""},
	{"Zlib", "altered source versions must be plainly marked as such", ""},
	{"MIT", "the mit license", ""},
	{"MIT", "mit license", ""},
}

// DetectLicense returns the licence that the text of a licence file states.
func DetectLicense(text []byte) License {
	normal := normalizeText(text)
	first, id := len(normal), ""
	for _, p := range licensePhrases {
		if i := strings.Index(normal, p.phrase); i >= 0 && i < first && strings.Contains(normal, p.also) {
			first, id = i, p.id
		}
	}
	if id == "" {
		return License{unknownLicense, Unrecognized}
	}
	return LicenseOf(id)
}

// normalizeText puts a text into lower case with one blank for any run of
// characters but letters, digits and the dots and slashes between them.
func normalizeText(text []byte) string {
	var b strings.Builder
	var between rune // what stands between the last letter and the next
	for _, r := range strings.ToLower(string(text)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if between != 0 && b.Len() > 0 {
				b.WriteRune(between)
			}
			between = 0
			b.WriteRune(r)
		case (r == '.' || r == '/') && between == 0:
			between = r
		default:
			between = ' '
		}
	}
	return b.String()
}

// headerLength is how much of a file is searched for a licence of its own.
const headerLength = 4 << 10

// DetectFileLicense returns the licence that the head of a source file states for
// this file: an SPDX identifier, or the GPL's notice. "" says that it states none of
// these; other notices say what the licence file says, too.
func DetectFileLicense(data []byte) string {
	head := string(data[:min(len(data), headerLength)])
	const tag = "SPDX-License-Identifier:"
	if i := strings.Index(head, tag); i >= 0 {
		line, _, _ := strings.Cut(head[i+len(tag):], "\n")
		line = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(line), "*/-># "))
		if line != "" && len(line) < 100 {
			return line
		}
	}
	if !strings.Contains(head, "General Public License") && !strings.Contains(head, "GENERAL PUBLIC LICENSE") {
		return ""
	}
	normal := normalizeText([]byte(head))
	for _, c := range []struct{ phrase, id string }{
		{"under the terms of the gnu affero general public license", "AGPL-3.0"},
		{"under the terms of the gnu lesser general public license", "LGPL-3.0"},
		{"under the terms of the gnu library general public license", "LGPL-2.1"},
		{"under the terms of the gnu general public license", "GPL-3.0"},
	} {
		if strings.Contains(normal, c.phrase) {
			return c.id
		}
	}
	return ""
}

// licenses are the licences of a source's directories. A file has that of the
// nearest directory above it that states one.
type licenses struct {
	override *License
	found    map[string][]licenseFile // directory -> licence files
}

// licenseFile is what one licence file states.
type licenseFile struct {
	license License
	choice  bool // LICENSE-MIT beside LICENSE-APACHE: either holds
}

func newLicenses(override string) licenses {
	l := licenses{found: make(map[string][]licenseFile)}
	if override != "" {
		license := LicenseOf(override)
		l.override = &license
	}
	return l
}

// licenseNames begin the names of licence files, in lower case.
var licenseNames = []string{"license", "licence", "copying", "unlicense", "unlicence", "copyright"}

// reads reports whether the file at a path is a licence file that matters.
func (l *licenses) reads(name string) bool {
	if l.override != nil {
		return false
	}
	stem, ok := licenseStem(name)
	if !ok || path.Base(path.Dir(strings.ToLower(name))) == "licenses" {
		return false
	}
	return stem == "" || strings.ContainsAny(stem[:1], "-_.")
}

// licenseStem returns what follows the usual name of a licence file, freed of the
// extensions of texts.
func licenseStem(name string) (string, bool) {
	base := strings.ToLower(path.Base(name))
	for _, extension := range []string{".txt", ".md", ".rst", ".markdown"} {
		base = strings.TrimSuffix(base, extension)
	}
	if path.Ext(base) != "" && len(path.Ext(base)) <= 5 && strings.ContainsAny(path.Ext(base)[1:2], "abcdefghijklmnopqrstuvwxyz") && path.Ext(base) != ".mit" {
		return "", false // license.py, copyright.java
	}
	for _, n := range licenseNames {
		if stem, ok := strings.CutPrefix(base, n); ok {
			return stem, true
		}
	}
	return "", false
}

// add notes a licence file.
func (l *licenses) add(name string, text []byte) {
	stem, _ := licenseStem(name)
	file := licenseFile{DetectLicense(text), stem != ""}
	if file.license.Class == Unrecognized && (file.choice || strings.HasPrefix(strings.ToLower(path.Base(name)), "copyright")) {
		return // a bare copyright notice, or notes on something called license-...
	}
	dir := path.Dir(name)
	l.found[dir] = append(l.found[dir], file)
}

// of returns the licence of the file at a path; of "", that of the source.
func (l *licenses) of(name string) License {
	if l.override != nil {
		return *l.override
	}
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if files := l.found[dir]; len(files) > 0 {
			return combine(files)
		}
		if dir == "." || dir == "/" {
			return License{noLicense, Unlicensed}
		}
	}
}

// root returns the licence of an archive: that of its root or, where all lies
// below one directory as in downloads of a forge, of the highest that states one.
func (l *licenses) root() License {
	if license := l.of(""); license.Class != Unlicensed {
		return license
	}
	best := ""
	for dir := range l.found {
		if strings.Count(dir, "/") == 0 && (best == "" || dir < best) {
			best = dir
		}
	}
	if best == "" {
		return License{noLicense, Unlicensed}
	}
	return combine(l.found[best])
}

// combine returns the licence that the licence files of one directory state
// together. All files named plainly hold, so the least permissive counts; files
// named after a licence are a choice, where no plain one stands.
func combine(files []licenseFile) License {
	var plain, choice []string
	for _, f := range files {
		if f.choice {
			choice = append(choice, f.license.ID)
		} else {
			plain = append(plain, f.license.ID)
		}
	}
	ids, joint := plain, " AND "
	if len(plain) == 0 {
		ids, joint = choice, " OR "
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return LicenseOf(strings.Join(ids, joint))
}
