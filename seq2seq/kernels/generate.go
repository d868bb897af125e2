package kernels

// The assembly is written by programs in _generate, a module of its own so that the
// product does not depend on avo. After a change there:
//
//	go generate ./seq2seq/kernels
//
// and commit what changed; generating again gives the same bytes, which
// _generate/check.sh verifies.

//go:generate go -C _generate run ./matrix -pkg kernels -out ../cpuid_amd64.s -stubs ../cpuid_amd64.go cpu
//go:generate go -C _generate run ./matrix -pkg kernels -out ../tile_amd64.s -stubs ../tile_amd64.go tile
//go:generate go -C _generate run ./matrix -pkg kernels -out ../pack_amd64.s -stubs ../pack_amd64.go pack
//go:generate go -C _generate run ./matrix -pkg kernels -out ../direct_amd64.s -stubs ../direct_amd64.go direct
//go:generate go -C _generate run ./matrix -pkg kernels -out ../int8_amd64.s -stubs ../int8_amd64.go int8
//go:generate go -C _generate run ./matrix -pkg kernels -out ../peak_amd64.s -stubs ../peak_amd64.go peak
