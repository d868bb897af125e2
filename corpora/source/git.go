package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// repository is a git repository, bare or not, read at HEAD through the git
// program. Blobs that are not there (of a partial clone) are skipped: nothing is
// fetched.
type repository struct {
	gitDir   string
	options  Options
	licenses licenses
	info     Info
	entries  []treeEntry // wanted, in git's order of paths
}

// treeEntry is a file of a git tree.
type treeEntry struct{ mode, object, path string }

// findGit returns the git directory of dir: its .git, or dir itself when it is a
// bare repository.
func findGit(dir string) (string, bool) {
	for _, candidate := range []string{filepath.Join(dir, ".git"), dir} {
		if info, err := os.Stat(candidate); err == nil && !info.IsDir() {
			return candidate, true // a .git file points to a git directory
		}
		if isDir(filepath.Join(candidate, "objects")) && isFile(filepath.Join(candidate, "HEAD")) {
			return candidate, true
		}
	}
	return "", false
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// git returns a command on the repository. It reads whoever owns the files, asks
// nobody anything and is refused every transport.
func (r *repository) git(ctx context.Context, arguments ...string) *exec.Cmd {
	fixed := []string{"-c", "safe.directory=*", "-c", "protocol.allow=never", "--git-dir", r.gitDir}
	cmd := exec.CommandContext(ctx, "git", append(fixed, arguments...)...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	return cmd
}

// output runs a git command and returns what it prints.
func (r *repository) output(ctx context.Context, arguments ...string) ([]byte, error) {
	cmd := r.git(ctx, arguments...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, gitError(ctx, arguments[0], err, &stderr)
	}
	return out, nil
}

func gitError(ctx context.Context, command string, err error, stderr *bytes.Buffer) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("the git program is needed to read a git repository and is not installed")
	}
	line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	return fmt.Errorf("git %s: %w: %s", command, err, line)
}

func openGit(ctx context.Context, gitDir string, options Options) (Source, error) {
	gitDir, err := filepath.Abs(gitDir)
	if err != nil {
		return nil, err
	}
	r := &repository{gitDir: gitDir, options: options, licenses: newLicenses(options.License)}
	commit, err := r.output(ctx, "rev-parse", "--verify", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	r.info = Info{Kind: "git", Commit: strings.TrimSpace(string(commit))}
	r.info.Fingerprint = r.info.Commit
	listing, err := r.output(ctx, "ls-tree", "-r", "-z", r.info.Commit)
	if err != nil {
		return nil, err
	}
	var licenseFiles []treeEntry
	for len(listing) > 0 {
		var line []byte
		line, listing, _ = bytes.Cut(listing, []byte{0})
		e, ok := parseTreeEntry(string(line))
		if !ok {
			return nil, fmt.Errorf("git ls-tree: %q is no entry", line)
		}
		if options.wants(e.path) {
			r.entries = append(r.entries, e)
		}
		if e.regular() && r.licenses.reads(e.path) {
			licenseFiles = append(licenseFiles, e)
		}
	}
	err = r.blobs(ctx, licenseFiles, maxLicenseSize, func(e treeEntry, data []byte, _ Reason) error {
		if data != nil {
			r.licenses.add(e.path, data)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r.info.License = r.licenses.of("")
	return r, nil
}

// parseTreeEntry reads "100644 blob 0123abcd\tpath".
func parseTreeEntry(line string) (treeEntry, bool) {
	meta, path, ok := strings.Cut(line, "\t")
	fields := strings.Fields(meta)
	if !ok || len(fields) != 3 {
		return treeEntry{}, false
	}
	return treeEntry{fields[0], fields[2], path}, true
}

// regular reports whether the entry is a file, and no link or submodule.
func (e treeEntry) regular() bool { return strings.HasPrefix(e.mode, "100") }

func (r *repository) Info() Info { return r.info }

func (r *repository) Walk(ctx context.Context, yield func(*File) error) error {
	files := make([]treeEntry, 0, len(r.entries))
	for _, e := range r.entries {
		if e.regular() {
			files = append(files, e)
		} else {
			r.options.skip(e.path, NotRegular)
		}
	}
	return r.blobs(ctx, files, r.options.maxFileSize(), func(e treeEntry, data []byte, reason Reason) error {
		if data == nil {
			r.options.skip(e.path, reason)
			return nil
		}
		return r.options.emit(&File{Path: cleanPath(e.path), Data: data, License: r.licenses.of(e.path)}, yield)
	})
}

// blobs calls f with the content of each entry in order; with nil and a reason
// where it is missing or larger than limit.
func (r *repository) blobs(ctx context.Context, entries []treeEntry, limit int64, f func(treeEntry, []byte, Reason) error) (err error) {
	if len(entries) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	cmd := r.git(ctx, "cat-file", "--batch", "--buffer")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		cancel()
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return gitError(ctx, "cat-file", err, &stderr)
	}
	go func() { // a failed write shows as the end of stdout
		w := bufio.NewWriter(stdin)
		for _, e := range entries {
			w.WriteString(e.object)
			w.WriteByte('\n')
		}
		w.Flush()
		stdin.Close()
	}()
	done := false
	defer func() {
		if !done {
			cancel() // stops git, whose output nobody reads any more
		}
		wait := cmd.Wait()
		if done && err == nil && wait != nil {
			err = gitError(ctx, "cat-file", wait, &stderr)
		}
		cancel()
	}()
	out := bufio.NewReaderSize(stdout, 1<<16)
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, reason, err := readBlob(out, e.object, limit)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("git cat-file: %s: %w: %s", e.path, err, strings.TrimSpace(stderrLine(&stderr, cmd)))
		}
		if err := f(e, data, reason); err != nil {
			return err
		}
	}
	done = true
	return nil
}

// stderrLine is what git said before its output broke off. The buffer is git's to
// write until it has ended.
func stderrLine(stderr *bytes.Buffer, cmd *exec.Cmd) string {
	cmd.Process.Kill()
	cmd.Wait()
	line, _, _ := strings.Cut(stderr.String(), "\n")
	return line
}

// readBlob reads one answer of git cat-file --batch: "object type size\n", that
// many bytes and a line feed, or "object missing\n".
func readBlob(out *bufio.Reader, object string, limit int64) ([]byte, Reason, error) {
	header, err := out.ReadString('\n')
	if err != nil {
		return nil, "", io.ErrUnexpectedEOF
	}
	fields := strings.Fields(header)
	if len(fields) == 2 && fields[1] == "missing" {
		return nil, Missing, nil
	}
	if len(fields) != 3 || fields[0] != object {
		return nil, "", fmt.Errorf("answer %q for object %s", header, object)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return nil, "", fmt.Errorf("size %q of object %s", fields[2], object)
	}
	if size > limit || fields[1] != "blob" {
		if _, err := io.CopyN(io.Discard, out, size+1); err != nil {
			return nil, "", io.ErrUnexpectedEOF
		}
		return nil, TooLarge, nil
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(out, data); err != nil {
		return nil, "", io.ErrUnexpectedEOF
	}
	if b, err := out.ReadByte(); err != nil || b != '\n' {
		return nil, "", fmt.Errorf("object %s does not end where it should", object)
	}
	return data, "", nil
}
