package corpora

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"transcoder/corpora/source"
	"transcoder/lexers"
)

// Reasons to leave out a file.
const (
	dropLicense    = "license not allowed"
	dropVendored   = "vendored"
	dropGenerated  = "generated"
	dropMinified   = "minified"
	dropTest       = "test"
	dropNotText    = "not UTF-8 text"
	dropUnparsable = "not parsed"
)

// Reasons to leave out a function.
const (
	dropSyntax  = "syntax error"
	dropProblem = "unusable"
	dropRefused = "no canonical form"
	dropShort   = "too short"
	dropLong    = "too long"
	dropOverlap = "overlaps an evaluation suite"
	dropExact   = "exact duplicate"
	dropNear    = "near duplicate"
)

const (
	// maxWordLength bounds a token, in bytes: names of an API are far shorter.
	maxWordLength = 200

	// maxNamePieces bounds the pieces that are kept of a name.
	maxNamePieces = 8
)

// extractor takes the functions out of the files of one source.
type extractor struct {
	options  *BuildOptions // with defaults filled in
	spec     *SourceSpec
	overlaps []*Overlap
}

// extractedFile is what extraction gives for a file.
type extractedFile struct {
	origin    originFile
	functions []extractedFunction
	report    Report
	err       error // of the context; nothing else stops a source
}

// extractedFunction is a function in its canonical form.
type extractedFunction struct {
	language   lexers.Language
	standalone bool
	line       uint32
	tokens     []string
	names      [][]string // pieces of the name of ID_k
}

// wants reports whether the file at a path is read.
func (x *extractor) wants(name string) bool {
	language, ok := lexers.LanguageOfPath(name)
	return ok && x.options.hasLanguage(language) && x.spec.reads(name)
}

// fence reports whether a Markdown code block is read.
func (x *extractor) fence(word string) bool {
	language, err := lexers.ParseLanguage(word)
	return err == nil && x.options.hasLanguage(language)
}

// languageOf returns the language of a file or code block.
func languageOf(f *source.File) (lexers.Language, bool) {
	if f.Fence != "" {
		language, err := lexers.ParseLanguage(f.Fence)
		return language, err == nil
	}
	return lexers.DetectLanguage(f.Path, f.Data)
}

// file extracts one file.
func (x *extractor) file(ctx context.Context, f *source.File) extractedFile {
	out := extractedFile{
		origin: originFile{Repository: f.Repository, Commit: f.Commit, Path: f.Path, License: f.License.ID},
		report: newReport(),
	}
	language, ok := languageOf(f)
	if !ok || !x.options.hasLanguage(language) || !x.spec.reads(f.Path) {
		return out
	}
	out.report.Files[language]++
	if reason := x.dropsFile(f); reason != "" {
		out.report.FilesDropped.add(reason, language, 1)
		return out
	}
	parsed, err := lexers.Parse(ctx, language, f.Data)
	if err != nil {
		if out.err = ctx.Err(); out.err == nil {
			out.report.FilesDropped.add(dropUnparsable, language, 1)
		}
		return out
	}
	for _, fn := range parsed.Functions() {
		out.report.Functions[language]++
		function, reason, construct := x.function(fn, f.Data)
		if reason != "" {
			out.report.Dropped.add(reason, language, 1)
			if construct != "" {
				out.report.Refused.add(construct, language, 1)
			}
			continue
		}
		function.line = uint32(f.Line + fn.Line - 1)
		out.functions = append(out.functions, function)
	}
	return out
}

// dropsFile returns why a file is left out unread.
func (x *extractor) dropsFile(f *source.File) string {
	switch {
	case !x.options.allowsLicense(f.License):
		return dropLicense
	case source.IsVendored(f.Path):
		return dropVendored
	case !x.options.KeepTests && source.IsTest(f.Path):
		return dropTest
	case !source.IsText(f.Data):
		return dropNotText
	case source.IsGenerated(f.Path, f.Data):
		return dropGenerated
	case source.IsMinified(f.Data):
		return dropMinified
	}
	return ""
}

// function brings one function into its canonical form, or says why not, and at
// which construct.
func (x *extractor) function(fn *lexers.Function, data []byte) (out extractedFunction, reason, construct string) {
	if strings.HasPrefix(fn.Problem, "syntax error") {
		return out, dropSyntax, ""
	} else if fn.Problem != "" {
		return out, dropProblem, ""
	}
	c, err := fn.Canonical()
	if err != nil {
		var unsupported *lexers.UnsupportedError
		if errors.As(err, &unsupported) {
			return out, dropRefused, constructName(unsupported.Construct)
		}
		return out, dropRefused, constructName(err.Error())
	}
	if len(c.Tokens) < x.options.MinTokens {
		return out, dropShort, ""
	}
	if len(c.Tokens) > x.options.MaxTokens || slices.ContainsFunc(c.Tokens, func(t string) bool { return len(t) > maxWordLength }) {
		return out, dropLong, ""
	}
	for _, o := range x.overlaps {
		if o.Count(fn.Language, data[fn.Start:fn.End]).Drops(x.spec.Strict) {
			return out, dropOverlap, ""
		}
	}
	out = extractedFunction{language: fn.Language, standalone: fn.Kind == lexers.Standalone, tokens: c.Tokens}
	out.names = make([][]string, len(c.Names))
	for i, name := range c.Names {
		for _, piece := range lexers.NamePieces(name) {
			if len(piece) <= maxWordLength && len(out.names[i]) < maxNamePieces {
				out.names[i] = append(out.names[i], piece)
			}
		}
	}
	return out, "", ""
}

var quotedText = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|[0-9]+")

// constructName frees the description of a construct from what differs between
// places: names and numbers.
func constructName(s string) string {
	return quotedText.ReplaceAllString(s, "…")
}
