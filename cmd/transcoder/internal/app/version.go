package app

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"transcoder/lexers"
	"transcoder/seq2seq/checkpoint"
)

// Version of the program; a release build sets it with
// -ldflags "-X transcoder/cmd/transcoder/internal/app.Version=v1.2.3".
var Version = "development"

// VersionOptions are those of the version command.
type VersionOptions struct {
	Out io.Writer
}

// NewCmdVersion returns the version command. runF replaces versionRun in tests.
func NewCmdVersion(deps *Dependencies, runF func(*VersionOptions) error) *cobra.Command {
	options := &VersionOptions{Out: deps.IO.Out}
	if runF == nil {
		runF = versionRun
	}
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the program and of its file formats",
		Example: `  transcoder version`,
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return runF(options) },
	}
}

func versionRun(options *VersionOptions) error {
	_, err := fmt.Fprintf(options.Out, "transcoder %s\nbuilt with %s for %s/%s\ncheckpoint format %d, canonical form %d\n",
		versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH, checkpoint.FormatVersion, lexers.CanonicalVersion)
	return err
}

// versionText is the version with the revision that the program was built from, where
// the build noted it.
func versionText() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
				return Version + " (" + setting.Value[:12] + ")"
			}
		}
	}
	return Version
}
