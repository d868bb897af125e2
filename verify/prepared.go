package verify

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"transcoder/verify/sandbox"
)

// prepared is a folder for what is costly to make and the same in every process:
// precompiled headers, the batch compiler. Each has a folder in it, named by a
// hash of all that it is made of. Programs in the sandbox can read it.
type prepared struct {
	folder    string
	temporary bool
}

// unused is how long what no run asks for stays.
const unused = 30 * 24 * time.Hour

// open makes the folder. Its name is settled before the sandbox is made, which
// shows it to programs. Programs that run as another user in the host's file
// system need one that every user can reach.
func (p *prepared) open(cache string, level sandbox.Level) error {
	if level == sandbox.Contained && os.Geteuid() == 0 && !reachable(cache) {
		cache = ""
	}
	var err error
	if cache != "" {
		p.folder, err = filepath.Abs(filepath.Join(cache, "prepared"))
		if err == nil {
			err = os.MkdirAll(p.folder, 0o755)
		}
	}
	if cache == "" || err != nil { // a home that can't be written is no reason to fail
		p.temporary = true
		p.folder, err = os.MkdirTemp("", "transcoder-prepared-*")
	}
	if err == nil {
		err = os.Chmod(p.folder, 0o755)
	}
	if err != nil {
		return fmt.Errorf("folder for precompiled headers: %w", err)
	}
	return nil
}

// reachable reports whether every user can enter the folders that lead to a path,
// as far as they are there.
func reachable(path string) bool {
	path, err := filepath.Abs(path)
	for ; err == nil && path != filepath.Dir(path); path = filepath.Dir(path) {
		if info, err := os.Stat(path); err == nil && info.Mode()&0o001 == 0 {
			return false
		}
	}
	return err == nil
}

func (p *prepared) close() {
	if p.temporary && p.folder != "" {
		os.RemoveAll(p.folder)
	}
}

// find returns the folder of what is made of some parts, and whether it is there.
func (p *prepared) find(parts ...string) (folder string, there bool) {
	id := hash(parts)
	folder = filepath.Join(p.folder, hex.EncodeToString(id[:8]))
	now := time.Now()
	return folder, os.Chtimes(folder, now, now) == nil
}

// keep writes a folder whole or not at all: several processes may do so at once.
func (p *prepared) keep(folder string, files map[string][]byte) error {
	made, err := os.MkdirTemp(p.folder, "making-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	for name, content := range files {
		path := filepath.Join(made, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, content, 0o644)); err != nil {
			return err
		}
	}
	if err := os.Chmod(made, 0o755); err != nil {
		return err
	}
	if err := os.Rename(made, folder); err != nil {
		if _, missing := os.Stat(folder); missing != nil {
			return err
		} // another process was faster
	}
	entries, err := os.ReadDir(p.folder)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > unused {
			os.RemoveAll(filepath.Join(p.folder, entry.Name()))
		}
	}
	return err
}

// add writes one more file into a folder that was kept.
func (p *prepared) add(path string, content []byte) error {
	f, err := os.CreateTemp(p.folder, "making-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
