package checkpoint

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func digestOf(data []byte) [32]byte { return sha256.Sum256(data) }
func itoa(i int) string             { return strconv.Itoa(i) }

func saveSteps(t *testing.T, s *Store, steps ...int64) {
	t.Helper()
	for _, step := range steps {
		c := small(t)
		c.Step = step
		if err := s.Save(c); err != nil {
			t.Fatal(err)
		}
	}
}

func damage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-1] ^= 1
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func stepsOf(t *testing.T, s *Store) []int64 {
	t.Helper()
	steps, err := s.Steps()
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestStoreKeepsTheLastAndTheBest(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	s, err := OpenStore(folder, StoreOptions{Keep: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Newest(); !errors.Is(err, ErrEmpty) {
		t.Errorf("a new folder: %v, expected ErrEmpty", err)
	}
	if _, err := s.Best(); !errors.Is(err, ErrEmpty) {
		t.Errorf("a new folder: %v, expected ErrEmpty", err)
	}
	best := small(t)
	best.Step = 7
	if err := s.SaveBest(best); err != nil {
		t.Fatal(err)
	}
	// A save that was killed, and files that are none of the store's business.
	for _, name := range []string{".step-0000000100.ckpt.saving-123", "notes.txt", "step-5.ckpt", "step-x.ckpt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	saveSteps(t, s, 100, 9_999_999_999, 200)
	if got := stepsOf(t, s); !reflect.DeepEqual(got, []int64{100, 200, 9_999_999_999}) {
		t.Errorf("steps %v", got)
	}
	saveSteps(t, s, 300, 400)
	if got := stepsOf(t, s); !reflect.DeepEqual(got, []int64{300, 400, 9_999_999_999}) {
		t.Errorf("steps %v, expected the last two up to 400 and the later one", got)
	}
	if c, err := s.Best(); err != nil || c.Step != 7 {
		t.Errorf("best: %v, %v", c, err)
	}
	var names []string
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := "best.ckpt notes.txt step-0000000300.ckpt step-0000000400.ckpt step-5.ckpt step-9999999999.ckpt step-x.ckpt"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("folder holds %s\nexpected %s", got, want)
	}
}

func TestStoreFallsBack(t *testing.T) {
	s, err := OpenStore(t.TempDir(), StoreOptions{})
	if err != nil {
		t.Fatal(err)
	}
	saveSteps(t, s, 1, 2, 3)
	damage(t, s.Path(3))
	c, warnings, err := s.Newest()
	if err != nil || c.Step != 2 || len(warnings) != 1 || !strings.Contains(warnings[0].Error(), s.Path(3)) {
		t.Fatalf("got step %v, warnings %v, error %v", c, warnings, err)
	}
	if err := os.Rename(s.Path(1), s.Path(2)); err != nil { // a file under the wrong name
		t.Fatal(err)
	}
	_, _, err = s.Newest()
	if err == nil || errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), "none of 2") || !strings.Contains(err.Error(), "expected step 2, its header says 1") {
		t.Errorf("with nothing readable: %v", err)
	}
	// The damaged one does not push out the good one that training goes on from.
	one, err := OpenStore(t.TempDir(), StoreOptions{Keep: 1})
	if err != nil {
		t.Fatal(err)
	}
	saveSteps(t, one, 10)
	if err := os.WriteFile(one.Path(12), []byte("torn"), 0o644); err != nil {
		t.Fatal(err)
	}
	saveSteps(t, one, 11)
	if c, warnings, err := one.Newest(); err != nil || c.Step != 11 || len(warnings) != 1 {
		t.Errorf("got %v, %v, %v", c, warnings, err)
	}
}
