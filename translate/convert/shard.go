package convert

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Shard is a part of a conversion: number Index of Count, from 1. The zero value
// is all of it.
type Shard struct {
	Index int `json:"index,omitempty"`
	Count int `json:"count,omitempty"`
}

// ParseShard reads "2/4".
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, errI := strconv.Atoi(index)
	n, errN := strconv.Atoi(count)
	if !ok || errI != nil || errN != nil || n < 1 || i < 1 || i > n {
		return Shard{}, fmt.Errorf("%q is no shard, expected I/N with I from 1 to N, such as 2/4", text)
	}
	return Shard{i, n}, nil
}

// ShardOfEnvironment finds out which shard a task of a Slurm array or an indexed
// Kubernetes Job is. Slurm tells how many there are (SLURM_ARRAY_TASK_COUNT);
// Kubernetes does not, and count says it.
func ShardOfEnvironment(getenv func(string) string, count int) (Shard, error) {
	number := func(name string) (int, error) {
		n, err := strconv.Atoi(getenv(name))
		if err != nil || n < 0 {
			return 0, fmt.Errorf("%s is %q, expected a number", name, getenv(name))
		}
		return n, nil
	}
	var index int
	var err error
	switch {
	case getenv("SLURM_ARRAY_TASK_ID") != "":
		if index, err = number("SLURM_ARRAY_TASK_ID"); err != nil {
			return Shard{}, err
		}
		if getenv("SLURM_ARRAY_TASK_MIN") != "" {
			first, err := number("SLURM_ARRAY_TASK_MIN")
			if err != nil {
				return Shard{}, err
			}
			index -= first
		}
		if count == 0 {
			if count, err = number("SLURM_ARRAY_TASK_COUNT"); err != nil {
				return Shard{}, err
			}
		}
	case getenv("JOB_COMPLETION_INDEX") != "":
		if index, err = number("JOB_COMPLETION_INDEX"); err != nil {
			return Shard{}, err
		}
		if count == 0 {
			return Shard{}, fmt.Errorf("an indexed Job does not tell how many completions it has: say it with --shards")
		}
	default:
		return Shard{}, fmt.Errorf("neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set")
	}
	if index < 0 || index >= count {
		return Shard{}, fmt.Errorf("task %d of %d, counted from 0: the array's numbers must follow each other", index, count)
	}
	return Shard{index + 1, count}, nil
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// has reports whether an output belongs to the shard. It goes by the name alone, so
// that a file more does not move the others.
func (s Shard) has(output string) bool {
	if s.Count <= 1 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(output))
	return int(h.Sum32()%uint32(s.Count)) == s.Index-1
}

// journal is the name of the shard's journal.
func (s Shard) journal() string {
	if s.Count <= 1 {
		return "journal.jsonl"
	}
	return fmt.Sprintf("journal-%d-of-%d.jsonl", s.Index, s.Count)
}
