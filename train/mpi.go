//go:build mpi

package train

/*
#cgo pkg-config: ompi-c
#include <mpi.h>
#include <stdlib.h>

// MPI's constants are macros, of addresses in OpenMPI, which cgo can't take.
static int start(int *provided) { return MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, provided); }
static int rank(int *r) { return MPI_Comm_rank(MPI_COMM_WORLD, r); }
static int size(int *n) { return MPI_Comm_size(MPI_COMM_WORLD, n); }
static int scatter(const float *from, float *to, int n) {
	return MPI_Alltoall(from, n, MPI_FLOAT, to, n, MPI_FLOAT, MPI_COMM_WORLD);
}
static int gather(const float *from, float *to, int n) {
	return MPI_Allgather(from, n, MPI_FLOAT, to, n, MPI_FLOAT, MPI_COMM_WORLD);
}
static int exchange(const double *from, double *to, int n) {
	return MPI_Allgather(from, n, MPI_DOUBLE, to, n, MPI_DOUBLE, MPI_COMM_WORLD);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// MPI is the Peers that mpirun started, OpenMPI's world. It is for one goroutine
// at a time. An error of MPI's own ends the process, as OpenMPI's default is, and
// with it all others.
type MPI struct {
	rank, size int
	segments   []float32 // [Size][n]: this process's segment of each one's data
	padded     []float32
}

// OpenMPI starts MPI in this process, once.
func OpenMPI() (*MPI, error) {
	var provided, rank, size C.int
	if C.start(&provided) != C.MPI_SUCCESS {
		return nil, errors.New("start MPI: MPI_Init_thread failed")
	}
	// Go moves a goroutine from thread to thread.
	if provided < C.MPI_THREAD_SERIALIZED {
		return nil, fmt.Errorf("start MPI: thread level %d, expected MPI_THREAD_SERIALIZED (%d)", provided, C.MPI_THREAD_SERIALIZED)
	}
	if C.rank(&rank) != C.MPI_SUCCESS || C.size(&size) != C.MPI_SUCCESS {
		return nil, errors.New("start MPI: the world has no size")
	}
	return &MPI{rank: int(rank), size: int(size)}, nil
}

// Close ends MPI in this process. All processes must reach it; one that failed
// exits without, which makes mpirun end the others.
func (m *MPI) Close() { C.MPI_Finalize() }

// Rank returns the number of this process.
func (m *MPI) Rank() int { return m.rank }

// Size returns the number of processes.
func (m *MPI) Size() int { return m.size }

// Sum implements Peers. Every process adds up one segment of the data, so that
// each cell travels twice, whatever the number of processes; MPI_Allreduce would
// do the same but may add in any order.
func (m *MPI) Sum(data []float32) error {
	if m.size == 1 || len(data) == 0 {
		return nil
	}
	n := (len(data) + m.size - 1) / m.size
	if len(m.padded) != n*m.size {
		m.padded, m.segments = make([]float32, n*m.size), make([]float32, n*m.size)
	}
	copy(m.padded, data)
	if C.scatter(floats(m.padded), floats(m.segments), C.int(n)) != C.MPI_SUCCESS {
		return errors.New("sum gradients: MPI_Alltoall failed")
	}
	sum := m.segments[:n]
	for rank := 1; rank < m.size; rank++ {
		for i, x := range m.segments[rank*n : (rank+1)*n] {
			sum[i] += x
		}
	}
	if C.gather(floats(sum), floats(m.padded), C.int(n)) != C.MPI_SUCCESS {
		return errors.New("sum gradients: MPI_Allgather failed")
	}
	copy(data, m.padded)
	return nil
}

// Exchange implements Peers.
func (m *MPI) Exchange(values []float64) ([]float64, error) {
	all := make([]float64, m.size*len(values))
	if len(values) == 0 {
		return all, nil
	}
	from, to := (*C.double)(unsafe.SliceData(values)), (*C.double)(unsafe.SliceData(all))
	if C.exchange(from, to, C.int(len(values))) != C.MPI_SUCCESS {
		return nil, errors.New("exchange between processes: MPI_Allgather failed")
	}
	return all, nil
}

func floats(data []float32) *C.float { return (*C.float)(unsafe.SliceData(data)) }
