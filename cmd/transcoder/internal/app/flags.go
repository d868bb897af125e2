package app

import "github.com/spf13/pflag"

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
