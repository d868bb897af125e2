package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// DoctorOptions are those of the doctor command.
type DoctorOptions struct {
	IO       *IOStreams
	Required string // sandbox level; "" requires none
	JSON     bool
}

// NewCmdDoctor returns the doctor command. runF replaces doctorRun in tests.
func NewCmdDoctor(deps *Dependencies, runF func(context.Context, *DoctorOptions) error) *cobra.Command {
	options := &DoctorOptions{IO: deps.IO}
	if runF == nil {
		runF = doctorRun
	}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the tool chains and the sandbox of this machine",
		Long: `Doctor looks for what running translations needs: compilers and interpreters, and
a sandbox to run programs in that nobody has read. It tries each sandbox level, and
lets small hostile programs ("canaries") try to get out of the strict ones.

The exit code is 0 when all tool chains are there and the level isolated withstands
every canary, otherwise 1; it is 5 when the level that --require-level names is not
available or lets a canary through.`,
		Example: `  transcoder doctor
  transcoder doctor --require-level isolated --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), options) },
	}
	cmd.Flags().StringVar(&options.Required, "require-level", "", "sandbox `LEVEL` without which to fail: isolated, contained, limited or off")
	cmd.Flags().BoolVar(&options.JSON, "json", false, "print one JSON object")
	return cmd
}

// doctorReport is what the command prints; the field names are its JSON schema.
type doctorReport struct {
	Tools  []verify.Tool `json:"tools"`
	Levels []levelReport `json:"levels"`
}

type levelReport struct {
	Level     sandbox.Level    `json:"level"`
	Available bool             `json:"available"`
	Problem   string           `json:"problem,omitempty"`
	Advice    string           `json:"advice,omitempty"` // how to get the level
	Canaries  []sandbox.Canary `json:"canaries,omitempty"`
}

// holds reports whether the level is there and withstood every canary.
func (l levelReport) holds() bool {
	for _, c := range l.Canaries {
		if !c.Held {
			return false
		}
	}
	return l.Available
}

// promises say what each level keeps a program from.
var promises = map[sandbox.Level]string{
	sandbox.Isolated:  "a program sees the tool chains and its own folder, and no network, process or file besides",
	sandbox.Contained: "a program can read the tool chains only, write its own folder only, and open no socket",
	sandbox.Limited:   "a program is bounded in time, memory and processes; it reads, writes and sends what you could",
	sandbox.Off:       "a program is bounded in time; otherwise it does what you could",
}

func doctorRun(ctx context.Context, o *DoctorOptions) error {
	required := sandbox.Off
	if o.Required != "" {
		var err error
		if required, err = sandbox.ParseLevel(o.Required); err != nil {
			return usageErrorf("--require-level: %w", err)
		}
	}
	var report doctorReport
	healthy := true
	for level := sandbox.Isolated; level <= sandbox.Off; level++ {
		l, tools, err := examine(ctx, level)
		if err != nil {
			return err
		}
		report.Levels = append(report.Levels, l)
		if report.Tools == nil {
			report.Tools = tools // as they are at the strictest level that there is
		}
	}
	for _, tool := range report.Tools {
		healthy = healthy && tool.Problem == ""
	}
	healthy = healthy && report.Levels[sandbox.Isolated].holds()
	if err := report.print(o); err != nil {
		return outputError(fmt.Errorf("write standard output: %w", reason(err)))
	}
	if l := report.Levels[required]; o.Required != "" && !l.holds() {
		problem := errors.New("a canary got through")
		if !l.Available {
			problem = errors.New(l.Problem)
		}
		return &sandbox.UnavailableError{Level: required, Err: problem}
	}
	if !healthy {
		return errPartial
	}
	return nil
}

// examine looks at one level.
func examine(ctx context.Context, level sandbox.Level) (levelReport, []verify.Tool, error) {
	report := levelReport{Level: level}
	runner, err := verify.NewRunner(ctx, verify.Options{Level: level, Cache: cacheFolder()})
	var unavailable *sandbox.UnavailableError
	if errors.As(err, &unavailable) {
		report.Problem, report.Advice = unavailable.Err.Error(), sandbox.Advice(level)
		return report, nil, nil
	} else if err != nil {
		return report, nil, err
	}
	defer runner.Close()
	report.Available = true
	python := runner.Tools()[0]
	if level <= sandbox.Contained && python.Problem == "" {
		report.Canaries, err = runner.Sandbox().Canaries(ctx, python.Path)
	}
	return report, runner.Tools(), err
}

func (r *doctorReport) print(o *DoctorOptions) error {
	if o.JSON {
		encoder := json.NewEncoder(o.IO.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	p := &printer{w: o.IO.Out}
	p.linef("tool chains")
	for _, tool := range r.Tools {
		if tool.Problem != "" {
			p.linef("  %-9s  missing: %s", tool.Name, tool.Problem)
		} else {
			p.linef("  %-9s  %s (%s)", tool.Name, tool.Version, tool.Path)
		}
	}
	p.linef("")
	p.linef("sandbox")
	for _, l := range r.Levels {
		if !l.Available {
			p.linef("  %-9s  not available: %s", l.Level, l.Problem)
			if l.Advice != "" {
				p.linef("  %-9s  %s", "", l.Advice)
			}
			continue
		}
		p.linef("  %-9s  available: %s", l.Level, promises[l.Level])
		held := 0
		for _, c := range l.Canaries {
			if c.Held {
				held++
			} else {
				p.linef("  %-9s  GOT THROUGH: %s: %s", "", c.Name, c.Detail)
			}
		}
		if len(l.Canaries) > 0 {
			p.linef("  %-9s  withstood %d of %d canaries", "", held, len(l.Canaries))
		} else if l.Level <= sandbox.Contained {
			p.linef("  %-9s  not tried: canaries need python3", "")
		}
	}
	p.linef("")
	p.linef("No level is a defence against errors in the kernel itself.")
	return p.err
}

// cacheFolder is where what can be made again is kept between runs; "" where
// there is no such place.
func cacheFolder() string {
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "transcoder")
}
