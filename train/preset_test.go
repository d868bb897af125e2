package train

import "testing"

func TestPresets(t *testing.T) {
	for _, p := range Presets() {
		p.Model.Vocabulary, p.Model.Languages = 1000, 3
		if err := p.Model.Validate(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		for _, rate := range []LearningRate{p.MaskedLM, p.Translation} {
			if err := rate.Validate(); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
		for _, ramp := range []Ramp{p.DenoisingShare, p.BackTranslationShare, p.Skeleton} {
			if err := ramp.Validate(); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
		if p.MaxLength >= p.Model.Positions || p.MaxLength >= p.Tokens {
			t.Errorf("%s: functions of %d tokens fit neither %d positions nor batches of %d", p.Name, p.MaxLength, p.Model.Positions, p.Tokens)
		}
		if got, err := PresetOf(p.Name); err != nil || got.Model.Width != p.Model.Width {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if _, err := PresetOf("huge"); err == nil {
		t.Error("an unknown preset: no error")
	}
}
