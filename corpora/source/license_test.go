package source

import "testing"

// Openings of licence texts, as much as it takes to tell them.
const (
	mitText    = "MIT License\n\nCopyright (c) 2020 A. Author\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy of this software and associated documentation files"
	apacheText = "                                 Apache License\n                           Version 2.0, January 2004\n                        http://www.apache.org/licenses/\n"
	gplText    = "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n"
	bsdText    = "Copyright (c) 2013, A. Author\n\nRedistribution and use in source and binary forms, with or without\nmodification, are permitted"
)

func TestDetectLicense(t *testing.T) {
	for _, c := range []struct {
		text, id string
		class    Class
		reason   string
	}{
		{mitText, "MIT", Permissive, "title and grant"},
		{"# The MIT License (MIT)\n", "MIT", Permissive, "title alone"},
		{apacheText, "Apache-2.0", Permissive, "title over two lines"},
		{apacheText + gplText, "Apache-2.0", Permissive, "the first text counts: others are of parts"},
		{"Licensed under the Apache License, Version 2.0 (the", "Apache-2.0", Permissive, "notice"},
		{gplText, "GPL-3.0", Copyleft, "version 3"},
		{"GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991", "GPL-2.0", Copyleft, "version 2"},
		{"GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3\n ... GNU General Public License", "LGPL-3.0", Copyleft, "lesser, which speaks of the other"},
		{"GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3", "AGPL-3.0", Copyleft, "affero"},
		{"Mozilla Public License Version 2.0", "MPL-2.0", Copyleft, ""},
		{bsdText + " ... may be used to endorse or promote products", "BSD-3-Clause", Permissive, "third clause"},
		{bsdText, "BSD-2-Clause", Permissive, "two clauses"},
		{"Boost Software License - Version 1.0 - August 17th, 2003\n\nPermission is hereby granted, free of charge, to any person or organization", "BSL-1.0", Permissive, ""},
		{"This is free and unencumbered software released into the public domain.", "Unlicense", Permissive, ""},
		{"CC0 1.0 Universal\n\nStatement of Purpose", "CC0-1.0", Permissive, ""},
		{"Attribution 4.0 International\n\n===", "CC-BY-4.0", Permissive, ""},
		{"Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0", Copyleft, ""},
		{"Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0", Copyleft, ""},
		{"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice", "ISC", Permissive, ""},
		{"PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2\n GPL-compatible", "PSF-2.0", Permissive, ""},
		{"The Universal Permissive License (UPL), Version 1.0", "UPL-1.0", Permissive, ""},
		{"木兰宽松许可证, 第2版", "MulanPSL-2.0", Permissive, "Chinese title"},
		{"3. Altered source versions must be plainly marked as such, and must not", "Zlib", Permissive, ""},
		{"Eclipse Distribution License - v 1.0", "BSD-3-Clause", Permissive, "the EDL is the BSD licence"},
		{"All rights reserved. Ask the author.", "unknown", Unrecognized, "no known text"},
	} {
		if got := DetectLicense([]byte(c.text)); got.ID != c.id || got.Class != c.class {
			t.Errorf("%s %s: got %v", c.id, c.reason, got)
		}
	}
}

func TestLicenseOf(t *testing.T) {
	for _, c := range []struct {
		expression, id string
		class          Class
	}{
		{"mit", "MIT", Permissive},
		{"apache-2.0", "Apache-2.0", Permissive},
		{"GPL-3.0-or-later", "GPL-3.0", Copyleft},
		{"GPL-2.0 WITH Classpath-exception-2.0", "GPL-2.0", Copyleft},
		{"Apache-2.0 OR MIT", "Apache-2.0 OR MIT", Permissive},
		{"(EPL-2.0 OR GPL-2.0)", "EPL-2.0 OR GPL-2.0", Copyleft},
		{"BSD-3-Clause or EPL-1.0", "BSD-3-Clause or EPL-1.0", Permissive},
		{"MIT AND GPL-3.0", "MIT AND GPL-3.0", Copyleft},
		{"none", "none", Unlicensed},
		{"", "none", Unlicensed},
		{"Proprietary", "Proprietary", Unrecognized},
	} {
		if got := LicenseOf(c.expression); got != (License{c.id, c.class}) {
			t.Errorf("%q: got %v, expected %s, %s", c.expression, got, c.id, c.class)
		}
	}
}

func TestDetectFileLicense(t *testing.T) {
	for _, c := range []struct{ text, want, reason string }{
		{"// SPDX-License-Identifier: GPL-2.0-only\nint x;", "GPL-2.0-only", "tag"},
		{"/* SPDX-License-Identifier: MIT */", "MIT", "tag in a comment of one line"},
		{"# This program is free software: you can redistribute it and/or modify\n# it under the terms of the GNU General Public License as", "GPL-3.0", "notice over two lines"},
		{"// compatible with the GNU General Public License", "", "a mention"},
		{"int x;", "", "nothing"},
	} {
		if got := DetectFileLicense([]byte(c.text)); got != c.want {
			t.Errorf("%s: got %q, expected %q", c.reason, got, c.want)
		}
	}
}

func TestLicensesOfDirectories(t *testing.T) {
	l := newLicenses("")
	for name, text := range map[string]string{
		"LICENSE.md":              mitText,
		"third/COPYING":           gplText,
		"dual/LICENSE-MIT":        mitText,
		"dual/LICENSE-GPL.txt":    gplText,
		"notes/license-key.md":    "How to format a licence key",
		"strange/LICENSE":         "Ask me first.",
		"both/LICENSE":            mitText,
		"both/COPYING":            gplText,
		"main.py":                 "",
		"license.py":              "",
		"docs/licenses/GPL-3.txt": gplText,
	} {
		if l.reads(name) {
			l.add(name, []byte(text))
		}
	}
	for _, c := range []struct {
		path, id string
		class    Class
		reason   string
	}{
		{"a.py", "MIT", Permissive, "the root's"},
		{"x/y/a.py", "MIT", Permissive, "the nearest above"},
		{"third/deep/a.py", "GPL-3.0", Copyleft, "a directory with its own"},
		{"dual/a.py", "GPL-3.0 OR MIT", Permissive, "a choice"},
		{"notes/a.py", "MIT", Permissive, "a text that is called license-key"},
		{"strange/a.py", "unknown", Unrecognized, "an unknown text counts"},
		{"both/a.py", "GPL-3.0 AND MIT", Copyleft, "two plain ones hold together"},
		{"docs/a.py", "MIT", Permissive, "a collection of texts"},
		{"", "MIT", Permissive, "the source"},
	} {
		if got := l.of(c.path); got != (License{c.id, c.class}) {
			t.Errorf("%s: %s has %v, expected %s", c.reason, c.path, got, c.id)
		}
	}
	override := newLicenses("BSL-1.0")
	if got := override.of("third/a.py"); got.ID != "BSL-1.0" || override.reads("LICENSE") {
		t.Errorf("with a licence given: %v", got)
	}
}
