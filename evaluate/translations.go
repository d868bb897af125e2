package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"transcoder/lexers"
)

// Translation is what someone made of one solution of a problem.
type Translation struct {
	ID         string // of the problem
	From, To   lexers.Language
	Hypotheses []string // source text, best first
}

// translationLine is a Translation in JSON.
type translationLine struct {
	ID     string   `json:"id"`
	Source string   `json:"src"`
	Target string   `json:"tgt"`
	Hyps   []string `json:"hyps"`
}

// ReadTranslations reads JSON lines {"id", "src", "tgt", "hyps": [text ...]},
// whichever program made them. name is for errors.
func ReadTranslations(name string, r io.Reader) ([]Translation, error) {
	var translations []Translation
	seen := map[string]int{}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxSuiteLine)
	line := 0
	for scanner.Scan() {
		line++
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		fail := func(err error) error { return fmt.Errorf("%s:%d: %w", name, line, err) }
		var rec translationLine
		if err := json.Unmarshal(scanner.Bytes(), &rec); err != nil {
			return nil, fail(err)
		}
		t := Translation{ID: rec.ID, Hypotheses: rec.Hyps}
		var err error
		if t.From, err = lexers.ParseLanguage(rec.Source); err != nil {
			return nil, fail(fmt.Errorf("src: %w", err))
		}
		if t.To, err = lexers.ParseLanguage(rec.Target); err != nil {
			return nil, fail(fmt.Errorf("tgt: %w", err))
		}
		key := fmt.Sprint(t.ID, t.From, t.To)
		if seen[key] > 0 {
			return nil, fail(fmt.Errorf("problem %q from %v to %v stands in line %d already", t.ID, t.From, t.To, seen[key]))
		}
		seen[key] = line
		translations = append(translations, t)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, line+1, err)
	}
	if len(translations) == 0 {
		return nil, fmt.Errorf("%s: no translation in it", name)
	}
	return translations, nil
}

// Write writes a translation as a line that ReadTranslations reads.
func (t Translation) Write(w io.Writer) error {
	return json.NewEncoder(w).Encode(translationLine{t.ID, t.From.String(), t.To.String(), t.Hypotheses})
}
