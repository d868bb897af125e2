package kernels

//go:generate go -C _generate run ./vector -pkg kernels -out ../arithmetic_amd64.s -stubs ../arithmetic_amd64.go arithmetic
//go:generate go -C _generate run ./vector -pkg kernels -out ../exp_amd64.s -stubs ../exp_amd64.go exp
//go:generate go -C _generate run ./vector -pkg kernels -out ../layernorm_amd64.s -stubs ../layernorm_amd64.go layernorm
//go:generate go -C _generate run ./vector -pkg kernels -out ../dropout_amd64.s -stubs ../dropout_amd64.go dropout
//go:generate go -C _generate run ./vector -pkg kernels -out ../optimizer_amd64.s -stubs ../optimizer_amd64.go optimizer
//go:generate go -C _generate run ./vector -pkg kernels -out ../heads_amd64.s -stubs ../heads_amd64.go heads
