package kernels

// features says which assembly the CPU, and the operating system's saving of its
// registers, allow. The zero value means plain Go.
type features struct {
	avx2   bool // AVX2, FMA and BMI2
	avx512 bool // AVX-512 F, BW, DQ and VL; implies avx2
	vnni   bool // AVX512_VNNI; implies avx512
}

// cpu is what the kernels look at. Only tests change it.
var cpu = detect()
