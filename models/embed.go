// Package models holds the model that is part of the program. README.md is its
// card: what it learned from, and how well it does.
package models

import _ "embed"

//go:embed default.transcoder
var defaultModel []byte

// Default returns the default model's checkpoint. The caller must not change it.
func Default() []byte { return defaultModel }
