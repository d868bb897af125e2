// Package train is the training loop: it mixes objectives, schedules the
// learning rate, accumulates gradients, steps the optimiser, calls hooks, and
// keeps the state that makes a stopped run resume exactly.
//
// The loop knows no objective. A Task names one, with the share of the batches
// that it gets and the weight of its gradient, both functions of progress:
//
//	result, err := train.Run(ctx, train.Options{
//		Trainer: trainer, Optimizer: optimizer,
//		Tasks: []train.Task{
//			{Objective: denoising, Share: train.Ramp{{0.2, 1}, {0.25, 0.33}}},
//			{Objective: translation, Share: train.Ramp{{0.2, 0}, {0.25, 0.67}}},
//		},
//		LearningRate: train.LearningRate{Kind: train.Trapezoid, Peak: 1.5e-3, Warmup: 50},
//		Limit:        train.Limit{Steps: 10_000},
//		Save:         save,
//	})
//
// Progress runs from 0 to 1: the largest of the fractions of the steps, of the
// time and of the processor time that Limit allows. A run that is limited by
// steps alone is a function of its options and seed: stopped and resumed from a
// State any number of times, it ends with the same bits (at the same number of
// threads).
package train
