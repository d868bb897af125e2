//go:build !mpi

package train

import "errors"

// MPI stands in for the one of a build with the tag mpi. There is none of it.
type MPI struct{ Peers }

// OpenMPI says that this program can't.
func OpenMPI() (*MPI, error) {
	return nil, errors.New("this program was built without MPI: build it with go build -tags mpi, which needs OpenMPI's development files")
}

// Close does nothing.
func (m *MPI) Close() {}
