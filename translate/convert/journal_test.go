package convert

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// testJournal writes three records and returns the folder and the journal's bytes.
func testJournal(t *testing.T) (*os.Root, []byte) {
	t.Helper()
	folder := t.TempDir()
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	if err := root.Mkdir(Folder, 0o755); err != nil {
		t.Fatal(err)
	}
	j, err := openJournal(root, Shard{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} {
		if err := j.append(line{Record: &Record{Source: name, Output: name, Hash: name, State: Translated}}); err != nil {
			t.Fatal(err)
		}
	}
	j.close()
	data, err := os.ReadFile(filepath.Join(folder, Folder, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return root, data
}

// TestTornJournal cuts a journal at every byte: whole lines are read, the torn one
// is not, and what is appended then follows the whole ones.
func TestTornJournal(t *testing.T) {
	root, data := testJournal(t)
	name := filepath.Join(Folder, "journal.jsonl")
	for cut := range len(data) {
		whole := 0
		for _, b := range data[:cut] {
			if b == '\n' {
				whole++
			}
		}
		if err := root.WriteFile(name, data[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		j, err := openJournal(root, Shard{})
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if err := j.append(line{Record: &Record{Source: "new", State: Skipped}}); err != nil {
			t.Fatal(err)
		}
		j.close()
		h, err := readHistory(root, true)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if len(h.latest) != whole+1 || h.latest["new"] == nil {
			t.Errorf("cut at %d: %d records, want %d", cut, len(h.latest), whole+1)
		}
	}
}

// TestDamagedJournal flips a bit of every byte but those of line ends: none goes
// unseen.
func TestDamagedJournal(t *testing.T) {
	root, data := testJournal(t)
	name := filepath.Join(Folder, "journal.jsonl")
	for i := range data {
		damaged := append([]byte(nil), data...)
		damaged[i] ^= 4
		if data[i] == '\n' && i == len(data)-1 {
			continue // a last line without its end, which TestTornJournal has
		}
		if err := root.WriteFile(name, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		var journal *JournalError
		if _, err := readHistory(root, true); !errors.As(err, &journal) {
			t.Fatalf("bit of byte %d (%q): error %v", i, data[i], err)
		}
	}
}

func TestJournalIsLocked(t *testing.T) {
	root, _ := testJournal(t)
	first, err := openJournal(root, Shard{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openJournal(root, Shard{}); !errors.Is(err, ErrBusy) {
		t.Errorf("a second process gets %v", err)
	}
	if other, err := openJournal(root, Shard{1, 2}); err != nil {
		t.Errorf("another shard gets %v", err)
	} else {
		other.close()
	}
	first.close()
	if again, err := openJournal(root, Shard{}); err != nil {
		t.Errorf("after the first has closed: %v", err)
	} else {
		again.close()
	}
}

func TestShards(t *testing.T) {
	for _, c := range []struct {
		environment map[string]string
		count       int
		want        Shard
		reason      string
	}{
		{map[string]string{"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "1"}, 0, Shard{3, 4}, "--array=1-4"},
		{map[string]string{"SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "0"}, 0, Shard{1, 4}, "--array=0-3"},
		{map[string]string{"SLURM_ARRAY_TASK_ID": "6", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "0"}, 0, Shard{}, "--array=0-6:2 leaves gaps"},
		{map[string]string{"JOB_COMPLETION_INDEX": "0"}, 3, Shard{1, 3}, "indexed Job"},
		{map[string]string{"JOB_COMPLETION_INDEX": "0"}, 0, Shard{}, "which does not tell how many there are"},
		{map[string]string{"JOB_COMPLETION_INDEX": "3"}, 3, Shard{}, "more tasks than shards"},
		{nil, 3, Shard{}, "nothing set"},
	} {
		got, err := ShardOfEnvironment(func(name string) string { return c.environment[name] }, c.count)
		if got != c.want || (err == nil) != (c.want != Shard{}) {
			t.Errorf("%v: %v, %v, want %v (%s)", c.environment, got, err, c.want, c.reason)
		}
	}
	for _, bad := range []string{"", "0/4", "5/4", "1", "a/b", "1/0", "-1/2", "1/2/3"} {
		if s, err := ParseShard(bad); err == nil {
			t.Errorf("%q is %v", bad, s)
		}
	}
	for _, output := range []string{"a", "b", "c/d.py", "e.java"} {
		in := 0
		for i := range 4 {
			if (Shard{i + 1, 4}).has(output) {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%s is in %d of 4 shards", output, in)
		}
	}
}
