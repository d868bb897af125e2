package app

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Flags that several commands share have one spelling and one description.

func addJobsFlag(flags *pflag.FlagSet, jobs *int) {
	flags.IntVarP(jobs, "jobs", "j", 0, "processors to use; 0 uses all of them. The result does not depend on it")
}

func addModelFlag(flags *pflag.FlagSet, model *string) {
	flags.StringVar(model, "model", "", "`FILE` of a model, or folder of a training; without it the model that is part of the program")
}

func addSeedFlag(flags *pflag.FlagSet, seed *uint64) {
	flags.Uint64Var(seed, "seed", 1, "`NUMBER` that every random choice comes from")
}

func addSandboxFlag(flags *pflag.FlagSet, level *string) {
	flags.StringVar(level, "sandbox", "isolated", "`LEVEL` at which programs run: isolated, contained, limited or off")
}

// completeValues lets shells complete the values of a flag.
func completeValues(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is defined by the caller
	}
}

// missingFlag is cobra's message for a required flag, for one that is required
// only sometimes.
func missingFlag(name string) error { return fmt.Errorf("required flag(s) %q not set", name) }

// completeEverywhere lets shells complete values that are the same for every
// command that has the flag.
func completeEverywhere(cmd *cobra.Command) {
	values := map[string][]string{"color": {"auto", "always", "never"}, "sandbox": sandboxLevels, "require-level": sandboxLevels, "constrain": {"on", "off"}, "signature": {"keep", "free"}}
	for flag, values := range values {
		if cmd.LocalFlags().Lookup(flag) == nil {
			continue
		}
		if _, known := cmd.GetFlagCompletionFunc(flag); !known {
			completeValues(cmd, flag, values)
		}
	}
	for _, c := range cmd.Commands() {
		completeEverywhere(c)
	}
}
